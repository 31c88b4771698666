/** One reader per kind of notice. Each is given the text and takes out what is there. */
import type { CatalogueEntry } from './catalogue/entry.js';
import { TwsCode } from './codes.js';
import type { DataRefusal, NoticeFacts } from './facts.js';

type Reader = (text: string) => NoticeFacts;

/** The facts of a notice. The kind follows from the row; the text only adds to it. */
export function readFacts(row: CatalogueEntry, text: string): NoticeFacts {
  if (row.farm) return { kind: 'farm', farmKind: row.farm.kind, status: row.farm.status, ...readFarm(text) };
  return readers.get(row.code)?.(text) ?? { kind: 'other' };
}

const readers: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [TwsCode.ApproachingMaxRate, readPacing(false)],
  [TwsCode.MaxRateExceeded, readPacing(true)],
  [TwsCode.CancelRefused, readCancelRefused],
  [TwsCode.HistoricalDataError, readDataRefused],
  [TwsCode.OrderRejected, (text) => ({ kind: 'order-rejected', ...readReason(text) })],
  [TwsCode.OrderCancelled, (text) => ({ kind: 'order-cancelled', ...readReason(text) })],
  [TwsCode.TickerNotFound, readUnknownId],
  [TwsCode.DepthNotFound, readUnknownId],
  [TwsCode.ReadError, readInvalidRequest],
  [TwsCode.ValidationError, readInvalidRequest],
  [TwsCode.ProcessingError, readInvalidRequest],
  [TwsCode.MarketDataNotSubscribed, readDataAdvice()],
  [TwsCode.ScannerNotFound, readUnknownId],
  [TwsCode.HistoricalQueryNotFound, readUnknownId],
  [TwsCode.OrderMessage, readOrderMessage],
  [TwsCode.RealTimeBarsFailed, readDataRefused],
  [TwsCode.ContractConflict, readContractConflict],
  [TwsCode.LinkLost, () => ({ kind: 'link-lost' })],
  [TwsCode.LinkDownAtConnect, () => ({ kind: 'link-lost' })],
  [TwsCode.LinkRestoredDataLost, readRestored(true)],
  [TwsCode.LinkRestored, readRestored(false)],
  [TwsCode.PortChanged, readPort],
  [TwsCode.AccountAlert, readAccountAlert],
  [TwsCode.DepthExchanges, readDepthExchanges],
  [TwsCode.PriceCapped, readPriceCap],
  [TwsCode.SizeTrimmed, readTrimmed],
  [TwsCode.MarketDataNeedsApiSubscription, readDataAdvice()],
  [TwsCode.MarketDataPartlyNotSubscribed, readDataAdvice()],
  [TwsCode.MarketDataPartlyNeedsApiSubscription, readDataAdvice()],
  [TwsCode.OrderToCancelNotFound, readCancelRefused],
  [TwsCode.OrderNotCancellable, readCancelRefused],
  [TwsCode.InvalidOrderId, readInvalidOrderId],
  [TwsCode.DelayedDataShown, readDataAdvice('shown')],
  [TwsCode.DelayedDataNotEnabled, readDataAdvice('not-enabled')],
  [TwsCode.HistoricalTicksFailed, readDataRefused],
  [TwsCode.HistogramFailed, readDataRefused],
  [TwsCode.TickByTickFailed, readDataRefused],
]);

/** The name at the end: after a colon, or after a full stop where the farm is inactive. It carries dots (usfarm.nj). */
function readFarm(text: string): { farm?: string } {
  const farm = tail(/[:：.]\s*([a-z][\w-]*(?:\.[\w-]+)*)[\s.]*$/i, text);
  return farm === undefined ? {} : { farm };
}

function readPacing(exceeded: boolean): Reader {
  return (text) => {
    const limit = integer(/max\s*=\s*(\d+)/i, text) ?? integer(/\bof\s+(\d+)\s+messages/i, text);
    const count = integer(/rec\s*=\s*(\d+)/i, text) ?? integer(/\((\d+)\)\s*$/, text);
    return {
      kind: 'pacing',
      exceeded,
      ...(limit !== undefined && { limit }),
      ...(count !== undefined && { count }),
    };
  };
}

const refusals: readonly (readonly [RegExp, DataRefusal])[] = [
  [/pacing violation/i, 'pacing'],
  [/different IP address|competing/i, 'competing-session'],
  [/no market data permissions?/i, 'no-permission'],
  [/returned no data|no data (?:found|available)/i, 'no-data'],
  [/cancell?ed/i, 'cancelled'],
  [/no head ?time ?stamp/i, 'no-head-timestamp'],
  [/not supported/i, 'not-supported'],
];

/** The tail of the envelope is the only thing that tells one case from another. */
function readDataRefused(text: string): NoticeFacts {
  const why = refusals.find(([pattern]) => pattern.test(text))?.[1];
  const reason = tail(/^(?:[^:.]*\b(?:message|ticks|data|query|bars)\s*[:.])?\s*([\s\S]+)$/i, text);
  return { kind: 'data-refused', ...(why && { why }), ...(reason !== undefined && { reason }) };
}

function readReason(text: string): { reason?: string } {
  const reason = tail(/[:：]\s*([\s\S]*)$/, text);
  return reason === undefined ? {} : { reason };
}

function readCancelRefused(text: string): NoticeFacts {
  const orderId = integer(/orderId\s*[:=]?\s*(-?\d+)/i, text);
  const permId = integer(/permId\s*[:=]?\s*(-?\d+)/i, text);
  const state = tail(/[:：]\s*([^\s\d.。][^.。]*)[.。]?\s*$/, text);
  return {
    kind: 'cancel-refused',
    ...(orderId !== undefined && { orderId }),
    ...(permId !== undefined && { permId }),
    ...(state !== undefined && { state }),
  };
}

function readDataAdvice(known?: 'shown' | 'not-enabled'): Reader {
  return (text) => {
    const said = /delayed market data is (not available|not enabled|available)/i.exec(text)?.[1]?.toLowerCase();
    const delayed = known ?? (said?.replace(' ', '-') as 'available' | 'not-available' | 'not-enabled' | undefined);
    const instruments = tail(/available\.\s*(?:Error&)?(\S[\s\S]*)$/i, text);
    return { kind: 'data-advice', ...(delayed && { delayed }), ...(instruments !== undefined && { instruments }) };
  };
}

/** `'bN'` and the like name an obfuscated class of one TWS build: noise. */
function readInvalidRequest(text: string): NoticeFacts {
  const reason =
    tail(/cause\s*-\s*([\s\S]*)$/i, text) ??
    tail(/^Error \w+ request\s*[.:]?\s*-?\s*(?:'\w*'\s*:?\s*)?([\s\S]*)$/i, text);
  return {
    kind: 'invalid-request',
    ...(/read-?\s?only/i.test(text) && { readOnly: true as const }),
    ...(reason !== undefined && { reason }),
  };
}

function readUnknownId(text: string): NoticeFacts {
  const id = integer(/(-?\d+)\s*\.?\s*$/, text);
  return { kind: 'unknown-id', ...(id !== undefined && { id }) };
}

/** Three parts on three lines, or on one where a build sends spaces: a title, the order, and what is to be said of it. */
function readOrderMessage(text: string): NoticeFacts {
  const body = text.replace(/^\s*Order Message\s*:?\s*/i, '');
  const [first = '', ...rest] = body.split(/\bWarning:|\n/i);
  const order = first.trim();
  const warning = rest.join(' ').trim();
  const heldUntil = tail(/until\s+(\d{4}-?\d\d-?\d\d[^.]*?)\.?\s*$/i, text);
  return {
    kind: 'order-message',
    ...(order !== '' && { order }),
    ...(warning !== '' && { warning }),
    ...(heldUntil !== undefined && { heldUntil }),
  };
}

function readContractConflict(text: string): NoticeFacts {
  const conflicts = [...text.matchAll(/requested (\w+) ([^,;]*), in contract ([^;]*)/gi)].map(
    ([, field = '', requested = '', actual = '']) => ({ field, requested: requested.trim(), actual: actual.trim() }),
  );
  return { kind: 'contract-conflict', ...(conflicts.length > 0 && { conflicts }) };
}

function readRestored(dataLost: boolean): Reader {
  return (text) => {
    const all = list(/All data farms are connected:([^:]*)$/i, text);
    const connected = all ?? list(/farms are connected:(.*?)\.\s*(?:The following|$)/i, text);
    const disconnected = all ? [] : list(/farms are not connected:(.*)$/i, text);
    const farms = (connected ?? disconnected) && { connected: connected ?? [], disconnected: disconnected ?? [] };
    return { kind: 'link-restored', dataLost, ...(farms && { farms }) };
  };
}

/** The number at the end, if it can be a port: the words around it are translated. */
function readPort(text: string): NoticeFacts {
  const port = integer(/(\d{1,5})\D*$/, text);
  return { kind: 'port-changed', ...(port !== undefined && port > 0 && port < 65_536 && { port }) };
}

function readAccountAlert(text: string): NoticeFacts {
  const account = tail(/:\s*([A-Z]+\w+)\s*$/, text);
  return { kind: 'account-alert', ...(account !== undefined && { account }) };
}

function readDepthExchanges(text: string): NoticeFacts {
  const [offered = '', wanted = ''] = text.split(/Need additional[^:]*?-/i, 2);
  const depth = list(/Depth:([^:]*?)(?:Top:|$)/i, offered);
  const top = list(/Top:([^:]*)$/i, offered);
  const missing = list(/Depth:([^:]*)$/i, wanted);
  return { kind: 'depth-exchanges', ...(depth && { depth }), ...(top && { top }), ...(missing && { missing }) };
}

function readPriceCap(text: string): NoticeFacts {
  const order = tail(/^(\S.*?)\s{2,}/, text);
  const price = Number(/to\s+(-?\d+(?:\.\d+)?)\s+or\b/i.exec(text)?.[1]);
  return { kind: 'price-capped', ...(order !== undefined && { order }), ...(Number.isFinite(price) && { price }) };
}

function readTrimmed(text: string): NoticeFacts {
  const [, from, to] = /(-?\d+(?:\.\d+)?)\s+to\s+(-?\d+(?:\.\d+)?)\s*$/i.exec(text) ?? [];
  return {
    kind: 'size-trimmed',
    ...(from !== undefined && { from: Number(from) }),
    ...(to !== undefined && { to: Number(to) }),
  };
}

function readInvalidOrderId(text: string): NoticeFacts {
  const orderId = integer(/(-?\d+)\s*$/, text);
  return { kind: 'invalid-order-id', ...(orderId !== undefined && { orderId }) };
}

function integer(pattern: RegExp, text: string): number | undefined {
  const number = Number(pattern.exec(text)?.[1]);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** The first group of the pattern, without the space around it; nothing rather than an empty word. */
function tail(pattern: RegExp, text: string): string | undefined {
  const found = pattern.exec(text)?.[1]?.trim();
  return found === '' ? undefined : found;
}

/** Names separated by semicolons, up to a full stop. */
function list(pattern: RegExp, text: string): readonly string[] | undefined {
  const names = pattern
    .exec(text)?.[1]
    ?.replace(/[\s.]+$/, '')
    .split(';');
  return names?.map((name) => name.trim()).filter((name) => name !== '');
}
