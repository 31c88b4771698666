import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instrument } from '../src/market/instrument.js';
import type { Market } from '../src/market/market.js';
import type { Tick } from '../src/market/path.js';
import { AAPL_CON_ID, EUR_USD_CON_ID, listed, makeMarket, query, WEDNESDAY } from './market-fixture.js';

const DAY = 86_400_000;

/** One of each kind of price: a stock, a pair, an index, a coin, a future, a call and a put on a stock, a CFD. */
function sample(market: Market): Instrument[] {
  const one = (fields: Parameters<typeof query>[0]): Instrument => market.find(query(fields))[0]!;
  const option = { symbol: 'AAPL', secType: 'OPT', strike: 230, exchange: 'SMART' };
  return [
    market.instrument(AAPL_CON_ID)!,
    market.instrument(EUR_USD_CON_ID)!,
    listed(market, 'SPX', 'IND'),
    listed(market, 'BTC', 'CRYPTO'),
    one({ symbol: 'ES', secType: 'FUT', exchange: 'CME' }),
    one({ ...option, right: 'C' }),
    one({ ...option, right: 'P' }),
    listed(market, 'TSLA', 'CFD'),
  ];
}

function tradesOf(ticks: readonly Tick[]) {
  const trades = ticks.filter((tick) => tick.size > 0);
  if (trades.length === 0) return undefined;
  const prices = trades.map((tick) => tick.last);
  return {
    open: prices[0],
    high: Math.max(...prices),
    low: Math.min(...prices),
    close: prices.at(-1),
    volume: expect.closeTo(
      trades.reduce((sum, tick) => sum + tick.size, 0),
      6,
    ) as number,
    count: trades.length,
  };
}

function rangeOf(values: readonly number[]) {
  return { open: values[0], high: Math.max(...values), low: Math.min(...values), close: values.at(-1) };
}

describe('a bar and the ticks of its interval', () => {
  it.each([250, 1000, 37, 0.5])(
    'agree exactly, for every kind of instrument, at a tick every %d ms',
    (tickIntervalMs) => {
      const { market } = makeMarket({ tickIntervalMs });
      const instruments = sample(market);
      const longest = Math.min(900_000, tickIntervalMs * 8000);
      fc.assert(
        fc.property(
          fc.nat({ max: instruments.length - 1 }),
          fc.integer({ min: -20 * DAY, max: DAY }),
          fc.integer({ min: 1, max: longest }),
          (index, offset, length) => {
            const instrument = instruments[index]!;
            const path = market.path(instrument);
            const window = { from: WEDNESDAY + offset, to: WEDNESDAY + offset + length, regular: false };
            const ticks = path.ticks(window.from, window.to);
            expect(path.trades(window)).toEqual(tradesOf(ticks));
            const quotes = path.quotes(window);
            if (ticks.length === 0) {
              expect(quotes).toBeUndefined();
              return;
            }
            expect(quotes?.bid).toEqual(rangeOf(ticks.map((tick) => tick.bid)));
            expect(quotes?.ask).toEqual(rangeOf(ticks.map((tick) => tick.ask)));
          },
        ),
        { numRuns: 120, seed: 42 },
      );
    },
  );

  it('agree on the average price per unit', () => {
    const { market } = makeMarket();
    const path = market.path(market.instrument(AAPL_CON_ID)!);
    for (const minutes of [1, 5, 60, 390]) {
      const window = {
        from: WEDNESDAY - DAY - 1_800_000,
        to: WEDNESDAY - DAY - 1_800_000 + minutes * 60_000,
        regular: true,
      };
      const ticks = path.ticks(window.from, window.to);
      const volume = ticks.reduce((sum, tick) => sum + tick.size, 0);
      const exact = ticks.reduce((sum, tick) => sum + tick.size * tick.last, 0) / volume;
      // Up to some thousand ticks it is exact; beyond, within a few hundredths of a percent.
      expect(path.wap(window) / exact).toBeCloseTo(1, minutes <= 5 ? 8 : 3);
    }
  });

  it('agree across a day, an extended session and a weekend when bars are joined', () => {
    const { market } = makeMarket();
    const path = market.path(market.instrument(AAPL_CON_ID)!);
    const window = { from: WEDNESDAY - 7 * DAY, to: WEDNESDAY, regular: false };
    let [volume, count, high, low] = [0, 0, -Infinity, Infinity];
    for (let from = window.from; from < window.to; from += 600_000) {
      const bar = path.trades({ ...window, from, to: Math.min(from + 600_000, window.to) });
      if (!bar) continue;
      volume += bar.volume;
      count += bar.count;
      high = Math.max(high, bar.high);
      low = Math.min(low, bar.low);
    }
    expect(path.trades(window)).toMatchObject({ volume, count, high, low });
  });
});

describe('prices', () => {
  it('depend on seed, instrument and time alone, whatever was asked before', () => {
    const [first, second, other] = [makeMarket(), makeMarket(), makeMarket({ seed: 2 })];
    const ask = ({ market }: typeof first, at: number) => market.path(market.instrument(AAPL_CON_ID)!).stateAt(at);
    const instants = [0, -3 * DAY, -400 * DAY, 5000, -DAY, 0].map((offset) => WEDNESDAY + offset);
    const forward = instants.map((at) => ask(first, at));
    const backward = [...instants].reverse().map((at) => ask(second, at));
    expect(backward.reverse()).toEqual(forward);
    expect(ask(other, WEDNESDAY)).not.toEqual(forward[0]);
  });

  it('stay near what the instrument is worth, on its price grid, with bid below ask and the last trade at one of them', () => {
    const { market } = makeMarket();
    for (const instrument of [...market.catalogue.listed].filter((i) => 'process' in i.pricing)) {
      const usual = 'process' in instrument.pricing ? instrument.pricing.process.model.price : 0;
      const { last, bid, ask } = market.path(instrument).stateAt(WEDNESDAY);
      expect(last / usual, instrument.symbol).toBeGreaterThan(0.3);
      expect(last / usual, instrument.symbol).toBeLessThan(3);
      expect(ask, instrument.symbol).toBeGreaterThan(bid);
      expect([bid, ask], instrument.symbol).toContain(last);
      const steps = last / instrument.minTick;
      expect(Math.abs(steps - Math.round(steps)), instrument.symbol).toBeLessThan(1e-6);
    }
  });

  it('move as much in a minute, an hour and a day as a random walk of the instrument’s volatility', () => {
    const { market } = makeMarket();
    const path = market.path(listed(market, 'TSLA'));
    const daily = 0.58 / Math.sqrt(252);
    for (const ms of [60_000, 3_600_000, 23_400_000]) {
      const ranges: number[] = [];
      for (let day = 1; day <= 60; day++) {
        const open = Date.UTC(2025, 8, 1 + day, 14, 30);
        const bar = path.trades({ from: open, to: open + ms, regular: true });
        if (bar) ranges.push((bar.high - bar.low) / bar.open);
      }
      const mean = ranges.reduce((sum, r) => sum + r, 0) / ranges.length;
      const ideal = 1.6 * daily * Math.sqrt((0.85 * ms) / 23_400_000);
      expect(mean / ideal).toBeGreaterThan(0.5);
      expect(mean / ideal).toBeLessThan(1.6);
    }
  });

  it('of an option follow its underlying and never fall below what exercising it would bring', () => {
    const { market } = makeMarket();
    const stock = market.instrument(AAPL_CON_ID)!;
    for (const right of ['C', 'P']) {
      for (const option of market.find(query({ symbol: 'AAPL', secType: 'OPT', right, exchange: 'SMART' }))) {
        const { last } = market.path(option).stateAt(WEDNESDAY);
        const under = market.path(stock).stateAt(WEDNESDAY).last;
        const inner = right === 'C' ? under - option.strike : option.strike - under;
        expect(last, option.localSymbol).toBeGreaterThanOrEqual(Math.max(0.01, inner - 0.011));
      }
    }
  });
});

describe('prices set by hand', () => {
  it('replace the instrument’s own from that instant on, in quotes, streams and bars', async () => {
    const { market, clock } = makeMarket();
    const stock = market.instrument(AAPL_CON_ID)!;
    const heard: Tick[] = [];
    const stop = market.stream(stock, (tick) => heard.push(tick));
    market.setPrice('AAPL', { bid: 99.9, ask: 100.1, last: 100 });
    expect(market.quote(AAPL_CON_ID)).toMatchObject({ bid: 99.9, ask: 100.1, last: 100 });
    market.setPrice('AAPL', { last: 101, size: 300 });
    await clock.advance(5000);
    expect(heard.map((tick) => [tick.last, tick.size])).toEqual([
      [100, 100],
      [101, 300],
    ]);
    const bar = market.path(stock).trades({ from: WEDNESDAY + 0.0005, to: market.instant, regular: false });
    expect(bar).toEqual({ open: 100, high: 101, low: 100, close: 101, volume: 400, count: 2 });
    stop();
  });

  it('move what is priced from the instrument', () => {
    const { market } = makeMarket();
    const [call] = market.find(query({ symbol: 'AAPL', secType: 'OPT', strike: 230, right: 'C', exchange: 'SMART' }));
    market.setPrice('AAPL', { last: 300 });
    const high = market.state(call!).last;
    market.setPrice('AAPL', { last: 310 });
    expect(high).toBeGreaterThan(69.9);
    expect(market.state(call!).last).toBeGreaterThan(high + 9);
  });

  it('end with a release: the instrument’s own prices go on where they would be by now', async () => {
    const { market, clock } = makeMarket();
    const untouched = makeMarket();
    market.setPrice('AAPL', { last: 500 });
    await clock.advance(10_000);
    market.release('AAPL');
    await clock.advance(1000);
    const at = WEDNESDAY + 10_750;
    const own = untouched.market.path(untouched.market.instrument(AAPL_CON_ID)!).stateAt(at);
    expect(market.path(market.instrument(AAPL_CON_ID)!).stateAt(at)).toEqual(own);
  });

  it('can be frozen: not one tick until the freeze ends', async () => {
    const { market, clock } = makeMarket();
    const heard: Tick[] = [];
    const stop = market.stream(market.instrument(AAPL_CON_ID)!, (tick) => heard.push(tick));
    await clock.advance(1000);
    expect(heard).toHaveLength(4);
    const thaw = market.freeze('AAPL');
    await clock.advance(60_000);
    expect(heard).toHaveLength(4);
    thaw();
    await clock.advance(1000);
    expect(heard.length).toBeGreaterThan(6);
    stop();
  });

  it('can be stepped: one tick at a time, without waiting', () => {
    const { market } = makeMarket();
    const heard: Tick[] = [];
    const stop = market.stream(market.instrument(AAPL_CON_ID)!, (tick) => heard.push(tick));
    market.step();
    market.step(3);
    expect(heard.map((tick) => tick.time - WEDNESDAY)).toEqual([250, 500, 750, 1000]);
    stop();
  });

  it.each(['bid', 'last', 'askSize'])('are refused when %s is no number', (name) => {
    const { market } = makeMarket();
    expect(() => market.setPrice('AAPL', { [name]: NaN })).toThrow(new RangeError(`${name} must be a number, not NaN`));
  });

  it('are refused for a symbol nobody knows', () => {
    expect(() => makeMarket().market.setPrice('NOPE', { last: 1 })).toThrow('No instrument is called NOPE');
  });
});

describe('a market that nobody watches', () => {
  it('leaves no timer behind', () => {
    const { market, clock } = makeMarket();
    const stop = market.stream(listed(market, 'AAPL'), () => undefined);
    expect(clock.pending).toBe(1);
    stop();
    expect(clock.pending).toBe(0);
  });
});

describe('a user’s own prices', () => {
  it('are told as ticks at their instants', () => {
    const rows = [
      { time: WEDNESDAY, bid: 9.99, ask: 10.01 },
      { time: WEDNESDAY + 500, price: 10.01, size: 200 },
      { time: WEDNESDAY + 900, price: 10.05, size: 100 },
    ];
    const { market } = makeMarket({ prices: [{ symbol: 'AAPL', rows }] });
    const path = market.path(market.instrument(AAPL_CON_ID)!);
    const window = { from: WEDNESDAY, to: WEDNESDAY + 1000, regular: false };
    expect(path.trades(window)).toEqual({ open: 10.01, high: 10.05, low: 10.01, close: 10.05, volume: 300, count: 2 });
    expect(path.ticks(window.from, window.to)[0]).toMatchObject({ bid: 9.99, ask: 10.01, size: 0 });
  });

  it('may be bars, and may begin when the simulator does', () => {
    const rows = [0, 1, 2].map((minute) => ({
      time: Date.UTC(2020, 0, 2, 15, minute),
      open: 10 + minute,
      high: 12 + minute,
      low: 9 + minute,
      close: 11 + minute,
      volume: 1003,
    }));
    const { market } = makeMarket({ prices: [{ symbol: 'AAPL', rows, align: 'start' }] });
    const path = market.path(market.instrument(AAPL_CON_ID)!);
    const minute = (n: number) =>
      path.trades({ from: WEDNESDAY + n * 60_000, to: WEDNESDAY + (n + 1) * 60_000, regular: false });
    expect(minute(0)).toEqual({ open: 10, high: 12, low: 9, close: 11, volume: 1003, count: 4 });
    expect(minute(2)).toEqual({ open: 12, high: 14, low: 11, close: 13, volume: 1003, count: 4 });
  });

  it('are refused for a symbol nobody knows', () => {
    expect(() => makeMarket({ prices: [{ symbol: 'NOPE', rows: [] }] })).toThrow('No instrument is called NOPE');
  });
});
