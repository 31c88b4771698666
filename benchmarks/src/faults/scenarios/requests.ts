// Questions that are not answered. Wanted is always that the call settles.
import type { Finding, Scenario } from '../scenario.js';
import { settles, sleep, type Stage } from '../stage.js';

const group = 'Requests';

async function unanswered(stage: Stage, meanwhile: (stage: Stage) => Promise<void> | void): Promise<Finding> {
  await stage.ready();
  stage.sim.inject({ type: 'ignore', message: 'reqPositions' });
  const started = performance.now();
  const answer = settles(stage.client.ask(), 5_000);
  await sleep(200);
  await meanwhile(stage);
  const end = await answer;
  if (end === 'rejected') return { verdict: 'good', detectedMs: performance.now() - started, note: 'rejects' };
  return {
    verdict: 'bad',
    detectedMs: false,
    note: end === 'never' ? 'the call never settles' : 'resolves without an answer',
  };
}

export const requests: readonly Scenario[] = [
  {
    name: 'request-ignored',
    group,
    fault: 'TWS never answers a request',
    wanted: 'The call rejects in time',
    quick: true,
    run: (stage) => unanswered(stage, () => undefined),
  },
  {
    name: 'request-cut',
    group,
    fault: 'The socket drops while a request is pending',
    wanted: 'The call rejects',
    run: (stage) => unanswered(stage, ({ sim }) => sim.dropAll()),
  },
  {
    name: 'request-own-disconnect',
    group,
    fault: 'The user disconnects while a request is pending',
    wanted: 'The call rejects',
    run: (stage) => unanswered(stage, ({ client }) => client.disconnect()),
  },
];
