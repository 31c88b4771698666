/**
 * Mishaps in any order, while contracts are subscribed and given up: when it is over, everything wanted is fresh and true,
 * on one line each, and nothing else is held.
 */
import type { ActiveFault, Fault } from '@cq/simulator';
import { describe, expect, it } from 'vitest';
import { ledgerOf } from './support/ledger.js';
import { during, openLines, startWorld, type World } from './support/world.js';

const SYMBOLS = ['AAPL', 'MSFT', 'SPY', 'GOOGL', 'AMZN', 'NVDA'];
const STEPS = 40;
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

/** The same numbers for the same seed. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

interface Day {
  readonly world: World;
  readonly roll: (sides: number) => number;
  readonly wanted: Set<string>;
  readonly faults: ActiveFault[];
  readonly pending: Promise<unknown>[];
}

function step({ world, roll, wanted, faults, pending }: Day): void {
  const symbol = SYMBOLS[roll(SYMBOLS.length)] ?? 'SPY';
  switch (roll(6)) {
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
    case 3: {
      const open = world.requests('reqMktData').map(({ fields }) => Number(fields[1]));
      const id = open[open.length - 1 - roll(4)];
      if (id !== undefined) world.sim.notice(ENDINGS[roll(ENDINGS.length)] ?? 10225, 'As told by TWS', id);
      return;
    }
    case 4:
      wanted.add(symbol);
      // While it is down for long, it is refused.
      pending.push(Promise.allSettled([world.feed.subscribe([symbol])]));
      return;
    default:
      wanted.delete(symbol);
      pending.push(world.feed.unsubscribe([symbol]));
  }
}

const cases = [true, false].flatMap((fastPath) => [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => ({ fastPath, seed })));

describe('after mishaps in any order', () => {
  it.each(cases)('what is wanted is fresh, and nothing else is held (fast path $fastPath, seed $seed)', async (one) => {
    await using world = await startWorld({
      feed: { fastPath: one.fastPath, reconnect: { initialDelayMs: 100, maxDelayMs: 1000 } },
    });
    const { feed, clock } = world;
    // Known beforehand, so that a subscription cannot fail for want of an answer.
    await during(clock, Promise.all(SYMBOLS.map((symbol) => feed.qualify(symbol))));
    const day: Day = { world, roll: dice(one.seed), wanted: new Set(), faults: [], pending: [] };
    for (let i = 0; i < STEPS; i++) {
      step(day);
      await world.pass(200 + day.roll(4000));
    }
    for (const fault of day.faults) fault.dispose();
    await during(clock, Promise.all(day.pending));
    // What could not be had while it could not be had may be asked for now.
    const subscribed = new Set(feed.getSubscribedSymbols());
    await during(clock, feed.unsubscribe([...subscribed].filter((symbol) => !day.wanted.has(symbol))));
    await during(clock, feed.subscribe([...day.wanted].filter((symbol) => !subscribed.has(symbol))));
    const fresh = () => [...day.wanted].filter((symbol) => feed.getLatestData(symbol)?.stale === false);
    await world.until(() => fresh().length === day.wanted.size, 'all that is wanted is fresh');
    await world.pass(10_000);

    expect([...feed.getSubscribedSymbols()].sort()).toEqual([...day.wanted].sort());
    expect(openLines(world.sim)).toHaveLength(day.wanted.size);
    expect(feed.getStatus().lines).toMatchObject({ used: day.wanted.size, waiting: 0 });
    expect(feed.getStatus().streams.map(({ stale }) => stale)).toEqual([...day.wanted].map(() => false));
    for (const symbol of day.wanted) {
      const quote = feed.getLatestData(symbol);
      const market = world.sim.market.quote(quote?.contract.conId ?? 0);
      if (quote?.delayed === false) expect([symbol, quote.bid, quote.ask]).toEqual([symbol, market.bid, market.ask]);
    }
    const told = { gap: 0, resumed: 0, incident: 0, 'incident-over': 0 };
    for (const { type } of world.events) if (type in told) told[type as keyof typeof told] += 1;
    expect(told.incident).toBe(told['incident-over']);
    expect(told.resumed).toBeLessThanOrEqual(told.gap);

    await during(clock, feed.unsubscribe([...day.wanted]));
    await world.until(() => openLines(world.sim).length === 0, 'all lines are given back');
    expect(new Set(ledgerOf(world.sim, 'reqMktData').requested).size).toBe(world.requests('reqMktData').length);
  });
});
