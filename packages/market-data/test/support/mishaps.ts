/** What can go wrong, picked by a die that falls the same way for the same seed. */
import type { ActiveFault, Fault, TranscriptEntry } from '@cq/simulator';
import type { World } from './world.js';

const STATES: readonly Fault[] = [
  { type: 'refuse', times: 1000 },
  { type: 'link-lost' },
  { type: 'link-lost', dataLost: true },
  { type: 'farm', farm: 'usfarm', status: 'broken' },
  { type: 'competing-session' },
  { type: 'freeze', symbol: 'AAPL' },
  { type: 'line-limit', lines: 2 },
  { type: 'delay', ms: 700 },
  { type: 'no-market-data', symbol: 'MSFT', code: 10089 },
];
const ENDINGS = [10225, 10182, 10197, 10167];
/** By request, where it has its id. */
const STREAMS: Readonly<Partial<Record<TranscriptEntry['name'], number>>> = {
  reqMktData: 1,
  reqMktDepth: 1,
  reqRealTimeBars: 1,
  reqTickByTickData: 0,
  reqHistoricalData: 0,
};

export type Die = (sides: number) => number;

/** From 0 to sides - 1. */
export function die(seed: number): Die {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** Something begins to go wrong, or ceases to, or happens once. */
export function mishap(world: World, roll: Die, faults: ActiveFault[]): void {
  switch (roll(4)) {
    case 0: {
      const fault = STATES[roll(STATES.length)] ?? { type: 'link-lost' };
      // One of a kind at a time: what ends is over then.
      if (!faults.some((other) => other.fault.type === fault.type)) faults.push(world.sim.inject(fault));
      return;
    }
    case 1:
      faults.splice(roll(faults.length), 1).forEach((fault) => fault.dispose());
      return;
    case 2:
      world.sim.dropAll();
      return;
    default: {
      const ids = requestIds(world);
      const id = ids[ids.length - 1 - roll(4)];
      if (id !== undefined) world.sim.notice(ENDINGS[roll(ENDINGS.length)] ?? 10225, 'As told by TWS', id);
    }
  }
}

function requestIds({ sim }: World): readonly number[] {
  const asked = sim.transcript.filter(({ direction, name }) => direction === 'in' && STREAMS[name] !== undefined);
  return asked.map(({ name, fields }) => Number(fields[STREAMS[name] ?? 0]));
}
