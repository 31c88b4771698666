import { EventName, OptionType, SecType, type Contract } from '@stoqey/ib';
import { describe, expect, it } from 'vitest';
import { dataWorld, type DataWorld } from './data-client.js';
import { AAPL, MSFT } from './support.js';

const EUR_USD: Contract = { symbol: 'EUR', secType: SecType.CASH, exchange: 'IDEALPRO', currency: 'USD' };
const { tickByTickAllLast, tickByTickBidAsk, tickByTickMidPoint } = EventName;
const { historicalTicks, historicalTicksBidAsk, historicalTicksLast } = EventName;

function follow(world: DataWorld, reqId: number, type: string, contract = AAPL, before = 0, ignoreSize = false): void {
  world.client.ib.reqTickByTickData(reqId, contract, type as never, before, ignoreSize);
}

const stock = (world: DataWorld) => world.sim.market.path(world.sim.market.catalogue.instrument(265598)!);

describe('tick-by-tick data', () => {
  it.each([
    ['Last', 1],
    ['AllLast', 2],
  ])('of kind %s is every trade, once, with its exchange', async (name, type) => {
    await using world = await dataWorld();
    follow(world, 1, name);
    const from = world.clock.now();
    await world.advance(20_000);
    const trades = stock(world)
      .ticks(from + 1, world.clock.now() + 1)
      .filter((tick) => tick.size > 0);
    const rows = world.of(tickByTickAllLast, 1);
    expect(rows.map(([kind, time, price, size]) => [kind, Number(time), price, size])).toEqual(
      trades.map((tick) => [type, Math.floor(tick.time / 1000), tick.last, tick.size]),
    );
    expect(rows[0]?.[4]).toEqual({ pastLimit: false, unreported: false });
    expect(rows[0]?.[5]).toMatch(/^[A-Z]+$/);
  });

  it('of kind BidAsk is every change of the quote; of price alone when sizes are ignored', async () => {
    await using world = await dataWorld();
    follow(world, 1, 'BidAsk');
    follow(world, 2, 'BidAsk', AAPL, 0, true);
    follow(world, 3, 'MidPoint');
    await world.advance(30_000);
    const [all, moved, middle] = [
      world.of(tickByTickBidAsk, 1),
      world.of(tickByTickBidAsk, 2),
      world.of(tickByTickMidPoint, 3),
    ];
    expect(all.length).toBeGreaterThan(moved.length);
    expect(moved.length).toBeGreaterThanOrEqual(middle.length);
    expect(middle.length).toBeGreaterThan(5);
    for (const [, bid, ask, bidSize, askSize] of all as number[][]) {
      expect(ask).toBeGreaterThan(bid!);
      expect([bidSize, askSize].every((size) => size! > 0)).toBe(true);
    }
    const { bid, ask } = stock(world).stateAt(world.clock.now());
    expect(all.at(-1)?.slice(1, 3)).toEqual([bid, ask]);
    expect(middle.at(-1)?.[1]).toBeCloseTo((bid + ask) / 2, 6);
  });

  it.each([
    ['AllLast', historicalTicksLast],
    ['BidAsk', historicalTicksBidAsk],
    ['MidPoint', historicalTicks],
  ])('of kind %s begins with as many ticks of the past as were asked for', async (name, event) => {
    await using world = await dataWorld();
    follow(world, 1, name, AAPL, 10);
    const [, ticks, done] = (await world.client.next(event)) as [number, { time: number }[], boolean];
    expect(ticks.length).toBeGreaterThanOrEqual(10);
    expect(ticks.length).toBeLessThan(16);
    expect(done).toBe(true);
    expect(ticks.every((tick) => tick.time * 1000 <= world.clock.now())).toBe(true);
  });

  it('is limited to five at a time; a sixth is 10190', async () => {
    await using world = await dataWorld();
    for (let id = 1; id <= 5; id++) follow(world, id, 'BidAsk', id % 2 ? AAPL : MSFT);
    follow(world, 6, 'BidAsk');
    expect(await world.notice(6)).toMatchObject({ code: 10190 });
    world.client.ib.cancelTickByTickData(5);
    follow(world, 7, 'BidAsk');
    await world.advance(5000);
    expect(world.of(tickByTickBidAsk, 7).length).toBeGreaterThan(0);
    expect(world.of(tickByTickBidAsk, 6)).toEqual([]);
  });

  it('is refused where there is none', async () => {
    await using world = await dataWorld();
    follow(world, 1, 'AllLast', EUR_USD);
    expect((await world.notice(1)).text).toContain('AllLast tick-by-tick requests are not supported for EUR.USD');
    const option = { symbol: 'IBM', secType: SecType.OPT, exchange: 'SMART', currency: 'USD', strike: 225 };
    const march = { ...option, right: OptionType.Call, lastTradeDateOrContractMonth: '20260320' };
    follow(world, 2, 'BidAsk', march);
    expect(await world.notice(2)).toMatchObject({ code: 10189 });
    follow(world, 4, 'Dreams');
    expect((await world.notice(4)).text).toContain('Invalid tick type: Dreams');
  });

  it('stops when cancelled', async () => {
    await using world = await dataWorld();
    follow(world, 1, 'AllLast');
    await world.advance(3000);
    world.client.ib.cancelTickByTickData(1);
    await world.advance(0);
    const said = world.of(tickByTickAllLast, 1).length;
    await world.advance(5000);
    expect(world.of(tickByTickAllLast, 1)).toHaveLength(said);
  });
});
