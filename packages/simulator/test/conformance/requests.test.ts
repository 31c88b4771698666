import { expect, test } from 'vitest';
import { Simulator, VirtualClock } from '../../src/index.js';
import { REQUEST_IDS, type MessageName, type RequestName } from '../../src/message-ids.js';
import { AAPL, ACCOUNT, EURUSD } from './full-day.js';
import type { Seen } from './notation.js';
import { REQUEST_LISTS } from './request-lists.js';
import type { Values } from './request-notation.js';
import { WireClient } from './wire-client.js';

/** Wherever a request gained or lost a field, and the versions around it. */
const VERSIONS = [157, 166, 169, 171, 173, 176, 180, 183, 184, 187, 189, 190, 192, 193];

const APPLE = 265598;

interface Case {
  readonly request: RequestName;
  readonly values?: Values;
  /** What it is answered with, and fields that show that its last words were read too. */
  readonly answer: MessageName;
  readonly fields?: Seen;
  readonly since?: number;
}

/** An error about this request, with this code. */
const refused = (request: RequestName, reqId: number, code: number, values: Values = {}): Case => ({
  request,
  values: { ...values, ...('reqId' in values || reqId < 0 ? {} : { reqId }) },
  answer: 'error',
  fields: { code: String(code), ...(reqId < 0 ? {} : { reqId: String(reqId) }) },
});

const about = (request: RequestName, reqId: number, values: Values, answer: MessageName, fields: Seen = {}): Case => ({
  request,
  values: { reqId, ...values },
  answer,
  fields: { reqId: String(reqId), ...fields },
});

const BARS: Values = { barSizeSetting: '1 hour', durationStr: '1 D', whatToShow: 'TRADES' };

const CASES: readonly Case[] = [
  { request: 'reqIds', answer: 'nextValidId' },
  { request: 'reqManagedAccts', answer: 'managedAccounts', fields: { accountsList: ACCOUNT } },
  { request: 'reqCurrentTime', answer: 'currentTime' },
  { request: 'reqOpenOrders', answer: 'openOrderEnd' },
  { request: 'reqAllOpenOrders', answer: 'openOrderEnd' },
  { request: 'reqCompletedOrders', values: { apiOnly: true }, answer: 'completedOrdersEnd' },
  { request: 'reqAccountData', values: { acctCode: ACCOUNT }, answer: 'accountDownloadEnd' },
  { request: 'reqPositions', answer: 'positionEnd' },
  { request: 'reqFamilyCodes', answer: 'familyCodes' },
  { request: 'reqMktDepthExchanges', answer: 'mktDepthExchanges' },
  { request: 'reqNewsProviders', answer: 'newsProviders' },
  { request: 'reqScannerParameters', answer: 'scannerParameters' },
  { request: 'reqMarketRule', values: { marketRuleId: 26 }, answer: 'marketRule', fields: { marketRuleId: '26' } },
  { request: 'reqNewsBulletins', values: { allMsgs: true }, answer: 'updateNewsBulletin' },
  about('reqExecutions', 10, { clientId: 0, side: 'BUY' }, 'execDetailsEnd'),
  about('reqAccountSummary', 11, { tags: 'NetLiquidation' }, 'accountSummary', { tag: 'NetLiquidation' }),
  about('reqPositionsMulti', 12, { account: ACCOUNT, modelCode: 'm' }, 'positionMultiEnd'),
  about('reqAccountUpdatesMulti', 13, { account: ACCOUNT, modelCode: 'm' }, 'accountUpdateMulti', { modelCode: 'm' }),
  about('reqPnL', 14, { account: ACCOUNT }, 'pnl'),
  about('reqPnLSingle', 15, { account: ACCOUNT, conId: APPLE }, 'pnlSingle'),
  about('reqContractData', 16, { secType: 'STK', secIdType: 'ISIN', secId: 'US0378331005' }, 'contractDetails', {
    conId: String(APPLE),
  }),
  about('reqMatchingSymbols', 17, { pattern: 'AAPL' }, 'symbolSamples'),
  about('reqSmartComponents', 18, { bboExchange: '9c0001' }, 'smartComponents'),
  about('reqSoftDollarTiers', 19, {}, 'softDollarTiers'),
  about('reqUserInfo', 20, {}, 'userInfo'),
  about('queryDisplayGroups', 21, {}, 'displayGroupList'),
  about('subscribeToGroupEvents', 22, { groupId: 2 }, 'displayGroupUpdated'),
  about('updateDisplayGroup', 22, { contractInfo: '8314@SMART' }, 'displayGroupUpdated', {
    contractInfo: '8314@SMART',
  }),
  about('reqSecDefOptParams', 23, optionsOf(), 'securityDefinitionOptionParameter', { underlyingConId: String(APPLE) }),
  about('reqMktData', 24, { ...AAPL, snapshot: true }, 'tickSnapshotEnd'),
  about('reqMktData', 25, { ...AAPL, regulatorySnapshot: true }, 'tickSnapshotEnd'),
  about('reqMktData', 26, { ...AAPL, genericTickList: '233' }, 'tickString', { tickType: '48' }),
  about('reqMktData', 27, { ...AAPL, deltaNeutral: true, snapshot: true }, 'tickSnapshotEnd'),
  about('reqMktDepth', 28, { ...AAPL, isSmartDepth: true }, 'updateMktDepthL2', { isSmartDepth: '1' }),
  about('reqMktDepth', 29, { ...EURUSD, numRows: 3 }, 'updateMktDepth'),
  about('reqHistoricalData', 30, { ...AAPL, ...BARS, formatDate: 2 }, 'historicalData'),
  about('reqHeadTimestamp', 31, { ...AAPL, whatToShow: 'TRADES', formatDate: 2 }, 'headTimestamp'),
  about('reqHistogramData', 32, { ...AAPL, timePeriod: '1 day' }, 'histogramData'),
  about('reqHistoricalTicks', 33, ticksOf('TRADES'), 'historicalTicksLast', { done: '1' }),
  about('reqHistoricalNews', 34, { conId: APPLE, providerCodes: 'BRFG', totalResults: 1 }, 'historicalNewsEnd'),
  about('reqScannerSubscription', 35, scan(), 'scannerData'),
  about('reqCalcImpliedVolat', 36, { ...AAPL, first: 1, underPrice: 2 }, 'error', { code: '321' }),
  about('reqTickByTickData', 37, { ...AAPL, tickType: 'BidAsk', numberOfTicks: 2 }, 'historicalTicksBidAsk'),
  about('exerciseOptions', 38, { ...AAPL, account: ACCOUNT }, 'error', { code: '200' }),
  refused('reqWshMetaData', 40, 10276),
  refused('reqWshEventData', 41, 10276),
  refused('reqFundamentalData', 42, 430, { symbol: 'AAPL', secType: 'STK', reportType: 'ReportSnapshot' }),
  refused('requestFA', -1, 321),
  refused('replaceFA', -1, 321, { xml: '<x/>' }),
  refused('cancelMktData', 50, 300),
  refused('cancelMktDepth', 51, 310),
  refused('cancelRealTimeBars', 52, 300),
  refused('cancelTickByTickData', 53, 300),
  refused('cancelHistoricalData', 54, 366),
  refused('cancelScannerSubscription', 55, 365),
  { request: 'cancelOrder', values: { orderId: 77 }, answer: 'error', fields: { reqId: '77', code: '10147' } },
];

test.each(VERSIONS)(
  'at version %i every request in the official form is understood to its last field',
  async (version) => {
    const clock = new VirtualClock();
    await using sim = await Simulator.start({ clock, serverVersion: version });
    using client = await WireClient.open(sim, version);
    for (const { request, values = {} } of CASES) client.ask(request, values);
    await client.settle();
    const unanswered = CASES.filter(({ answer, fields = {} }) => {
      const fits = (seen: Seen) => Object.entries(fields).every(([name, value]) => seen[name] === value);
      return !client.all(answer).some((message) => fits(message.fields));
    });
    expect(unanswered.map(({ request, values }) => `${request} ${JSON.stringify(values)}`)).toEqual([]);
    const allowed = new Set([200, 300, 310, 321, 365, 366, 430, 2104, 2106, 2152, 2158, 10147, 10276]);
    expect(client.notices().filter(({ code }) => !allowed.has(code))).toEqual([]);
  },
);

/** These have no answer of their own; asking them must neither be an error nor end the connection. */
const SILENT: readonly (readonly [RequestName, Values])[] = [
  ['setServerLogLevel', {}],
  ['reqMarketDataType', { marketDataType: 4 }],
  ['cancelAccountSummary', { reqId: 1 }],
  ['cancelPositions', {}],
  ['cancelPositionsMulti', { reqId: 1 }],
  ['cancelAccountUpdatesMulti', { reqId: 1 }],
  ['cancelNewsBulletins', {}],
  ['cancelFundamentalData', { reqId: 1 }],
  ['cancelCalcImpliedVolat', { reqId: 1 }],
  ['cancelCalcOptionPrice', { reqId: 1 }],
  ['cancelHistogramData', { reqId: 1 }],
  ['cancelHeadTimestamp', { reqId: 1 }],
  ['cancelPnL', { reqId: 1 }],
  ['cancelPnLSingle', { reqId: 1 }],
  ['cancelWshMetaData', { reqId: 1 }],
  ['cancelWshEventData', { reqId: 1 }],
  ['unsubscribeFromGroupEvents', { reqId: 1 }],
  ['reqGlobalCancel', {}],
  ['startApi', { clientId: 1 }],
];

test.each(VERSIONS)('at version %i requests without an answer are taken in silence', async (version) => {
  await using sim = await Simulator.start({ clock: new VirtualClock(), serverVersion: version });
  using client = await WireClient.open(sim, version);
  await client.settle();
  const before = client.received.length;
  for (const [request, values] of SILENT) client.ask(request, values);
  await client.settle();
  expect(client.received.slice(before).map(({ name, raw }) => `${name} ${raw.join('|')}`)).toHaveLength(1);
});

test('every request of the protocol is in one of these lists', () => {
  const elsewhere: readonly RequestName[] = [
    'placeOrder', // order-echo.test.ts
    'reqAutoOpenOrders', // client 0 only: start-up.test.ts
    'reqCalcOptionPrice',
    'reqNewsArticle',
    'reqRealTimeBars', // field-lists.test.ts
    'verifyRequest', // answered with 321: IBKR certifies programs for these four
    'verifyMessage',
    'verifyAndAuthRequest',
    'verifyAndAuthMessage',
  ];
  const here = new Set([...CASES.map(({ request }) => request), ...SILENT.map(([request]) => request), ...elsewhere]);
  expect([...here].sort()).toEqual(Object.keys(REQUEST_IDS).sort());
  expect(Object.keys(REQUEST_LISTS).sort()).toEqual(Object.keys(REQUEST_IDS).sort());
});

function optionsOf(): Values {
  return { underlyingSymbol: 'AAPL', underlyingSecType: 'STK', underlyingConId: APPLE };
}

function ticksOf(whatToShow: string): Values {
  return { ...AAPL, whatToShow, startDateTime: '20260113-15:00:00', numberOfTicks: 3, useRth: false, ignoreSize: true };
}

function scan(): Values {
  return { instrument: 'STK', locationCode: 'STK.US.MAJOR', scanCode: 'MOST_ACTIVE', numberOfRows: 2 };
}
