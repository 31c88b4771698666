/**
 * The hot messages of TWS, straight from bytes into a {@link TickRecord}. The field layouts are those of server
 * versions 156 to 193; true means that the frame was consumed exactly, false that `@stoqey/ib` must have it.
 */
import { MessageId, type TickRecord } from '../tick-record.js';
import * as wire from './bytes.js';
import { readIdAnd, readInt, readReals } from './fields.js';
import { decodeQuoteTick } from './quote-tick.js';

/** The oldest server version whose layouts below hold: since then option computations carry no message version. */
export const OLDEST_VERSION = 156;
/** The newest server version `@stoqey/ib` negotiates, and with it the newest the decoders were compared against. */
export const NEWEST_VERSION = 193;
export const HOT_MESSAGES: readonly MessageId[] = Object.values(MessageId);

const WITH_SIZE_AND_ATTRIBUTES = 3;
const TWO_DIGITS = 10;

/**
 * Decodes the payload `[start, end)`, which begins with the id of the message. Reading on beyond the end of a damaged
 * frame does no harm: it is not consumed exactly then.
 */
export function decode(record: TickRecord, messageId: number, bytes: Buffer, start: number, end: number): boolean {
  record.open(bytes);
  const at = start + (messageId < TWO_DIGITS ? 2 : 3);
  switch (messageId) {
    case wire.PRICE:
      return decodeQuoteTick(record, start, end) || decodePrice(record, at) === end;
    case wire.SIZE:
      return decodeQuoteTick(record, start, end) || decodeValue(record, wire.SIZE, at, NaN) === end;
    case wire.GENERIC:
      return decodeValue(record, wire.GENERIC, at, 0) === end;
    case wire.TEXT:
      return decodeText(record, at) === end;
    case wire.OPTION_COMPUTATION:
      return decodeOption(record, at, end);
    case wire.DEPTH:
      return decodeDepth(record, at) === end;
    case wire.DEPTH_L2:
      return decodeDepthL2(record, at) === end;
    case wire.REAL_TIME_BAR:
      return decodeBar(record, at) === end;
    case wire.BAR_UPDATE:
      return decodeBarUpdate(record, at) === end;
    case wire.TICK_BY_TICK:
      return decodeTickByTick(record, at) === end;
    default:
      return false;
  }
}

function decodePrice(record: TickRecord, start: number): number {
  record.kind = wire.PRICE;
  let at = readInt(record, start, wire.INT_A);
  if (record.a < WITH_SIZE_AND_ATTRIBUTES) return -1;
  at = readInt(record, at, wire.INT_REQ_ID);
  at = readInt(record, at, wire.INT_TYPE);
  at = readReals(record, at, 0, 0, 0);
  at = readReals(record, at, 1, 1, NaN);
  return readInt(record, at, wire.INT_MASK);
}

function decodeValue(record: TickRecord, kind: MessageId, start: number, whenEmpty: number): number {
  record.kind = kind;
  return readReals(record, readHead(record, start), 0, 0, whenEmpty);
}

function decodeText(record: TickRecord, start: number): number {
  record.kind = wire.TEXT;
  return record.readText(readHead(record, start));
}

/** Version, request id, tick type. */
function readHead(record: TickRecord, start: number): number {
  return readIdAnd(record, readInt(record, start, wire.INT_A), wire.INT_TYPE);
}

/** TWS writes -1 (prices, volatility) and -2 (greeks) for "not computed": they become NaN here. */
function decodeOption(record: TickRecord, start: number, end: number): boolean {
  record.kind = wire.OPTION_COMPUTATION;
  const at = readIdAnd(record, start, wire.INT_TYPE);
  return decodeComputed(record, readInt(record, at, wire.INT_MASK), end);
}

/** What an option computation consists of. */
export function decodeComputed(record: TickRecord, start: number, end: number): boolean {
  if (readReals(record, start, 0, wire.COMPUTED - 1, 0) !== end) return false;
  blankNotComputed(record.values);
  return true;
}

export function blankNotComputed(values: Float64Array): void {
  for (let slot = 0; slot < wire.COMPUTED; slot++) {
    if (values[slot] === NOT_COMPUTED[slot]) values[slot] = NaN;
  }
}
/** By slot: volatility, delta, price, present value of dividends, gamma, vega, theta, underlying price. */
const NOT_COMPUTED = Float64Array.of(-1, -2, -1, -1, -2, -2, -2, -1);

function decodeDepth(record: TickRecord, start: number): number {
  record.kind = wire.DEPTH;
  let at = readInt(record, start, wire.INT_A);
  at = readIdAnd(record, at, wire.INT_A);
  return readRow(record, at);
}

function decodeDepthL2(record: TickRecord, start: number): number {
  record.kind = wire.DEPTH_L2;
  let at = readInt(record, start, wire.INT_A);
  at = readIdAnd(record, at, wire.INT_A);
  at = record.readText(at);
  return readInt(record, readRow(record, at), wire.INT_MASK);
}

/** Operation, side, price, size. */
function readRow(record: TickRecord, start: number): number {
  let at = readInt(record, start, wire.INT_B);
  at = readInt(record, at, wire.INT_TYPE);
  at = readReals(record, at, 0, 0, 0);
  return readReals(record, at, 1, 1, NaN);
}

function decodeBar(record: TickRecord, start: number): number {
  record.kind = wire.REAL_TIME_BAR;
  let at = readInt(record, start, wire.INT_A);
  at = readIdAnd(record, at, wire.INT_A);
  at = readReals(record, at, 0, 3, 0);
  at = readReals(record, at, 4, 5, NaN);
  return readInt(record, at, wire.INT_B);
}

/** The order on the wire is open, close, high, low, wap, volume. */
function decodeBarUpdate(record: TickRecord, start: number): number {
  record.kind = wire.BAR_UPDATE;
  record.type = 0;
  let at = readInt(record, start, wire.INT_REQ_ID);
  at = readInt(record, at, wire.INT_B);
  at = record.readText(at);
  at = readReals(record, at, 0, 0, 0);
  at = readReals(record, at, 3, 3, 0);
  at = readReals(record, at, 1, 2, 0);
  at = readReals(record, at, 5, 5, NaN);
  return readReals(record, at, 4, 4, NaN);
}

function decodeTickByTick(record: TickRecord, start: number): number {
  const { bytes } = record;
  record.kind = wire.TICK_BY_TICK;
  let at = readIdAnd(record, start, wire.INT_TYPE);
  // The library keeps the time as the text it is, and a number would lose a zero at its beginning.
  if ((bytes[at] ?? wire.NUL) <= wire.ZERO && bytes[at + 1] !== wire.NUL) return -1;
  at = readInt(record, at, wire.INT_A);
  switch (record.type) {
    case 1:
    case 2:
      at = readReals(record, at, 0, 0, 0);
      at = readReals(record, at, 1, 1, NaN);
      at = readInt(record, at, wire.INT_MASK);
      at = record.readText(at);
      return record.readText2(at);
    case 3:
      at = readReals(record, at, 0, 1, 0);
      at = readReals(record, at, 2, 3, NaN);
      return readInt(record, at, wire.INT_MASK);
    case 4:
      return readReals(record, at, 0, 0, 0);
    default:
      return -1;
  }
}
