// Market data that stops, or comes otherwise than asked for.
import type { Fault } from '@cq/simulator';
import type { Finding, Scenario } from '../scenario.js';
import { sleep, type Stage } from '../stage.js';

const group = 'Market data';

/** Streams under a fault that ends or refuses the stream. Wanted: told of it, and ticks again once it is over. */
async function interrupted(stage: Stage, fault: Fault, code: number): Promise<Finding> {
  await stage.ready();
  const before = stage.client.told.length;
  const active = stage.sim.inject(fault);
  const sees = () => stage.client.told.length > before || !stage.client.trustsStream();
  const detected = await stage.until(sees, 3_000);
  const said = stage.sim.transcript.count(
    ({ direction, fields }) => direction === 'out' && fields.includes(String(code)),
  );
  if (said === 0) throw new Error(`the simulator never said ${code}`);
  active.dispose();
  const ticks = stage.client.ticks();
  const back = await stage.until(() => stage.client.ticks() > ticks, 8_000);
  const verdict = back === undefined ? 'bad' : detected === undefined ? 'partly' : 'good';
  return { verdict, detectedMs: detected ?? false, recoveredMs: back ?? false };
}

export const data: readonly Scenario[] = [
  {
    name: 'frozen-symbol',
    group,
    fault: 'One symbol falls silent; nothing else is wrong',
    wanted: 'The silence is doubted: the quote is marked, or the stream asked for again',
    quick: true,
    async run(stage) {
      await stage.ready();
      const frozen = stage.sim.inject({ type: 'freeze', symbol: 'AAPL' });
      await sleep(100);
      const last = stage.client.ticks();
      if (await stage.until(() => stage.client.ticks() > last, 400)) throw new Error('the symbol was not silent');
      const asked = stage.count('reqMktData');
      const doubts = () => !stage.client.trustsStream() || stage.count('reqMktData') > asked;
      const detected = await stage.until(doubts, 6_000);
      frozen.dispose();
      const ticks = stage.client.ticks();
      const back = await stage.until(() => stage.client.ticks() > ticks, 8_000);
      const verdict = back === undefined ? 'bad' : detected === undefined ? 'partly' : 'good';
      return { verdict, detectedMs: detected ?? false, recoveredMs: back ?? false };
    },
  },
  {
    name: 'stream-ended',
    group,
    fault: 'TWS ends a running stream (10197, somebody logged in elsewhere); asked again, it would give data',
    wanted: 'Told, and the stream is asked for again',
    quick: true,
    run: (stage) => interrupted(stage, { type: 'end-stream', code: 10_197 }, 10_197),
  },
  {
    name: 'competing-session',
    group,
    fault: 'The same user logs in elsewhere (10197) for a while',
    wanted: 'Told, and ticks again afterwards',
    run: (stage) => interrupted(stage, { type: 'competing-session' }, 10_197),
  },
];
