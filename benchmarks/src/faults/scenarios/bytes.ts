// Bytes that are broken on their way. Wanted: one frame lost at most, and the process lives.
import type { FaultOf } from '@cq/simulator';
import type { Finding, Scenario } from '../scenario.js';
import type { Stage } from '../stage.js';

type Corruption = FaultOf<'corrupt'>['how'];

async function broken(stage: Stage, how: Corruption): Promise<Finding> {
  await stage.ready();
  const sessions = stage.sessions();
  stage.sim.inject({ type: 'corrupt', how });
  void stage.client.ask().catch(() => undefined);
  const back = await stage.works(8_000);
  const renewed = stage.sessions() - sessions;
  const note = renewed > 0 ? `${renewed} new session${renewed === 1 ? '' : 's'}` : 'same session';
  return { verdict: back === undefined ? 'bad' : 'good', recoveredMs: back ?? false, note };
}

const hows: readonly (readonly [Corruption, string])[] = [
  ['negative-length', 'A frame claims a negative length'],
  ['huge-length', 'A frame claims 16 MB that never come'],
  ['no-terminator', 'A frame lacks its last NUL'],
  ['truncated', 'A message lacks its last fields'],
  ['extra-fields', 'A message has more fields than known'],
  ['bad-count', 'A message announces a nonsensical number of entries'],
  ['garbage', 'A frame holds noise'],
];

export const bytes: readonly Scenario[] = hows.map(([how, fault]) => ({
  name: how,
  group: 'Bytes',
  fault,
  wanted: 'Goes on, or starts a new session',
  quick: how === 'negative-length',
  run: (stage) => broken(stage, how),
}));
