/**
 * Mishaps in any order, while contracts are subscribed and given up: when it is over, everything wanted is fresh and true,
 * on one line each, and nothing else is held.
 */
import type { ActiveFault } from '@cq/simulator';
import { describe, expect, it } from 'vitest';
import { ledgerOf } from './support/ledger.js';
import { die, mishap, type Die } from './support/mishaps.js';
import { during, openLines, startWorld, type World } from './support/world.js';

const SYMBOLS = ['AAPL', 'MSFT', 'SPY', 'GOOGL', 'AMZN', 'NVDA'];
const STEPS = 40;
interface Day {
  readonly world: World;
  readonly roll: Die;
  readonly wanted: Set<string>;
  readonly faults: ActiveFault[];
  readonly pending: Promise<unknown>[];
}

function step({ world, roll, wanted, faults, pending }: Day): void {
  const symbol = SYMBOLS[roll(SYMBOLS.length)] ?? 'SPY';
  const turn = roll(6);
  if (turn < 4) {
    mishap(world, roll, faults);
  } else if (turn === 4) {
    wanted.add(symbol);
    // While it is down for long, it is refused.
    pending.push(Promise.allSettled([world.feed.subscribe([symbol])]));
  } else {
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
    const day: Day = { world, roll: die(one.seed), wanted: new Set(), faults: [], pending: [] };
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
