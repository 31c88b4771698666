/**
 * The hot messages of TWS, straight from bytes into a {@link TickRecord}. The field layouts are those of server
 * versions 156 to 193; true means that the frame was consumed exactly, false that `@stoqey/ib` must have it.
 */
import { MessageId, type TickRecord } from '../tick-record.js';
import * as wire from './bytes.js';
import { readInt, readReal } from './fields.js';
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
      return decodeQuoteTick(record, start, end) || decodePrice(record, bytes, at) === end;
    case wire.SIZE:
      return decodeQuoteTick(record, start, end) || decodeValue(record, wire.SIZE, bytes, at, NaN) === end;
    case wire.GENERIC:
      return decodeValue(record, wire.GENERIC, bytes, at, 0) === end;
    case wire.TEXT:
      return decodeText(record, bytes, at) === end;
    case wire.OPTION_COMPUTATION:
      return decodeOption(record, bytes, at, end);
    case wire.DEPTH:
      return decodeDepth(record, bytes, at) === end;
    case wire.DEPTH_L2:
      return decodeDepthL2(record, bytes, at) === end;
    case wire.REAL_TIME_BAR:
      return decodeBar(record, bytes, at) === end;
    case wire.BAR_UPDATE:
      return decodeBarUpdate(record, bytes, at) === end;
    case wire.TICK_BY_TICK:
      return decodeTickByTick(record, bytes, at) === end;
    default:
      return false;
  }
}

function decodePrice(record: TickRecord, bytes: Buffer, start: number): number {
  const { ints, values } = record;
  record.kind = wire.PRICE;
  let at = readInt(bytes, start, ints, wire.INT_A);
  if ((ints[wire.INT_A] ?? 0) < WITH_SIZE_AND_ATTRIBUTES) return -1;
  at = readInt(bytes, at, ints, wire.INT_REQ_ID);
  at = readInt(bytes, at, ints, wire.INT_TYPE);
  at = readReal(bytes, at, values, 0, 0);
  at = readReal(bytes, at, values, 1, NaN);
  return readInt(bytes, at, ints, wire.INT_MASK);
}

function decodeValue(record: TickRecord, kind: MessageId, bytes: Buffer, start: number, whenEmpty: number): number {
  const { ints, values } = record;
  record.kind = kind;
  let at = readInt(bytes, start, ints, wire.INT_A);
  at = readInt(bytes, at, ints, wire.INT_REQ_ID);
  at = readInt(bytes, at, ints, wire.INT_TYPE);
  return readReal(bytes, at, values, 0, whenEmpty);
}

function decodeText(record: TickRecord, bytes: Buffer, start: number): number {
  const { ints } = record;
  record.kind = wire.TEXT;
  let at = readInt(bytes, start, ints, wire.INT_A);
  at = readInt(bytes, at, ints, wire.INT_REQ_ID);
  at = readInt(bytes, at, ints, wire.INT_TYPE);
  return record.readText(at);
}

/** TWS writes -1 (prices, volatility) and -2 (greeks) for "not computed": they become NaN here. */
function decodeOption(record: TickRecord, bytes: Buffer, start: number, end: number): boolean {
  const { ints, values } = record;
  record.kind = wire.OPTION_COMPUTATION;
  let at = readInt(bytes, start, ints, wire.INT_REQ_ID);
  at = readInt(bytes, at, ints, wire.INT_TYPE);
  at = readInt(bytes, at, ints, wire.INT_MASK);
  for (let slot = 0; slot < NOT_COMPUTED.length; slot++) at = readReal(bytes, at, values, slot, 0);
  if (at !== end) return false;
  for (let slot = 0; slot < NOT_COMPUTED.length; slot++) {
    if (values[slot] === NOT_COMPUTED[slot]) values[slot] = NaN;
  }
  return true;
}
/** By slot: volatility, delta, price, present value of dividends, gamma, vega, theta, underlying price. */
const NOT_COMPUTED = Float64Array.of(-1, -2, -1, -1, -2, -2, -2, -1);

function decodeDepth(record: TickRecord, bytes: Buffer, start: number): number {
  const { ints, values } = record;
  record.kind = wire.DEPTH;
  let at = readInt(bytes, start, ints, wire.INT_A);
  at = readInt(bytes, at, ints, wire.INT_REQ_ID);
  at = readInt(bytes, at, ints, wire.INT_A);
  at = readInt(bytes, at, ints, wire.INT_B);
  at = readInt(bytes, at, ints, wire.INT_TYPE);
  at = readReal(bytes, at, values, 0, 0);
  return readReal(bytes, at, values, 1, NaN);
}

function decodeDepthL2(record: TickRecord, bytes: Buffer, start: number): number {
  const { ints, values } = record;
  record.kind = wire.DEPTH_L2;
  let at = readInt(bytes, start, ints, wire.INT_A);
  at = readInt(bytes, at, ints, wire.INT_REQ_ID);
  at = readInt(bytes, at, ints, wire.INT_A);
  at = record.readText(at);
  at = readInt(bytes, at, ints, wire.INT_B);
  at = readInt(bytes, at, ints, wire.INT_TYPE);
  at = readReal(bytes, at, values, 0, 0);
  at = readReal(bytes, at, values, 1, NaN);
  return readInt(bytes, at, ints, wire.INT_MASK);
}

function decodeBar(record: TickRecord, bytes: Buffer, start: number): number {
  const { ints, values } = record;
  record.kind = wire.REAL_TIME_BAR;
  let at = readInt(bytes, start, ints, wire.INT_A);
  at = readInt(bytes, at, ints, wire.INT_REQ_ID);
  at = readInt(bytes, at, ints, wire.INT_A);
  for (let slot = 0; slot < 4; slot++) at = readReal(bytes, at, values, slot, 0);
  at = readReal(bytes, at, values, 4, NaN);
  at = readReal(bytes, at, values, 5, NaN);
  return readInt(bytes, at, ints, wire.INT_B);
}

/** The order on the wire is open, close, high, low, wap, volume. */
function decodeBarUpdate(record: TickRecord, bytes: Buffer, start: number): number {
  const { ints, values } = record;
  record.kind = wire.BAR_UPDATE;
  record.type = 0;
  let at = readInt(bytes, start, ints, wire.INT_REQ_ID);
  at = readInt(bytes, at, ints, wire.INT_B);
  at = record.readText(at);
  at = readReal(bytes, at, values, 0, 0);
  at = readReal(bytes, at, values, 3, 0);
  at = readReal(bytes, at, values, 1, 0);
  at = readReal(bytes, at, values, 2, 0);
  at = readReal(bytes, at, values, 5, NaN);
  return readReal(bytes, at, values, 4, NaN);
}

function decodeTickByTick(record: TickRecord, bytes: Buffer, start: number): number {
  const { ints, values } = record;
  record.kind = wire.TICK_BY_TICK;
  let at = readInt(bytes, start, ints, wire.INT_REQ_ID);
  at = readInt(bytes, at, ints, wire.INT_TYPE);
  // The library keeps the time as the text it is, and a number would lose a zero at its beginning.
  if ((bytes[at] ?? wire.NUL) <= wire.ZERO && bytes[at + 1] !== wire.NUL) return -1;
  at = readInt(bytes, at, ints, wire.INT_A);
  switch (record.type) {
    case 1:
    case 2:
      at = readReal(bytes, at, values, 0, 0);
      at = readReal(bytes, at, values, 1, NaN);
      at = readInt(bytes, at, ints, wire.INT_MASK);
      at = record.readText(at);
      return record.readText2(at);
    case 3:
      at = readReal(bytes, at, values, 0, 0);
      at = readReal(bytes, at, values, 1, 0);
      at = readReal(bytes, at, values, 2, NaN);
      at = readReal(bytes, at, values, 3, NaN);
      return readInt(bytes, at, ints, wire.INT_MASK);
    case 4:
      return readReal(bytes, at, values, 0, 0);
    default:
      return -1;
  }
}
