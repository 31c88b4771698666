/** A day in which every message that the simulator can send is sent at least once, whatever the server version. */

import type { Simulator, VirtualClock } from '../../src/index.js';
import type { Values } from './request-notation.js';
import { WireClient } from './wire-client.js';

export const ACCOUNT = 'DU1234567';
const AAPL_ID = 265598;

export const AAPL: Values = { symbol: 'AAPL', secType: 'STK', exchange: 'SMART', currency: 'USD' };
export const MSFT: Values = { ...AAPL, symbol: 'MSFT' };
export const EURUSD: Values = { symbol: 'EUR', secType: 'CASH', exchange: 'IDEALPRO', currency: 'USD' };

/** Every kind of contract that has details. Bonds have a message of their own. */
const DETAILED: readonly Values[] = [
  AAPL,
  { symbol: 'AAPL', secType: 'STK', currency: 'USD' },
  EURUSD,
  { symbol: 'SPX', secType: 'IND', exchange: 'CBOE', currency: 'USD' },
  { symbol: 'ES', secType: 'FUT', exchange: 'CME', currency: 'USD' },
  { symbol: 'ES', secType: 'CONTFUT', exchange: 'CME', currency: 'USD' },
  { symbol: 'BTC', secType: 'CRYPTO', exchange: 'PAXOS', currency: 'USD' },
  { symbol: 'AAPL', secType: 'CFD', exchange: 'SMART', currency: 'USD' },
  { symbol: 'XAUUSD', secType: 'CMDTY', exchange: 'SMART', currency: 'USD' },
  { secType: 'STK', exchange: 'SMART', currency: 'USD', secIdType: 'ISIN', secId: 'US0378331005' },
];

export interface Day {
  readonly sim: Simulator;
  readonly clock: VirtualClock;
  readonly client: WireClient;
}

/** Ask for everything and let time pass. Clients stay open; the caller closes them. */
export async function liveThrough(day: Day): Promise<void> {
  const { client } = day;
  askAboutTheSession(client);
  askAboutContracts(client);
  await client.settle();
  const option = await findOption(client);
  askForStreams(client, option);
  askForHistory(client);
  placeOrders(client, option);
  askAboutAccounts(client);
  await client.settle();
  for (let i = 0; i < 4; i++) {
    await day.clock.advance(5000);
    await client.settle();
  }
  await bindByHand(day);
  client.ask('reqOpenOrders');
  client.ask('reqAllOpenOrders');
  client.ask('reqExecutions', { reqId: 300 });
  client.ask('reqGlobalCancel');
  await day.clock.advance(1000);
  client.ask('reqCompletedOrders');
  await client.settle();
}

function askAboutTheSession(client: WireClient): void {
  client.ask('reqIds');
  client.ask('reqManagedAccts');
  client.ask('setServerLogLevel');
  client.ask('reqFamilyCodes');
  client.ask('reqSoftDollarTiers', { reqId: 1 });
  client.ask('reqUserInfo', { reqId: 2 });
  client.ask('queryDisplayGroups', { reqId: 3 });
  client.ask('subscribeToGroupEvents', { reqId: 4, groupId: 1 });
  client.ask('updateDisplayGroup', { reqId: 4, contractInfo: `${AAPL_ID}@SMART` });
  client.ask('unsubscribeFromGroupEvents', { reqId: 4 });
  client.ask('requestFA');
  client.ask('replaceFA', { xml: '<xml/>' });
  client.ask('verifyRequest', { apiName: 'name', apiVersion: '1' });
  client.ask('reqWshMetaData', { reqId: 5 });
  client.ask('reqWshEventData', { reqId: 6, conId: AAPL_ID });
  client.ask('reqFundamentalData', { reqId: 7, symbol: 'AAPL', secType: 'STK', reportType: 'ReportSnapshot' });
}

function askAboutContracts(client: WireClient): void {
  DETAILED.forEach((contract, i) => client.ask('reqContractData', { reqId: 10 + i, ...contract }));
  client.ask('reqContractData', { reqId: 30, secType: 'BOND', symbol: 'AAPL' });
  client.ask('reqContractData', { reqId: 31, secType: 'FUND', symbol: 'VFINX' });
  client.ask('reqMatchingSymbols', { reqId: 33, pattern: 'AA' });
  const underlying = { underlyingSymbol: 'AAPL', underlyingSecType: 'STK', underlyingConId: AAPL_ID };
  client.ask('reqSecDefOptParams', { reqId: 34, ...underlying });
  client.ask('reqMarketRule', { marketRuleId: 26 });
  client.ask('reqSmartComponents', { reqId: 35, bboExchange: '9c0001' });
  client.ask('reqMktDepthExchanges');
  client.ask('reqNewsProviders');
  client.ask('reqHistoricalNews', { reqId: 36, conId: AAPL_ID, providerCodes: 'BRFG+DJ-N', totalResults: 3 });
  client.ask('reqScannerParameters');
  const scan = { instrument: 'STK', locationCode: 'STK.US.MAJOR', scanCode: 'TOP_PERC_GAIN', numberOfRows: 5 };
  client.ask('reqScannerSubscription', { reqId: 37, ...scan });
}

/** One of the options of the next expiry, near the money. */
async function findOption(client: WireClient): Promise<Values> {
  const [parameters] = client.all('securityDefinitionOptionParameter', 34);
  const expiry = parameters?.lists['expirations']?.[1]?.fields['expiration'] ?? '';
  const call = { symbol: 'AAPL', secType: 'OPT', exchange: 'SMART', right: 'C' };
  client.ask('reqContractData', { reqId: 32, ...call, lastTradeDateOrContractMonth: expiry });
  await client.answer('contractDetailsEnd', 32);
  const chain = client.all('contractDetails', 32);
  const conId = chain[Math.floor(chain.length / 2)]?.fields['conId'] ?? '';
  return { conId, exchange: 'SMART' };
}

function askForStreams(client: WireClient, option: Values): void {
  const generics = '100,101,104,106,165,225,232,233,236,292,293,294,295,318,411,456,595';
  client.ask('reqMktData', { reqId: 100, ...AAPL, genericTickList: generics });
  client.ask('reqMktData', { reqId: 101, ...option });
  client.ask('reqMktData', { reqId: 102, ...AAPL, snapshot: true });
  client.ask('reqMktData', { reqId: 103, ...EURUSD });
  client.ask('reqMarketDataType', { marketDataType: 3 });
  client.ask('reqMktData', { reqId: 104, ...MSFT });
  client.ask('reqMarketDataType', { marketDataType: 1 });
  client.ask('reqMktDepth', { reqId: 110, ...AAPL, isSmartDepth: true });
  client.ask('reqMktDepth', { reqId: 111, ...EURUSD });
  client.ask('reqRealTimeBars', { reqId: 112, ...AAPL, useRTH: false });
  ['Last', 'AllLast', 'BidAsk', 'MidPoint'].forEach((tickType, i) =>
    client.ask('reqTickByTickData', { reqId: 120 + i, ...AAPL, tickType, numberOfTicks: i % 2 }),
  );
  client.ask('reqNewsBulletins');
  const calculation = { ...option, underPrice: 200 };
  client.ask('reqCalcImpliedVolat', { reqId: 130, ...calculation, first: 5 });
  client.ask('reqCalcOptionPrice', { reqId: 131, ...calculation, first: 0.3 });
}

function askForHistory(client: WireClient): void {
  const bars = { barSizeSetting: '5 mins', durationStr: '1 D', whatToShow: 'TRADES' };
  client.ask('reqHistoricalData', { reqId: 200, ...AAPL, ...bars });
  client.ask('reqHistoricalData', { reqId: 201, ...AAPL, ...bars, keepUpToDate: true, useRTH: false });
  client.ask('reqHistoricalData', { reqId: 202, ...EURUSD, ...bars, whatToShow: 'MIDPOINT', formatDate: 2 });
  const daily = { barSizeSetting: '1 day', durationStr: '1 W' };
  client.ask('reqHistoricalData', { reqId: 203, ...AAPL, ...daily, whatToShow: 'SCHEDULE' });
  ['TRADES', 'BID_ASK', 'MIDPOINT'].forEach((whatToShow, i) =>
    client.ask('reqHistoricalTicks', {
      reqId: 210 + i,
      ...AAPL,
      whatToShow,
      startDateTime: '20260113-15:00:00',
      useRth: false,
    }),
  );
  client.ask('reqHeadTimestamp', { reqId: 220, ...AAPL, whatToShow: 'TRADES' });
  client.ask('reqHistogramData', { reqId: 221, ...AAPL, timePeriod: '3 days' });
  const [story] = client.all('historicalNews');
  const { providerCode = '', articleId = '' } = story?.fields ?? {};
  client.ask('reqNewsArticle', { reqId: 222, providerCode, articleId });
}

function placeOrders(client: WireClient, option: Values): void {
  const buy = { action: 'BUY', totalQuantity: '10', account: ACCOUNT };
  client.ask('placeOrder', { orderId: 1, ...AAPL, ...buy, orderType: 'MKT' });
  client.ask('placeOrder', { orderId: 2, ...AAPL, ...buy, orderType: 'LMT', lmtPrice: 1 });
  client.ask('placeOrder', { orderId: 3, ...AAPL, ...buy, orderType: 'LMT', lmtPrice: 1, whatIf: true });
  client.ask('placeOrder', { orderId: 4, ...option, ...buy, orderType: 'MKT' });
  client.ask('placeOrder', { orderId: 5, ...EURUSD, ...buy, totalQuantity: 25000, orderType: 'MKT' });
  client.ask('placeOrder', { orderId: 6, ...MSFT, ...buy, orderType: 'LMT', lmtPrice: 1, ...EVERYTHING });
  client.ask('placeOrder', { orderId: 7, ...PAIR, ...buy, orderType: 'LMT', lmtPrice: -1, ...COMBO_TERMS });
  client.ask('placeOrder', { orderId: 8, ...AAPL, ...buy, orderType: 'PEG BENCH', ...BENCHMARK });
  client.ask('cancelOrder', { orderId: 2 });
  client.ask('cancelOrder', { orderId: 99 });
}

/** Every group of fields that only some orders have. */
const EVERYTHING: Values = {
  deltaNeutralOrderType: 'LMT',
  deltaNeutralConId: 7,
  scalePriceIncrement: 0.1,
  hedgeType: 'B',
  hedgeParam: '1.5',
  algoStrategy: 'Adaptive',
  algoParams: [{ tag: 'adaptivePriority', value: 'Normal' }],
  conditions: [
    { type: 1, value: '1000', conId: AAPL_ID, exchange: 'SMART', triggerMethod: 2 },
    { type: 3, conjunction: 'o', isMore: false, value: '20270101 10:00:00 US/Eastern' },
    { type: 4, value: '30' },
    { type: 5, secType: 'STK', exchange: 'SMART', symbol: 'MSFT' },
    { type: 6, value: '100000', conId: AAPL_ID, exchange: 'SMART' },
    { type: 7, value: '5', conId: AAPL_ID, exchange: 'SMART' },
  ],
};

const PAIR: Values = { symbol: 'AAPL,MSFT', secType: 'BAG', exchange: 'SMART', currency: 'USD' };
const COMBO_TERMS: Values = {
  comboLegs: [
    { conId: AAPL_ID, ratio: 1, action: 'BUY', exchange: 'SMART' },
    { conId: 272093, ratio: 1, action: 'SELL', exchange: 'SMART' },
  ],
  orderComboLegs: [{ price: 1 }, { price: 2 }],
  smartComboRoutingParams: [{ tag: 'NonGuaranteed', value: '1' }],
};
const BENCHMARK: Values = {
  lmtPrice: 1,
  startingPrice: 1,
  referenceContractId: 272093,
  peggedChangeAmount: 0.5,
  referenceChangeAmount: 1,
  referenceExchangeId: 'SMART',
};

function askAboutAccounts(client: WireClient): void {
  client.ask('reqAccountData', { acctCode: ACCOUNT });
  client.ask('reqAccountSummary', { reqId: 400, tags: 'NetLiquidation,BuyingPower,$LEDGER:ALL' });
  client.ask('reqPositions');
  client.ask('reqPositionsMulti', { reqId: 401, account: ACCOUNT });
  client.ask('reqAccountUpdatesMulti', { reqId: 402, account: ACCOUNT });
  client.ask('reqPnL', { reqId: 403, account: ACCOUNT });
  client.ask('reqPnLSingle', { reqId: 404, account: ACCOUNT, conId: AAPL_ID });
}

/** Client 0 takes over what somebody placed by hand; what it hears of that counts too. */
async function bindByHand({ sim, client }: Day): Promise<void> {
  sim.placeManualOrder({ symbol: 'AAPL', action: 'BUY', quantity: 5, limitPrice: 1 });
  using zero = await WireClient.open(sim, client.version, 0);
  zero.ask('reqOpenOrders');
  await zero.next('orderBound');
  zero.ask('reqAutoOpenOrders');
  await zero.settle();
  client.received.push(...zero.received);
}
