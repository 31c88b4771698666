import { EventName, SecType, WhatToShow, type Contract } from '@stoqey/ib';
import { describe, expect, it } from 'vitest';
import { dataWorld, type DataWorld } from './data-client.js';
import { AAPL } from './support.js';

const EUR_USD: Contract = { symbol: 'EUR', secType: SecType.CASH, exchange: 'IDEALPRO', currency: 'USD' };
const { historicalTicks, historicalTicksBidAsk, historicalTicksLast, headTimestamp, histogramData } = EventName;

function ask(
  world: DataWorld,
  reqId: number,
  asked: { start?: string; end?: string; count?: number; what?: string; contract?: Contract; ignoreSize?: boolean },
): void {
  const { start = '', end = '', count = 100, what = 'TRADES', contract = AAPL, ignoreSize = false } = asked;
  world.client.ib.reqHistoricalTicks(reqId, contract, start, end, count, what as never, 0, ignoreSize);
}

describe('historical ticks', () => {
  it('from a start are the trades that a stream would have told, to the end of the last second', async () => {
    await using world = await dataWorld();
    ask(world, 1, { start: '20260113-15:00:00', count: 50 });
    const [, ticks] = (await world.client.next(historicalTicksLast)) as [
      number,
      { time: number; price: number; size: number }[],
    ];
    const from = Date.UTC(2026, 0, 13, 15);
    const trades = world.sim.market
      .path(world.sim.market.catalogue.instrument(265598)!)
      .ticks(from, (ticks.at(-1)!.time + 1) * 1000)
      .filter((tick) => tick.size > 0);
    expect(ticks.length).toBeGreaterThanOrEqual(50);
    expect(ticks.map(({ time, price, size }) => [time, price, size])).toEqual(
      trades.map((tick) => [Math.floor(tick.time / 1000), tick.last, tick.size]),
    );
  });

  it('up to an end are the last ones before it, across the night', async () => {
    await using world = await dataWorld();
    ask(world, 1, { end: '20260114-09:00:05', count: 20, what: 'BID_ASK' });
    const [, ticks] = (await world.client.next(historicalTicksBidAsk)) as [
      number,
      { time: number; priceBid: number }[],
    ];
    expect(ticks.length).toBeGreaterThanOrEqual(20);
    expect(ticks.at(-1)!.time * 1000).toBeLessThan(Date.UTC(2026, 0, 14, 9, 0, 5));
    expect(ticks.map((tick) => tick.time)).toEqual([...ticks.map((tick) => tick.time)].sort((a, b) => a - b));
  });

  it('of a currency pair’s middle are told', async () => {
    await using world = await dataWorld();
    ask(world, 1, { start: '20260113-15:00:00', what: 'MIDPOINT', contract: EUR_USD, count: 10 });
    const [, ticks, done] = (await world.client.next(historicalTicks)) as [number, { price: number }[], boolean];
    expect(ticks.length).toBeGreaterThanOrEqual(10);
    expect(ticks[0]?.price).toBeGreaterThan(0.8);
    expect(done).toBe(true);
  });

  it.each([
    ['both ends', { start: '20260113-15:00:00', end: '20260113-16:00:00' }, 321],
    ['no end', {}, 321],
    ['too many', { start: '20260113-15:00:00', count: 1001 }, 321],
    ['no such kind', { start: '20260113-15:00:00', what: 'DREAMS' }, 321],
    ['trades of a pair', { start: '20260113-15:00:00', contract: EUR_USD }, 10187],
    ['an unknown contract', { start: '20260113-15:00:00', contract: { ...AAPL, symbol: 'NOPE' } }, 200],
    ['a start that is no time', { start: 'yesterday' }, 10314],
  ])('are refused for %s', async (_what, asked, code) => {
    await using world = await dataWorld();
    ask(world, 1, asked);
    expect((await world.notice(1)).code).toBe(code);
  });
});

describe('the head timestamp', () => {
  it.each([
    [1, '19801212-14:30:00'],
    [2, String(Date.UTC(1980, 11, 12, 14, 30) / 1000)],
  ])('in format %i is the first session', async (format, expected) => {
    await using world = await dataWorld();
    world.client.ib.reqHeadTimestamp(1, AAPL, WhatToShow.TRADES, true, format);
    expect(await world.client.next(headTimestamp)).toEqual([1, expected]);
    world.client.ib.cancelHeadTimestamp(1);
  });

  it('is refused where there is no such data', async () => {
    await using world = await dataWorld();
    world.client.ib.reqHeadTimestamp(1, EUR_USD, WhatToShow.TRADES, true, 1);
    expect(await world.notice(1)).toMatchObject({ code: 162 });
  });
});

describe('the histogram', () => {
  it('adds up to the volume of its period', async () => {
    await using world = await dataWorld();
    world.client.ib.reqHistogramData(1, AAPL, true, 1, 'day' as never);
    const [, items] = (await world.client.next(histogramData)) as [number, { price: number; size: number }[]];
    const { market } = world.sim;
    const window = { from: Date.UTC(2026, 0, 14, 14, 30), to: market.instant, regular: true };
    const bar = market.path(market.catalogue.instrument(265598)!).trades(window)!;
    expect(items.reduce((sum, item) => sum + item.size, 0)).toBe(bar.volume);
    expect([items[0]?.price, items.at(-1)?.price]).toEqual([bar.low, bar.high]);
  });

  it('is refused for a period that cannot be read', async () => {
    await using world = await dataWorld();
    world.client.ib.reqHistogramData(1, AAPL, true, 1, 'fortnight' as never);
    expect(await world.notice(1)).toMatchObject({ code: 321 });
  });
});
