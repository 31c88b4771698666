/**
 * ib-tws-api 1.3.0, a JavaScript client that nobody here wrote and that shares no code with @stoqey/ib. It offers
 * versions up to 151 and is served at that. What it does not implement (it says so itself, on the console) or reads
 * wrongly by a slip of its own is left out, and named in `docs/conformance.md`.
 */

import { Client, Contract, Order } from 'ib-tws-api';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Simulator, VirtualClock } from '../../src/index.js';
import { until } from '../support.js';

interface World extends AsyncDisposable {
  readonly sim: Simulator;
  readonly clock: VirtualClock;
  readonly api: Client;
  /** Every `orderStatus` so far. */
  readonly states: Record<string, unknown>[];
}

beforeEach(() => void vi.spyOn(console, 'log').mockImplementation(() => undefined));
afterEach(() => void vi.restoreAllMocks());

async function connect(): Promise<World> {
  const clock = new VirtualClock();
  const sim = await Simulator.start({ clock });
  const api = new Client({ host: sim.host, port: sim.port, clientId: 3, timeoutMs: 10_000 });
  const states: Record<string, unknown>[] = [];
  api._emitter.on('orderStatus', (state) => states.push(state));
  await api.connect();
  const end = async () => {
    api._protocolBytes.disconnect();
    await sim.close();
  };
  return { sim, clock, api, states, [Symbol.asyncDispose]: end };
}

const aapl = () => Contract.stock('AAPL');

test('it shakes hands at its newest version and tells the time', async () => {
  await using world = await connect();
  expect(world.api._serverVersion).toBe(151);
  expect(await world.api.getCurrentTime()).toBe(world.clock.now() / 1000);
  expect(world.sim.clientIds).toEqual([3]);
});

test('it reads contract details in every place', async () => {
  await using world = await connect();
  const [apple] = await world.api.getContractDetails(aapl());
  expect(apple).toMatchObject({
    contract: { conId: 265598, symbol: 'AAPL', secType: 'STK', primaryExchange: 'NASDAQ', tradingClass: 'NMS' },
    marketName: 'NMS',
    minTick: 0.01,
    mdSizeMultiplier: 100,
    priceMagnifier: 1,
    underConId: 0,
    longName: 'APPLE INC',
    industry: 'Technology',
    timeZoneId: 'US/Eastern',
    evMultiplier: 0,
    secIdList: [{ tag: 'ISIN', value: 'US0378331005' }],
  });
  const futures = await world.api.getContractDetails({
    symbol: 'ES',
    secType: 'FUT',
    exchange: 'CME',
    currency: 'USD',
  });
  expect(futures[0]).toMatchObject({
    contract: { lastTradeDateOrContractMonth: '20260320', localSymbol: 'ESH6', multiplier: '50' },
    lastTradeTime: '08:30:00',
    contractMonth: '202603',
    underSecType: 'IND',
    realExpirationDate: '20260320',
  });
  await expect(world.api.getContractDetails(Contract.stock('NOSUCH'))).rejects.toThrow('No security definition');
});

test('it reads option chains', async () => {
  await using world = await connect();
  const chain = await world.api.getSecDefOptParams({ contract: { ...aapl(), conId: 265598 }, exchange: 'SMART' });
  expect(chain).toMatchObject({ exchange: 'SMART', underlyingConId: 265598, tradingClass: 'AAPL', multiplier: '100' });
  expect(chain['expirations']).toContain('20260116');
  expect(chain['strikes']).toContain(250);
});

test('its snapshots and streams are the market', async () => {
  await using world = await connect();
  const quote = world.sim.market.quote(265598);
  const { bid, ask, last, close } = quote;
  expect(await world.api.getMarketDataSnapshot({ contract: aapl() })).toMatchObject({ bid, ask, last, close });
  const stream = await world.api.streamMarketData({ contract: aapl(), genericTickList: '233' });
  const ticks: Record<string, unknown>[] = [];
  stream.on('tick', ({ tickType, value }) => ticks.push({ tickType, value }));
  await world.api.getCurrentTime();
  await world.clock.advance(5000);
  await world.api.getCurrentTime();
  const lastOf = (type: number) => ticks.filter(({ tickType }) => tickType === type).at(-1)?.['value'];
  const now = world.sim.market.quote(265598);
  expect([lastOf(1), lastOf(2), lastOf(4)]).toEqual([now.bid, now.ask, now.last]);
  stream.stop();
  await world.sim.waitFor({ name: 'cancelMktData' });
});

test('it streams single quotes', async () => {
  await using world = await connect();
  const p = { contract: aapl(), tickType: 'BidAsk', numberOfTicks: 0, ignoreSize: false };
  const stream = await world.api.streamTickByTickData(p);
  const ticks: Record<string, unknown>[] = [];
  stream.on('tickByTick', (tick) => ticks.push(tick));
  await world.api.getCurrentTime();
  await world.clock.advance(5000);
  await world.api.getCurrentTime();
  const { bid, ask } = world.sim.market.quote(265598);
  expect(ticks.at(-1)).toMatchObject({ bidPrice: bid, askPrice: ask, mask: 0 });
});

test('it reads history: bars, ticks of three kinds, the first timestamp', async () => {
  await using world = await connect();
  const bars = { barSizeSetting: '1 hour', duration: '1 D', whatToShow: 'TRADES', useRth: 1, formatDate: 1 };
  const history = await world.api.getHistoricalData({
    contract: aapl(),
    endDateTime: '',
    ...bars,
    keepUpToDate: false,
  });
  expect(history.bars[0]).toMatchObject({ date: '20260114  09:30:00' });
  expect(history.bars.at(-1)).toMatchObject({ close: world.sim.market.quote(265598).last });
  for (const bar of history.bars) expect(Object.values(bar)).not.toContain(NaN);
  const ask = { contract: aapl(), startDateTime: '20260113-15:00:00', endDateTime: '', numberOfTicks: 3, useRth: 1 };
  const ticks = (whatToShow: string) => world.api.getHistoricalTicks({ ...ask, whatToShow, ignoreSize: false });
  for (const kind of ['TRADES', 'BID_ASK', 'MIDPOINT']) expect(await ticks(kind)).toHaveLength(3);
  const [trade] = await ticks('TRADES');
  expect(trade).toMatchObject({ time: 1768316400, mask: 0, specialConditions: '' });
  expect(trade?.['exchange']).toMatch(/^[A-Z]+$/);
  const head = { contract: aapl(), whatToShow: 'TRADES', useRth: 1, formatDate: 1 };
  expect(await world.api.getHeadTimeStamp(head)).toBe('19801212-14:30:00');
  expect(await world.api.reqScannerParameters()).toContain('<ScanParameterResponse>');
});

test('its orders rest, trade and are cancelled, and its positions are the books', async () => {
  await using world = await connect();
  const { api, sim, states } = world;
  const resting = await api.placeOrder({
    contract: aapl(),
    order: Order.limit({ action: 'BUY', totalQuantity: 1, lmtPrice: 1.25 }),
  });
  const market = await api.placeOrder({ contract: aapl(), order: Order.market({ action: 'BUY', totalQuantity: 7 }) });
  await until(() => states.find(({ orderId, status }) => orderId === market && status === 'Filled'), 'the fill');
  const booked = sim.books.order({ orderId: market, clientId: 3 });
  expect(states.findLast(({ orderId }) => orderId === market)).toMatchObject({
    filled: 7,
    remaining: 0,
    avgFillPrice: booked.avgFillPrice,
    permId: booked.permId,
    clientId: 3,
  });
  // It keeps every openOrder it ever heard, also of orders that are done.
  const open = (await api.getOpenOrders()).findLast(({ order }) => (order as { orderId: number }).orderId === resting);
  const order = { orderId: resting, orderType: 'LMT', lmtPrice: 1.25, totalQuantity: 1, clientId: 3, tif: 'DAY' };
  expect(open).toMatchObject({
    contract: { conId: 265598, symbol: 'AAPL' },
    order: { ...order, account: 'DU1234567' },
  });
  expect(await api.cancelOrder(resting)).toMatchObject({ code: '202' });
  expect(sim.books.order({ orderId: resting, clientId: 3 }).status).toBe('Cancelled');
  const positions = await api.getPositions();
  const [holding] = sim.books.positions();
  expect(positions['265598']).toMatchObject({ contract: { symbol: 'AAPL' }, position: 7 });
  expect(positions['265598']?.['avgCost']).toBeCloseTo(holding?.avgCost ?? 0, 6);
});

test('requests without an answer, and those whose answer it does not read, leave the session whole', async () => {
  await using world = await connect();
  const { api, sim } = world;
  await api.reqMarketDataType(3);
  await api.reqAccountUpdates({ subscribe: true, accountCode: 'DU1234567' });
  await api.cancelPositions();
  await api.reqGlobalCancel();
  await api.cancelHistoricalData(99);
  void api.getHistogramData({ contract: aapl(), useRth: 1, timePeriod: '1 day' }).catch(() => undefined);
  await sim.waitFor({ direction: 'out', name: 'accountDownloadEnd' });
  await sim.waitFor({ direction: 'out', name: 'histogramData' });
  expect(await api.getAllOpenOrders()).toEqual([]);
  expect(sim.clientIds).toEqual([3]);
});
