import { EventName, MarketDataType, OptionType, OrderAction, SecType, type Contract } from '@stoqey/ib';
import { describe, expect, it } from 'vitest';
import { dataWorld, type DataWorld } from './data-client.js';
import { AAPL, connect, MSFT, until } from './support.js';

const EUR_USD: Contract = { symbol: 'EUR', secType: SecType.CASH, exchange: 'IDEALPRO', currency: 'USD' };
const SPX: Contract = { symbol: 'SPX', secType: SecType.IND, exchange: 'CBOE', currency: 'USD' };
const { tickPrice, tickSize, tickString, tickGeneric, tickOptionComputation, marketDataType } = EventName;

/** The prices said of one tick type, in order. */
const prices = (world: DataWorld, reqId: number, type: number): unknown[] =>
  world.of(tickPrice, reqId).flatMap(([tickType, price]) => (tickType === type ? [price] : []));
const sizes = (world: DataWorld, reqId: number, type: number): unknown[] =>
  world.of(tickSize, reqId).flatMap(([tickType, size]) => (tickType === type ? [size] : []));

describe('streaming quotes', () => {
  it('begin with everything known, and go on with what changes', async () => {
    await using world = await dataWorld();
    world.client.ib.reqMktData(1, AAPL, '', false, false);
    await world.advance(0);
    for (const type of [1, 2, 4, 6, 7, 9, 14]) expect(prices(world, 1, type), `type ${type}`).toHaveLength(1);
    expect(world.of(marketDataType, 1)).toEqual([[1]]);
    expect(world.of(EventName.tickReqParams, 1)).toEqual([[0, '9c0001', 3]]);
    expect(world.of(tickGeneric, 1)).toEqual([[49, 0]]);
    const said = world.sim.transcript.count({ direction: 'out', name: 'tickPrice' });
    await world.advance(10_000);
    expect(world.sim.transcript.count({ direction: 'out', name: 'tickPrice' })).toBeGreaterThan(said + 10);
    expect(prices(world, 1, 4).at(-1)).toBe(world.sim.market.quote(265598).last);
    expect(prices(world, 1, 1).at(-1)).toBe(world.sim.market.quote(265598).bid);
    expect(sizes(world, 1, 8).at(-1)).toBe(world.sim.market.quote(265598).volume);
    expect(world.of(tickString, 1).at(-1)).toEqual([45, expect.stringMatching(/^17684028(09|10)$/)]);
  });

  it('carry a size and attributes with each price, and the size again on its own', async () => {
    await using world = await dataWorld();
    world.client.ib.reqMktData(1, AAPL, '', false, false);
    await world.arrived('reqMktData');
    await world.advance(0);
    const frames = world.sim.transcript.filter({ direction: 'out' });
    const bid = frames.findIndex((f) => f.name === 'tickPrice' && f.fields[2] === '1');
    const [version, reqId, type, price, size, mask] = frames[bid]!.fields;
    expect([version, reqId, type, mask]).toEqual(['6', '1', '1', '1']);
    expect(Number(price)).toBeGreaterThan(100);
    expect(frames[bid + 1]).toMatchObject({ name: 'tickSize', fields: ['6', '1', '0', size] });
  });

  it('add up: the volume grows by exactly the sizes that were said', async () => {
    await using world = await dataWorld();
    world.client.ib.reqMktData(1, AAPL, '', false, false);
    await world.advance(0);
    const [before] = sizes(world, 1, 8) as number[];
    await world.advance(30_000);
    const frames = world.sim.transcript.filter({ direction: 'out', name: 'tickPrice' });
    const traded = frames.filter((f) => f.fields[2] === '4').slice(1);
    const sum = traded.reduce((total, f) => total + Number(f.fields[4]), 0);
    expect(sizes(world, 1, 8).at(-1)).toBe(before! + sum);
  });

  it('of a currency pair have no trades, those of an index no quotes', async () => {
    await using world = await dataWorld();
    world.client.ib.reqMktData(1, EUR_USD, '', false, false);
    world.client.ib.reqMktData(2, SPX, '', false, false);
    await world.advance(5000);
    expect(new Set(world.of(tickPrice, 1).map(([type]) => type))).toEqual(new Set([1, 2, 6, 7, 9, 14]));
    expect(new Set(world.of(tickPrice, 2).map(([type]) => type))).toEqual(new Set([4, 6, 7, 9, 14]));
  });

  it('of an option come with volatility and greeks that price it back', async () => {
    await using world = await dataWorld();
    const contract = { symbol: 'AAPL', secType: SecType.OPT, exchange: 'SMART', currency: 'USD' };
    const option = {
      ...contract,
      lastTradeDateOrContractMonth: '20260320',
      strike: 240,
      right: OptionType.Call,
      multiplier: 100,
    };
    world.client.ib.reqMktData(1, option, '', false, false);
    await world.advance(2000);
    const model = world.of(tickOptionComputation, 1).findLast(([type]) => type === 13)!;
    const [, , volatility, delta, price, dividend, gamma, vega, theta, underlying] = model as number[];
    expect(volatility).toBeGreaterThan(0.1);
    expect(delta).toBeGreaterThan(0.3);
    expect(gamma).toBeGreaterThan(0);
    expect(vega).toBeGreaterThan(0);
    expect(theta).toBeLessThan(0);
    expect(dividend).toBe(0);
    expect(underlying).toBe(world.sim.market.quote(265598).last);
    world.client.ib.calculateOptionPrice(2, option, volatility!, underlying!);
    await world.client.next(tickOptionComputation, (id: number) => id === 2);
    expect(world.of(tickOptionComputation, 2)[0]![4]).toBeCloseTo(price!, 4);
  });

  it('of a combination are its legs’ quotes, bought and sold', async () => {
    await using world = await dataWorld();
    const leg = (conId: number, action: OrderAction) => ({ conId, ratio: 1, action, exchange: 'SMART' });
    const spread = { symbol: 'AAPL', secType: SecType.BAG, exchange: 'SMART', currency: 'USD' };
    const comboLegs = [leg(265598, OrderAction.BUY), leg(272093, OrderAction.SELL)];
    world.client.ib.reqMktData(1, { ...spread, comboLegs }, '', false, false);
    await world.advance(1000);
    const [apple, microsoft] = [265598, 272093].map((conId) => world.sim.market.quote(conId));
    expect(prices(world, 1, 1).at(-1)).toBeCloseTo(apple!.bid! - microsoft!.ask!, 6);
    expect(prices(world, 1, 2).at(-1)).toBeCloseTo(apple!.ask! - microsoft!.bid!, 6);
  });

  it('stop when cancelled; cancelling what is not there is 300', async () => {
    await using world = await dataWorld();
    world.client.ib.reqMktData(1, AAPL, '', false, false);
    await world.advance(1000);
    world.client.ib.cancelMktData(1);
    await world.advance(0);
    const said = world.of(tickPrice, 1).length;
    await world.advance(10_000);
    expect(world.of(tickPrice, 1)).toHaveLength(said);
    world.client.ib.cancelMktData(1);
    expect(await world.notice(1, 300)).toMatchObject({ text: "Can't find EId with tickerId:1" });
  });

  it('of two clients are the same, and end with their own client only', async () => {
    await using world = await dataWorld();
    const other = await connect(world.sim, 2);
    world.client.ib.reqMktData(7, AAPL, '', false, false);
    other.ib.reqMktData(8, AAPL, '', false, false);
    await world.arrived('reqMktData', 2);
    await world.advance(3000);
    const mine = prices(world, 7, 4);
    await until(() =>
      other.calls(tickPrice).filter(([, type]) => type === 4).length === mine.length ? true : undefined,
    );
    expect(other.calls(tickPrice).flatMap(([, type, price]) => (type === 4 ? [price] : []))).toEqual(mine);
    other.close();
    await world.advance(3000);
    expect(prices(world, 7, 4).length).toBeGreaterThan(mine.length);
  });

  it('say generic ticks that were asked for, and name the legal ones when one is not', async () => {
    await using world = await dataWorld();
    world.client.ib.reqMktData(1, AAPL, '100,101,104,106,165,221,233,236,293,375,456', false, false);
    await world.advance(3000);
    const types = (event: EventName): unknown[] => world.of(event, 1).map(([type]) => type);
    expect(types(tickPrice)).toEqual(expect.arrayContaining([15, 16, 17, 18, 19, 20, 37]));
    expect(types(tickSize)).toEqual(expect.arrayContaining([21, 27, 28, 29, 30, 89]));
    expect(types(tickGeneric)).toEqual(expect.arrayContaining([23, 24, 46, 54]));
    const rtVolume = world.of(tickString, 1).findLast(([type]) => type === 48)?.[1] as string;
    expect(rtVolume).toMatch(/^[\d.]+;\d+;\d+;\d+;[\d.]+;(true|false)$/);
    world.client.ib.reqMktData(2, AAPL, '999', false, false);
    expect((await world.notice(2, 321)).text).toContain(
      'Incorrect generic tick list of 999.  Legal ones for (STK) are: 100(Option Volume)',
    );
  });
});

describe('a snapshot', () => {
  it('says everything once and ends', async () => {
    await using world = await dataWorld();
    world.client.ib.reqMktData(1, AAPL, '', true, false);
    await world.client.next(EventName.tickSnapshotEnd);
    expect(prices(world, 1, 1)).toHaveLength(1);
    await world.advance(5000);
    expect(prices(world, 1, 1)).toHaveLength(1);
    world.client.ib.reqMktData(1, AAPL, '', false, true);
    await world.client.next(EventName.tickSnapshotEnd, undefined, 2);
  });

  it('goes with no generic ticks', async () => {
    await using world = await dataWorld();
    world.client.ib.reqMktData(1, AAPL, '233', true, false);
    expect((await world.notice(1, 321)).text).toContain(
      'Snapshot market data subscription is not applicable to generic ticks',
    );
  });
});

describe('a request that cannot be served', () => {
  it.each([
    ['an unknown symbol', { ...AAPL, symbol: 'NOPE' }, 200, 'No security definition has been found'],
    ['an ambiguous one', { symbol: 'ES', secType: SecType.FUT, exchange: 'CME' }, 200, 'is ambiguous'],
    ['no exchange', { symbol: 'AAPL', secType: SecType.STK, currency: 'USD' }, 321, 'Please enter exchange'],
    [
      'no security type',
      { symbol: 'AAPL', exchange: 'SMART', currency: 'USD' },
      321,
      'Please enter a valid security type',
    ],
  ])('for %s is answered with its error, and others stay subscribed', async (_what, contract, code, text) => {
    await using world = await dataWorld();
    world.client.ib.reqMktData(1, MSFT, '', false, false);
    world.client.ib.reqMktData(2, contract, '', false, false);
    expect((await world.notice(2)).code).toBe(code);
    expect((await world.notice(2)).text).toContain(text);
    await world.advance(3000);
    expect(prices(world, 1, 4).length).toBeGreaterThan(1);
  });

  it('because its id is in use is 322, and the first stream goes on', async () => {
    await using world = await dataWorld();
    world.client.ib.reqMktData(1, AAPL, '', false, false);
    world.client.ib.reqMktData(1, MSFT, '', false, false);
    expect((await world.notice(1, 322)).text).toContain('Duplicate ticker id');
    await world.advance(3000);
    expect(prices(world, 1, 4).length).toBeGreaterThan(1);
  });

  it('because all market data lines are taken is 101; instruments already streamed take no line', async () => {
    await using world = await dataWorld({ marketDataLines: 2 });
    world.client.ib.reqMktData(1, AAPL, '', false, false);
    world.client.ib.reqMktData(2, MSFT, '', false, false);
    world.client.ib.reqMktData(3, AAPL, '', false, false);
    world.client.ib.reqMktData(4, EUR_USD, '', false, false);
    expect((await world.notice(4)).code).toBe(101);
    world.client.ib.cancelMktData(2);
    world.client.ib.reqMktData(5, EUR_USD, '', false, false);
    await world.advance(1000);
    expect(prices(world, 3, 4)).not.toEqual([]);
    expect(prices(world, 5, 1)).not.toEqual([]);
  });
});

describe('data the account is not subscribed to', () => {
  const subscriptions = ['CASH'];

  it('is refused with 10168, and comes delayed once delayed data was asked for, said with 10167', async () => {
    await using world = await dataWorld({ subscriptions });
    world.client.ib.reqMktData(1, AAPL, '', false, false);
    expect(await world.notice(1)).toMatchObject({ code: 10168 });
    world.client.ib.reqMarketDataType(MarketDataType.DELAYED);
    world.client.ib.reqMktData(2, AAPL, '', false, false);
    expect(await world.notice(2)).toMatchObject({ code: 10167 });
    await world.advance(5000);
    expect(world.of(marketDataType, 2)).toEqual([[3]]);
    expect(new Set(world.of(tickPrice, 2).map(([type]) => type))).toEqual(new Set([66, 67, 68, 72, 73, 75, 76]));
    const path = world.sim.market.path(world.sim.market.catalogue.instrument(265598)!);
    expect(prices(world, 2, 68).at(-1)).toBe(path.stateAt(world.clock.now() - 15 * 60_000).last);
  });

  it('is refused with 354 where there is no delayed data either; what is subscribed stays live', async () => {
    await using world = await dataWorld({ subscriptions });
    world.client.ib.reqMarketDataType(MarketDataType.DELAYED);
    world.client.ib.reqMktData(
      1,
      { symbol: 'BTC', secType: SecType.CRYPTO, exchange: 'PAXOS', currency: 'USD' },
      '',
      false,
      false,
    );
    expect(await world.notice(1)).toMatchObject({ code: 354 });
    world.client.ib.reqMktData(2, EUR_USD, '', false, false);
    await world.advance(1000);
    expect(world.of(marketDataType, 2)).toEqual([[1]]);
  });
});

describe('a closed market', () => {
  it('has no bid and ask, unless frozen data was asked for', async () => {
    await using world = await dataWorld({ marketHours: 'exchange' });
    await world.clock.advance(14 * 3_600_000);
    world.client.ib.reqMktData(1, AAPL, '', false, false);
    await world.advance(0);
    expect([prices(world, 1, 1), prices(world, 1, 2)]).toEqual([[-1], [-1]]);
    expect(prices(world, 1, 4)).toHaveLength(1);
    world.client.ib.reqMarketDataType(MarketDataType.FROZEN);
    world.client.ib.reqMktData(2, AAPL, '', false, false);
    await world.advance(60_000);
    expect(world.of(marketDataType, 2)).toEqual([[2]]);
    expect(prices(world, 2, 1)).toEqual([world.sim.market.quote(265598).bid]);
  });
});

describe('sizes', () => {
  it.each([
    [157, 100],
    [158, 100],
    [159, 1],
    [193, 1],
  ])('of US stocks at version %i are in units of %i', async (serverVersion, unit) => {
    await using world = await dataWorld({ serverVersion });
    world.client.ib.reqMktData(1, AAPL, '', false, false);
    await world.advance(0);
    expect(sizes(world, 1, 8)[0]).toBe(Math.floor(world.sim.market.quote(265598).volume! / unit));
  });
});
