/** What the user saw is what happened: quotes, ticks, bars and books equal the simulator's own record of its market. */
import type { Simulator } from '@cq/simulator';
import { describe, expect, it } from 'vitest';
import type { Bar, Quote, Tick, TradeTick } from '../src/index.js';
import { during, MORNING, startWorld, type World } from './support/world.js';

const modes = [{ fastPath: true }, { fastPath: false }];
type Path = ReturnType<Simulator['market']['path']>;

async function pathOf(world: World, symbol: string): Promise<Path> {
  const { conId } = await during(world.clock, world.feed.qualify(symbol));
  const instrument = world.sim.market.instrument(conId);
  if (instrument === undefined) throw new Error(`no ${symbol}`);
  return world.sim.market.path(instrument);
}

async function collect<T>(source: AsyncIterable<T>, into: T[]): Promise<void> {
  for await (const item of source) into.push(item);
}

describe.each(modes)('agreement with the market ($fastPath)', ({ fastPath }) => {
  it('of each quote, at the moment it was shown', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const path = await pathOf(world, 'AAPL');
    const seen: { readonly quote: Quote; readonly at: number }[] = [];
    const onQuote = (_symbol: string, quote: Quote): void => void seen.push({ quote, at: world.sim.market.now });
    await during(world.clock, world.feed.subscribe(['AAPL'], onQuote));
    await world.pass(60_000);
    expect(seen.length).toBeGreaterThan(100);
    const firstPlausible = MORNING - 1000;
    for (const { quote } of seen) {
      const now = quote.time.getTime();
      const tick = path.stateAt(now + 0.5);
      expect(now).toBeGreaterThan(firstPlausible);
      expect([quote.bid, quote.ask, quote.last]).toEqual([tick.bid, tick.ask, tick.last]);
      expect([quote.bidSize, quote.askSize]).toEqual([tick.bidSize, tick.askSize]);
    }
  });

  it('of every trade and every change of the best prices', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const path = await pathOf(world, 'MSFT');
    const trades: TradeTick[] = [];
    const quotes: Tick[] = [];
    void collect(world.feed.ticks('MSFT', 'trades'), trades);
    void collect(world.feed.ticks('MSFT', 'bid-ask'), quotes);
    await world.until(() => world.requests('reqTickByTickData').length === 2, 'both are asked for');
    const [from, to] = [world.clock.now() + 1000, world.clock.now() + 31_000];
    await world.pass(32_500);
    const happened = path.ticks(from, to).filter(({ size }) => size > 0);
    const second = (time: number): number => Math.floor(time / 1000) * 1000;
    const within = ({ time }: Tick): boolean => time.getTime() >= second(from) + 1000 && time.getTime() < second(to);
    const expected = happened.filter(({ time }) => second(time) >= second(from) + 1000 && second(time) < second(to));
    expect(expected.length).toBeGreaterThan(20);
    expect(trades.filter(within).map(({ time, price, size }) => [time.getTime(), price, size])).toEqual(
      expected.map(({ time, last, size }) => [second(time), last, size]),
    );
    const changes = quotes.filter(within).flatMap((tick) => (tick.type === 'bid-ask' ? [[tick.bid, tick.ask]] : []));
    const shown = new Set(path.ticks(from - 1000, to).map(({ bid, ask }) => `${bid} ${ask}`));
    expect(changes.length).toBeGreaterThan(20);
    expect(changes.every(([bid, ask]) => shown.has(`${String(bid)} ${String(ask)}`))).toBe(true);
  });

  it('of five-second bars, live, and of the same bars as history', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const path = await pathOf(world, 'AAPL');
    const bars: Bar[] = [];
    void collect(world.feed.bars('AAPL'), bars);
    await world.pass(61_000);
    expect(bars.length).toBeGreaterThanOrEqual(10);
    for (const bar of bars) {
      const from = bar.time.getTime();
      const trades = path.trades({ from, to: from + 5000, regular: false });
      if (trades === undefined) continue;
      const { open, high, low, close, volume, count } = trades;
      expect([bar.open, bar.high, bar.low, bar.close]).toEqual([open, high, low, close]);
      expect([bar.volume, bar.count]).toEqual([volume, count]);
    }
    const options = { duration: '60 S', barSize: '5 secs', useRth: false } as const;
    const history = await during(world.clock, world.feed.getHistoricalBars('AAPL', options));
    const times = new Map(bars.map((bar) => [bar.time.getTime(), bar]));
    const both = history.filter(({ time }) => times.has(time.getTime()));
    expect(both.length).toBeGreaterThanOrEqual(8);
    for (const bar of both) expect({ ...times.get(bar.time.getTime()), wap: 0 }).toEqual({ ...bar, wap: 0 });
  });

  it('of minute bars of the past', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const path = await pathOf(world, 'MSFT');
    const options = { duration: '7200 S', barSize: '1 min' } as const;
    const bars = await during(world.clock, world.feed.getHistoricalBars('MSFT', options));
    expect(bars.length).toBeGreaterThan(50);
    for (const bar of bars.slice(0, -1)) {
      const from = bar.time.getTime();
      const trades = path.trades({ from, to: from + 60_000, regular: true });
      expect([bar.open, bar.high, bar.low, bar.close, bar.volume]).toEqual([
        trades?.open,
        trades?.high,
        trades?.low,
        trades?.close,
        trades?.volume,
      ]);
    }
  });

  it('of a book with the best prices of the quote', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const { conId } = await during(world.clock, world.feed.qualify('AAPL'));
    const reader = world.feed.depth('AAPL', { rows: 5 });
    await during(world.clock, reader.next());
    await world.pass(5000);
    const { value } = await during(world.clock, reader.next());
    const levels = world.sim.market.levels(conId);
    // SMART books have a row for each exchange: several at one price.
    const distinct = (side: readonly { readonly price: number }[]) => [...new Set(side.map(({ price }) => price))];
    for (const side of ['bids', 'asks'] as const) {
      const prices = distinct(value?.[side] ?? []);
      expect(prices.length).toBeGreaterThan(1);
      expect(prices).toEqual(distinct(levels[side]).slice(0, prices.length));
    }
    await reader.return?.();
  });
});
