/** @stoqey/ib 1.6.10, the real one over a socket: every request it has, at several server versions. */

import {
  BarSizeSetting,
  DurationUnit,
  EventName,
  FADataType,
  Instrument,
  LocationCode,
  LogLevel,
  MarketDataType,
  OptionExerciseAction,
  OptionType,
  OrderAction,
  OrderType,
  ScanCode,
  SecType,
  WhatToShow,
  type CommissionReport,
  type Contract,
  type ContractDetails,
  type Execution,
  type Order,
} from '@stoqey/ib';
import { expect, test } from 'vitest';
import { Simulator, VirtualClock } from '../../src/index.js';
import { EVENTS } from './stoqey-events.js';
import { AAPL, connect, MSFT, until, type TestClient } from '../support.js';

const VERSIONS = [157, 163, 166, 173, 176, 178, 183, 187, 189, 192, 193];
const APPLE = 265598;
const ACCOUNT = 'DU1234567';
const EURUSD: Contract = { symbol: 'EUR', secType: SecType.CASH, exchange: 'IDEALPRO', currency: 'USD' };
const CALL: Contract = {
  symbol: 'AAPL',
  secType: SecType.OPT,
  exchange: 'SMART',
  currency: 'USD',
  lastTradeDateOrContractMonth: '20260116',
  right: OptionType.Call,
  strike: 250,
};

/** 2xxx say how things are; the others are the documented answers to what is asked for here. */
const EXPECTED_NOTICES = new Set([202, 321, 430, 503, 10147, 10276]);

test.each(VERSIONS)(
  'at version %i every request is answered, and every answer is read without a gap',
  async (version) => {
    const clock = new VirtualClock();
    await using sim = await Simulator.start({ clock, serverVersion: version });
    const client = await connect(sim);
    askForReference(client);
    askForAccounts(client);
    await settle(client);
    askForMarket(client, version);
    askForHistory(client, version);
    await settle(client);
    trade(client);
    await client.next(EventName.commissionReport);
    for (let i = 0; i < 4; i++) {
      await clock.advance(5000);
      await settle(client);
    }
    client.ib.reqExecutions(300, {});
    client.ib.reqOpenOrders();
    client.ib.reqAllOpenOrders();
    client.ib.cancelOrder(2, '');
    client.ib.reqGlobalCancel({});
    client.ib.reqCompletedOrders(false);
    await settle(client);

    const unheard = EVENTS.filter((event) => client.calls(event).length === 0);
    expect(unheard).toEqual([]);
    const strange = client
      .notices()
      .filter(
        ({ code, text }) => !EXPECTED_NOTICES.has(code) && Math.floor(code / 1000) !== 2 && !isKnown(text, version),
      );
    expect(strange).toEqual([]);
    expect(EVENTS.flatMap((event) => gaps(client, event))).toEqual([]);
    compareWithBooks(client, sim);
    client.close();
  },
);

/** Before 177 this client does not expect the `faProfile` of completed orders, which ibapi and ib_async do. */
const isKnown = (text: string, version: number): boolean => version < 177 && text.includes('COMPLETED_ORDER');

async function settle(client: TestClient): Promise<void> {
  const before = client.calls(EventName.currentTime).length;
  client.ib.reqCurrentTime();
  await until(() => (client.calls(EventName.currentTime).length > before ? true : undefined), 'the time');
}

function askForReference({ ib }: TestClient): void {
  ib.reqIds();
  ib.reqManagedAccts();
  ib.setServerLogLevel(LogLevel.ERROR);
  ib.reqFamilyCodes();
  ib.reqSoftDollarTiers(1);
  ib.queryDisplayGroups(2);
  ib.subscribeToGroupEvents(3, 1);
  ib.updateDisplayGroup(3, `${APPLE}@SMART`);
  ib.unsubscribeFromGroupEvents(3);
  ib.requestFA(FADataType.GROUPS);
  ib.replaceFA(4, FADataType.GROUPS, '<xml/>');
  ib.reqContractDetails(10, AAPL);
  ib.reqContractDetails(11, { symbol: 'IBM', secType: SecType.BOND });
  ib.reqContractDetails(12, { symbol: 'VFINX', secType: SecType.FUND });
  ib.reqMatchingSymbols(13, 'AAP');
  ib.reqSecDefOptParams(14, 'AAPL', '', 'STK', APPLE);
  ib.reqMarketRule(26);
  ib.reqSmartComponents(15, '9c0001');
  ib.reqMktDepthExchanges();
  ib.reqNewsProviders();
  ib.reqHistoricalNews(16, APPLE, 'BRFG', '', '', 2);
  ib.reqNewsBulletins(true);
  ib.reqScannerParameters();
  ib.reqScannerSubscription(17, {
    instrument: Instrument.STK,
    locationCode: LocationCode.STK_US_MAJOR,
    scanCode: ScanCode.TOP_PERC_GAIN,
    numberOfRows: 3,
  });
  ib.reqFundamentalData(18, AAPL, 'ReportSnapshot');
}

function askForAccounts({ ib }: TestClient): void {
  ib.reqAccountSummary(20, 'All', 'NetLiquidation,$LEDGER:ALL');
  ib.reqAccountUpdates(true, ACCOUNT);
  ib.reqAccountUpdatesMulti(21, ACCOUNT, '', false);
  ib.reqPositions();
  ib.reqPositionsMulti(22, ACCOUNT, '');
  ib.reqPnL(23, ACCOUNT);
  ib.reqPnLSingle(24, ACCOUNT, '', APPLE);
}

function askForMarket(client: TestClient, version: number): void {
  const { ib } = client;
  ib.reqMktData(30, AAPL, '233,236,292,293', false, false);
  ib.reqMktData(31, CALL, '', false, false);
  ib.reqMktData(32, MSFT, '', true, false);
  ib.reqMarketDataType(MarketDataType.DELAYED);
  ib.reqMktData(33, MSFT, '', false, false);
  ib.reqMarketDataType(MarketDataType.REALTIME);
  ib.reqMktDepth(34, AAPL, 5, true);
  ib.reqMktDepth(35, EURUSD, 5, false);
  ib.reqRealTimeBars(36, AAPL, 5, WhatToShow.TRADES, false);
  for (const [i, type] of ['AllLast', 'BidAsk', 'MidPoint'].entries()) {
    ib.reqTickByTickData(37 + i, AAPL, type as never, 0, false);
  }
  ib.calculateImpliedVolatility(40, CALL, 5, 250);
  ib.calculateOptionPrice(41, CALL, 0.3, 250);
  if (version >= 161) ib.reqWshMetaData(42);
  if (version >= 161) ib.reqWshEventData(43, APPLE);
  if (version >= 167) ib.reqUserInfo(44);
  const [, , provider, article] = client.calls(EventName.historicalNews)[0] ?? [];
  ib.reqNewsArticle(45, String(provider), String(article));
}

function askForHistory({ ib }: TestClient, version: number): void {
  const bars = (id: number, what: WhatToShow, live: boolean) =>
    ib.reqHistoricalData(id, AAPL, '', '1 D', BarSizeSetting.MINUTES_FIVE, what, live ? 0 : 1, 1, live);
  bars(50, WhatToShow.TRADES, false);
  bars(51, WhatToShow.BID_ASK, false);
  bars(52, WhatToShow.TRADES, true);
  if (version >= 165) {
    ib.reqHistoricalData(53, AAPL, '', '1 W', BarSizeSetting.DAYS_ONE, WhatToShow.SCHEDULE, 1, 1, false);
  }
  for (const [i, what] of [WhatToShow.TRADES, WhatToShow.BID_ASK, WhatToShow.MIDPOINT].entries()) {
    ib.reqHistoricalTicks(54 + i, AAPL, '20260113-15:00:00', undefined, 5, what, 0, false);
  }
  ib.reqHeadTimestamp(57, AAPL, WhatToShow.TRADES, true, 1);
  ib.reqHistogramData(58, AAPL, true, 1, DurationUnit.DAY);
}

function trade(client: TestClient): void {
  const buy = { action: OrderAction.BUY, account: ACCOUNT, tif: 'DAY' as never };
  client.place(1, AAPL, { ...buy, totalQuantity: 10, orderType: OrderType.MKT, orderRef: 'first' });
  client.place(2, AAPL, { ...buy, totalQuantity: 3, orderType: OrderType.LMT, lmtPrice: 1.5 });
  client.place(3, AAPL, { ...buy, totalQuantity: 3, orderType: OrderType.LMT, lmtPrice: 1.5, whatIf: true });
  client.place(4, CALL, { ...buy, totalQuantity: 1, orderType: OrderType.MKT });
  client.ib.cancelOrder(99, '');
  client.ib.exerciseOptions(5, CALL, OptionExerciseAction.LAPSE, 1, ACCOUNT, 0);
}

/** Numbers that came out as no numbers: the mark of fields read in the wrong place. */
function gaps(client: TestClient, event: EventName): string[] {
  const holes = (value: unknown, path: string): string[] => {
    if (typeof value === 'number') return Number.isNaN(value) ? [path] : [];
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, inner]) => holes(inner, `${path}.${key}`));
  };
  return [...new Set(client.calls(event).flatMap((args) => holes(args, event)))];
}

function compareWithBooks(client: TestClient, sim: Simulator): void {
  const [execution] = sim.books.executions({ orderId: 1 });
  const [, contract, told] = client.calls(EventName.execDetails)[0] as [number, Contract, Execution];
  expect(contract).toMatchObject({ conId: APPLE, symbol: 'AAPL', secType: 'STK', currency: 'USD' });
  expect(told).toMatchObject({
    execId: execution?.execId,
    permId: execution?.permId,
    orderId: 1,
    clientId: 1,
    shares: execution?.shares,
    price: execution?.price,
    side: 'BOT',
    orderRef: 'first',
    acctNumber: ACCOUNT,
  });
  const commissions = client.calls(EventName.commissionReport).map(([report]) => report as CommissionReport);
  expect(commissions.find(({ execId }) => execId === execution?.execId)?.commission).toBe(execution?.commission);
  const [held] = sim.books.positions({ conId: APPLE });
  const lastOf = (event: EventName, at: number) =>
    client.calls(event).findLast((args) => (args[at] as Contract).conId === APPLE) ?? [];
  expect(lastOf(EventName.position, 1)[2]).toBe(held?.quantity);
  expect(Number(lastOf(EventName.position, 1)[3])).toBeCloseTo(held?.avgCost ?? 0, 6);
  expect(lastOf(EventName.updatePortfolio, 0)[1]).toBe(held?.quantity);
  const [, , order] = client.calls(EventName.openOrder).find(([id]) => id === 2) as [number, Contract, Order];
  expect(order).toMatchObject({
    orderId: 2,
    clientId: 1,
    totalQuantity: 3,
    orderType: 'LMT',
    lmtPrice: 1.5,
    tif: 'DAY',
  });
  expect(order.permId).toBe(sim.books.order({ orderId: 2 }).permId);
  const details = client.calls(EventName.contractDetails).find(([id]) => id === 10)?.[1] as ContractDetails;
  expect(details).toMatchObject({
    longName: 'APPLE INC',
    minTick: 0.01,
    timeZoneId: 'US/Eastern',
    industry: 'Technology',
  });
  const bid = client.calls(EventName.tickPrice).findLast(([id, type]) => id === 30 && type === 1)?.[2];
  expect(bid).toBe(sim.market.quote(APPLE).bid);
}
