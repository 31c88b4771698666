/**
 * Where messages carry the id that ties an answer to its request, and which answers have none. Positions count from the
 * message number, which is field 0.
 */

import {
  MESSAGE_IDS,
  REQUEST_IDS,
  messageName,
  requestName,
  type MessageName,
  type RequestName,
} from '../message-ids.js';
import { Version } from '../versions.js';

/** The position of a request's own id (an order's id for orders), or `undefined` when it has none. */
export function requestIdPosition(fields: readonly string[], serverVersion: number): number | undefined {
  const name = requestName(Number(fields[0]));
  if (name === undefined || WITHOUT_ID.has(name)) return undefined;
  if (name === 'replaceFA') return 4;
  if (name === 'cancelOrder') return serverVersion >= Version.cmeTaggingFields ? 1 : 2;
  return VERSIONED_REQUESTS.has(name) ? 2 : 1;
}

/** The positions of the ids in an answer. Executions have two: the request's and the order's. */
export function answerIdPositions(fields: readonly string[], serverVersion: number): readonly number[] {
  const name = messageName(Number(fields[0]));
  if (name === undefined || ANSWERS_WITHOUT_ID.has(name)) return [];
  if (name === 'execDetails') return [1, 2];
  if (name === 'contractDetails' || name === 'bondContractDetails') return [serverVersion >= Version.sizeRules ? 1 : 2];
  return [VERSIONED_ANSWERS.has(name) ? 2 : 1];
}

/** The position of the client's id in answers about orders. */
export function clientIdPosition(fields: readonly string[]): number | undefined {
  return CLIENT_ID_POSITIONS.get(Number(fields[0]));
}

/** The requests that answers without an id belong to. */
export function ownersOf(message: number): readonly number[] {
  return OWNERS.get(message) ?? [];
}

/** The message that ends the list this request asked for, if it asks for one. */
export function endOf(request: number): number | undefined {
  return LIST_ENDS.get(request);
}

const WITHOUT_ID: ReadonlySet<RequestName> = new Set<RequestName>([
  'reqOpenOrders',
  'reqAccountData',
  'reqIds',
  'reqNewsBulletins',
  'cancelNewsBulletins',
  'setServerLogLevel',
  'reqAutoOpenOrders',
  'reqAllOpenOrders',
  'reqManagedAccts',
  'requestFA',
  'reqScannerParameters',
  'reqCurrentTime',
  'reqGlobalCancel',
  'reqMarketDataType',
  'reqPositions',
  'cancelPositions',
  'verifyRequest',
  'verifyMessage',
  'startApi',
  'verifyAndAuthRequest',
  'verifyAndAuthMessage',
  'reqFamilyCodes',
  'reqMktDepthExchanges',
  'reqNewsProviders',
  'reqMarketRule',
  'reqCompletedOrders',
]);

/** Requests that still carry the version of their own layout before the id. */
const VERSIONED_REQUESTS: ReadonlySet<RequestName> = new Set<RequestName>([
  'reqMktData',
  'cancelMktData',
  'reqExecutions',
  'reqContractData',
  'reqMktDepth',
  'cancelMktDepth',
  'exerciseOptions',
  'cancelHistoricalData',
  'cancelScannerSubscription',
  'reqRealTimeBars',
  'cancelRealTimeBars',
  'reqFundamentalData',
  'cancelFundamentalData',
  'reqCalcImpliedVolat',
  'reqCalcOptionPrice',
  'cancelCalcImpliedVolat',
  'cancelCalcOptionPrice',
  'reqAccountSummary',
  'cancelAccountSummary',
  'queryDisplayGroups',
  'subscribeToGroupEvents',
  'updateDisplayGroup',
  'unsubscribeFromGroupEvents',
  'reqPositionsMulti',
  'cancelPositionsMulti',
  'reqAccountUpdatesMulti',
  'cancelAccountUpdatesMulti',
]);

const ANSWERS_WITHOUT_ID: ReadonlySet<MessageName> = new Set<MessageName>([
  'updateAccountValue',
  'updatePortfolio',
  'updateAccountTime',
  'nextValidId',
  'updateNewsBulletin',
  'managedAccounts',
  'receiveFA',
  'scannerParameters',
  'currentTime',
  'openOrderEnd',
  'accountDownloadEnd',
  'commissionReport',
  'position',
  'positionEnd',
  'verifyMessageAPI',
  'verifyCompleted',
  'verifyAndAuthMessageAPI',
  'verifyAndAuthCompleted',
  'familyCodes',
  'mktDepthExchanges',
  'newsProviders',
  'marketRule',
  'orderBound',
  'completedOrder',
  'completedOrdersEnd',
]);

const VERSIONED_ANSWERS: ReadonlySet<MessageName> = new Set<MessageName>([
  'tickPrice',
  'tickSize',
  'error',
  'updateMktDepth',
  'updateMktDepthL2',
  'scannerData',
  'tickGeneric',
  'tickString',
  'tickEFP',
  'realtimeBar',
  'fundamentalData',
  'contractDetailsEnd',
  'execDetailsEnd',
  'deltaNeutralValidation',
  'tickSnapshotEnd',
  'marketDataType',
  'accountSummary',
  'accountSummaryEnd',
  'displayGroupList',
  'displayGroupUpdated',
  'positionMulti',
  'positionMultiEnd',
  'accountUpdateMulti',
  'accountUpdateMultiEnd',
]);

const CLIENT_ID_POSITIONS: ReadonlyMap<number, number> = new Map([
  [MESSAGE_IDS.orderStatus, 9],
  [MESSAGE_IDS.openOrder, 24],
  [MESSAGE_IDS.execDetails, 22],
]);

const { reqOpenOrders, reqAllOpenOrders, reqAccountData, reqPositions, reqCompletedOrders } = REQUEST_IDS;

const OWNERS: ReadonlyMap<number, readonly number[]> = new Map<number, readonly number[]>([
  [MESSAGE_IDS.openOrder, [reqOpenOrders, reqAllOpenOrders]],
  [MESSAGE_IDS.orderStatus, [reqOpenOrders, reqAllOpenOrders]],
  [MESSAGE_IDS.openOrderEnd, [reqOpenOrders, reqAllOpenOrders]],
  [MESSAGE_IDS.updateAccountValue, [reqAccountData]],
  [MESSAGE_IDS.updatePortfolio, [reqAccountData]],
  [MESSAGE_IDS.updateAccountTime, [reqAccountData]],
  [MESSAGE_IDS.accountDownloadEnd, [reqAccountData]],
  [MESSAGE_IDS.position, [reqPositions]],
  [MESSAGE_IDS.positionEnd, [reqPositions]],
  [MESSAGE_IDS.completedOrder, [reqCompletedOrders]],
  [MESSAGE_IDS.completedOrdersEnd, [reqCompletedOrders]],
  [MESSAGE_IDS.currentTime, [REQUEST_IDS.reqCurrentTime]],
  [MESSAGE_IDS.nextValidId, [REQUEST_IDS.reqIds]],
  [MESSAGE_IDS.managedAccounts, [REQUEST_IDS.reqManagedAccts]],
  [MESSAGE_IDS.receiveFA, [REQUEST_IDS.requestFA]],
  [MESSAGE_IDS.scannerParameters, [REQUEST_IDS.reqScannerParameters]],
  [MESSAGE_IDS.familyCodes, [REQUEST_IDS.reqFamilyCodes]],
  [MESSAGE_IDS.mktDepthExchanges, [REQUEST_IDS.reqMktDepthExchanges]],
  [MESSAGE_IDS.newsProviders, [REQUEST_IDS.reqNewsProviders]],
  [MESSAGE_IDS.marketRule, [REQUEST_IDS.reqMarketRule]],
  [MESSAGE_IDS.updateNewsBulletin, [REQUEST_IDS.reqNewsBulletins]],
]);

/** Only of lists whose items look like news about single orders. */
const LIST_ENDS: ReadonlyMap<number, number> = new Map([
  [reqOpenOrders, MESSAGE_IDS.openOrderEnd],
  [reqAllOpenOrders, MESSAGE_IDS.openOrderEnd],
]);
