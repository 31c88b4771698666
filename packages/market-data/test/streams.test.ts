/** Ticks, bars and order books: item by item, shared between readers, renewed when TWS drops them. */
import { describe, expect, it } from 'vitest';
import type { Bar, Depth, Tick } from '../src/index.js';
import { during, startWorld, type World } from './support/world.js';

const modes = [{ fastPath: true }, { fastPath: false }];
const ends = (world: World) =>
  world.events.map((event) =>
    event.type === 'gap' || event.type === 'resumed' ? `${event.type} ${event.reason}` : event.type,
  );

/** Collects what an iteration brings while time passes. */
function collect<T>(reader: AsyncIterableIterator<T, undefined>): {
  readonly items: T[];
  readonly error: () => unknown;
} {
  const items: T[] = [];
  let error: unknown;
  const read = async (): Promise<void> => {
    for await (const item of reader) items.push(item);
  };
  read().catch((reason: unknown) => (error = reason));
  return { items, error: () => error };
}

describe.each(modes)('tick by tick ($fastPath)', ({ fastPath }) => {
  it('tells every trade, every change of the best prices, and every midpoint', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const trades = collect<Tick>(world.feed.ticks('AAPL', 'trades'));
    const quotes = collect<Tick>(world.feed.ticks('AAPL', 'bid-ask'));
    const middles = collect<Tick>(world.feed.ticks('AAPL', 'midpoint'));
    await world.until(() => [trades, quotes, middles].every(({ items }) => items.length > 3), 'ticks come');
    expect(trades.items[0]).toMatchObject({ type: 'trade', pastLimit: false });
    expect(quotes.items[0]).toMatchObject({ type: 'bid-ask' });
    expect(middles.items[0]).toMatchObject({ type: 'midpoint' });
    for (const { items } of [trades, quotes, middles]) {
      const times = items.map(({ time }) => time.getTime());
      expect(times).toEqual([...times].sort((a, b) => a - b));
    }
  });

  it('begins with ticks of the past when asked to', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const { items } = collect(world.feed.ticks('AAPL', 'trades', { history: 20 }));
    await world.until(() => items.length > 22, 'past and present come');
    const past = items.filter(({ time }) => time.getTime() <= world.clock.now() - 1000);
    expect(past.length).toBeGreaterThanOrEqual(10);
  });

  it.each(['trades', 'all-trades', 'bid-ask', 'midpoint'] as const)(
    'of %s begins with the past it was asked for',
    async (kind) => {
      await using world = await startWorld({ feed: { fastPath } });
      const { items } = collect<Tick>(world.feed.ticks('AAPL', kind, { history: 30 }));
      await world.until(() => items.length > 33, 'past and present come');
      const asked = world.sim.transcript.find({ direction: 'in', name: 'reqTickByTickData' })?.at ?? NaN;
      expect(items.slice(0, 30).every(({ time }) => time.getTime() <= asked)).toBe(true);
      expect(items.at(-1)?.time.getTime()).toBeGreaterThanOrEqual(asked - 1000);
      const times = items.map(({ time }) => time.getTime());
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(new Set(items.map(({ type }) => type)).size).toBe(1);
    },
  );

  it('tells the past once, also when the first request was lost on the way', async () => {
    await using world = await startWorld({ feed: { fastPath, reconnect: { initialDelayMs: 50, maxDelayMs: 50 } } });
    world.sim.inject({ type: 'drop', when: 'after', message: 'reqTickByTickData' });
    const { items } = collect(world.feed.ticks('AAPL', 'trades', { history: 20 }));
    await world.until(() => items.length > 22, 'past and present come');
    const began = world.clock.now() - 60_000;
    expect(items.filter(({ time }) => time.getTime() > began).length).toBe(items.length);
    world.sim.dropAll();
    const before = items.length;
    await world.until(() => items.length > before + 2, 'ticks come again');
    expect(world.requests('reqTickByTickData').map(({ fields }) => fields.at(-2))).toEqual(['20', '20', '0']);
  });

  it('of all trades has the unreported ones as well, and is a request of its own', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const all = collect(world.feed.ticks('AAPL', 'all-trades', { history: 5 }));
    const some = collect(world.feed.ticks('AAPL', 'trades'));
    await world.until(() => all.items.length > 8 && some.items.length > 3, 'ticks come');
    expect(all.items.every(({ price, size }) => price > 0 && size > 0)).toBe(true);
    expect(world.requests('reqTickByTickData').map(({ fields }) => fields.at(-3))).toEqual(['AllLast', 'Last']);
  });

  it('is asked for once, however many read, and given back with the last reader', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const first = world.feed.ticks('AAPL', 'trades');
    const second = world.feed.ticks('AAPL', 'trades');
    const [a, b] = await during(world.clock, Promise.all([first.next(), second.next()]));
    expect(a.value?.price).toBeDefined();
    expect(b.value?.price).toBeDefined();
    expect(world.requests('reqTickByTickData')).toHaveLength(1);
    await first.return?.();
    await world.pass(500);
    expect(world.requests('cancelTickByTickData')).toHaveLength(0);
    await second.return?.();
    await world.until(() => world.requests('cancelTickByTickData').length === 1, 'it is cancelled');
  });

  it('goes on under a new id after a dropped connection, and says what was missed', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const { items } = collect(world.feed.ticks('AAPL', 'trades'));
    await world.until(() => items.length > 2, 'ticks come');
    world.sim.dropAll();
    const before = items.length;
    await world.until(() => items.length > before + 2, 'ticks come again');
    expect(world.requests('reqTickByTickData')).toHaveLength(2);
    expect(ends(world)).toEqual(['gap disconnected', 'resumed disconnected']);
  });

  it('loses the oldest, and says so, when its reader is too slow', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const reader = world.feed.ticks('AAPL', 'bid-ask', { bufferLimit: 5 });
    await during(world.clock, reader.next());
    await world.pass(5000);
    const losses = () => world.events.filter((event) => event.type === 'overflow');
    expect(losses().at(0)).toMatchObject({ symbol: 'AAPL', stream: 'ticks', lost: 1 });
    expect(losses().length).toBeLessThanOrEqual(6);
    const { value } = await reader.next();
    expect(value?.time.getTime()).toBeGreaterThan(world.clock.now() - 3000);
    await reader.return?.();
    // The first was read at once, and at the end five were there.
    const sent = world.sim.transcript.count({ direction: 'out', name: 'tickByTick' });
    expect(losses().reduce((sum, { lost }) => sum + lost, 0)).toBe(sent - 6);
  });

  it('ends with the error when TWS will not serve it', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const eur = { secType: 'CASH', symbol: 'EUR', currency: 'USD', exchange: 'IDEALPRO' } as const;
    await expect(during(world.clock, world.feed.ticks(eur, 'trades').next())).rejects.toMatchObject({
      name: 'RequestError',
    });
    await expect(during(world.clock, world.feed.ticks('NOSUCH', 'trades').next())).rejects.toMatchObject({
      name: 'ContractError',
    });
    expect(() => world.feed.ticks('AAPL', 'trades', { history: 5000 })).toThrow(/history/);
  });
});

describe.each(modes)('bars ($fastPath)', ({ fastPath }) => {
  it('come every five seconds', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const { items } = collect<Bar>(world.feed.bars('AAPL'));
    await world.pass(31_000);
    expect(items.length).toBeGreaterThanOrEqual(5);
    for (const [i, bar] of items.entries()) {
      expect(bar.high).toBeGreaterThanOrEqual(bar.low);
      expect(bar.timeZone).toBe('America/New_York');
      if (i > 0) expect(bar.time.getTime() - (items[i - 1]?.time.getTime() ?? 0)).toBe(5000);
    }
  });

  it('of any size come when they are complete, without a hole after a gap', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const { items } = collect<Bar>(world.feed.bars('AAPL', { barSize: '1 min' }));
    await world.pass(130_000);
    expect(items.length).toBeGreaterThanOrEqual(1);
    const refusal = world.sim.inject({ type: 'refuse', times: 10_000 });
    world.sim.dropAll();
    await world.pass(240_000);
    refusal.dispose();
    await world.pass(150_000);
    const times = items.map(({ time }) => time.getTime());
    expect(times.length).toBeGreaterThanOrEqual(6);
    for (const [i, time] of times.entries()) if (i > 0) expect(time - (times[i - 1] ?? 0)).toBe(60_000);
  });

  it('come as they grow when asked to', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const { items } = collect<Bar>(world.feed.bars('AAPL', { barSize: '1 min', everyUpdate: true }));
    await world.until(() => items.length > 4, 'updates come');
    expect(new Set(items.map(({ time }) => time.getTime())).size).toBeLessThan(items.length);
  });

  it('are asked for once, whether readers want each update or each bar', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const updates = collect<Bar>(world.feed.bars('AAPL', { barSize: '1 min', everyUpdate: true }));
    const complete = collect<Bar>(world.feed.bars('AAPL', { barSize: '1 min' }));
    await world.pass(190_000);
    expect(world.requests('reqHistoricalData')).toHaveLength(1);
    expect(complete.items.length).toBeGreaterThanOrEqual(2);
    expect(updates.items.length).toBeGreaterThan(20 * complete.items.length);
    const last = new Map(updates.items.map((bar) => [bar.time.getTime(), bar]));
    for (const bar of complete.items) expect(bar).toEqual(last.get(bar.time.getTime()));
  });

  it('are asked for again when TWS deactivates them or loses their farm', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const five = collect<Bar>(world.feed.bars('AAPL'));
    const minute = collect<Bar>(world.feed.bars('AAPL', { barSize: '1 min', everyUpdate: true }));
    await world.until(() => five.items.length > 1 && minute.items.length > 1, 'bars come');
    world.sim.inject({ type: 'end-stream', code: 10225 });
    world.sim.inject({ type: 'end-stream', code: 10182 });
    await world.until(() => world.events.filter(({ type }) => type === 'resumed').length >= 2, 'both resume');
    expect(new Set(world.requests('reqRealTimeBars').map(({ fields }) => fields[1])).size).toBeGreaterThan(1);
    expect(new Set(world.requests('reqHistoricalData').map(({ fields }) => fields[0])).size).toBeGreaterThan(1);
    expect(new Set(ends(world))).toEqual(new Set(['gap ended-by-tws', 'resumed ended-by-tws']));
  });

  it('do not begin with an impossible size', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    // @ts-expect-error TWS has no bars of seven minutes
    expect(() => world.feed.bars('AAPL', { barSize: '7 mins' })).toThrow(/barSize/);
  });
});

describe.each(modes)('an order book ($fastPath)', ({ fastPath }) => {
  const sorted = ({ bids, asks }: Depth): boolean =>
    bids.every((level, i) => i === 0 || level.price <= (bids[i - 1]?.price ?? 0)) &&
    asks.every((level, i) => i === 0 || level.price >= (asks[i - 1]?.price ?? 0));

  it('of one exchange alone is kept from the other message, without makers', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const eur = { secType: 'CASH', symbol: 'EUR', currency: 'USD', exchange: 'IDEALPRO' } as const;
    const { items } = collect<Depth>(world.feed.depth(eur, { rows: 4 }));
    await world.until(() => items.length > 10 && (items.at(-1)?.bids.length ?? 0) === 4, 'books come');
    expect(world.sim.transcript.count({ direction: 'out', name: 'updateMktDepth' })).toBeGreaterThan(10);
    expect(world.sim.transcript.count({ direction: 'out', name: 'updateMktDepthL2' })).toBe(0);
    expect(sorted(items.at(-1)!)).toBe(true);
    expect(items.at(-1)?.bids.every(({ marketMaker }) => marketMaker === undefined)).toBe(true);
  });

  it('is kept in order, best prices first', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const { items } = collect<Depth>(world.feed.depth('AAPL', { rows: 5 }));
    await world.until(() => items.length > 10 && (items.at(-1)?.bids.length ?? 0) >= 3, 'books come');
    const book = items.at(-1);
    expect(items.filter(({ bids, asks }) => bids.length >= 5 && asks.length >= 5).every(sorted)).toBe(true);
    expect(book?.bids[0]?.price).toBeLessThan(book?.asks[0]?.price ?? 0);
    expect(book?.bids[0]?.marketMaker).toBeTruthy();
  });

  it('starts over when TWS resets it, and is asked for again when TWS stops it', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const { items } = collect<Depth>(world.feed.depth('AAPL', { rows: 3 }));
    await world.until(() => (items.at(-1)?.bids.length ?? 0) === 3, 'the book is full');
    const before = items.length;
    world.sim.inject({ type: 'reset-book' });
    await world.until(() => items.length > before, 'the reset is shown');
    expect(items.slice(before).some(({ bids, asks }) => bids.length === 0 && asks.length === 0)).toBe(true);
    await world.pass(2000);
    expect(items.at(-1)?.bids).toHaveLength(3);
    expect(world.requests('reqMktDepth')).toHaveLength(1);
    world.sim.inject({ type: 'end-stream', code: 316 });
    await world.until(() => world.requests('reqMktDepth').length === 2, 'it is asked for again');
    await world.until(() => (items.at(-1)?.bids.length ?? 0) === 3, 'the book is full again');
    expect(ends(world)).toEqual(['gap ended-by-tws', 'resumed ended-by-tws']);
  });
});
