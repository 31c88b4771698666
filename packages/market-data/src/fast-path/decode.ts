/**
 * The hot messages of TWS, straight from bytes into a {@link TickRecord}. The field layouts are those of server
 * versions 156 to 193; true means that the frame was consumed exactly, false that `@stoqey/ib` must have it.
 */
import { Int, MessageId, type TickRecord } from '../tick-record.js';
import { readInt, readReal } from './fields.js';

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
  record.bytes = bytes;
  const at = start + (messageId < TWO_DIGITS ? 2 : 3);
  switch (messageId) {
    case MessageId.Price:
      return decodePrice(record, bytes, at) === end;
    case MessageId.Size:
      return decodeValue(record, MessageId.Size, bytes, at, NaN) === end;
    case MessageId.Generic:
      return decodeValue(record, MessageId.Generic, bytes, at, 0) === end;
    case MessageId.Text:
      return decodeText(record, bytes, at) === end;
    case MessageId.OptionComputation:
      return decodeOption(record, bytes, at, end);
    case MessageId.Depth:
      return decodeDepth(record, bytes, at) === end;
    case MessageId.DepthL2:
      return decodeDepthL2(record, bytes, at) === end;
    case MessageId.RealTimeBar:
      return decodeBar(record, bytes, at) === end;
    case MessageId.BarUpdate:
      return decodeBarUpdate(record, bytes, at) === end;
    case MessageId.TickByTick:
      return decodeTickByTick(record, bytes, at) === end;
    default:
      return false;
  }
}

function decodePrice(record: TickRecord, bytes: Buffer, start: number): number {
  const { ints, values } = record;
  record.kind = MessageId.Price;
  let at = readInt(bytes, start, ints, Int.A);
  if ((ints[Int.A] ?? 0) < WITH_SIZE_AND_ATTRIBUTES) return -1;
  at = readInt(bytes, at, ints, Int.ReqId);
  at = readInt(bytes, at, ints, Int.Type);
  at = readReal(bytes, at, values, 0, 0);
  at = readReal(bytes, at, values, 1, NaN);
  return readInt(bytes, at, ints, Int.Mask);
}

function decodeValue(record: TickRecord, kind: MessageId, bytes: Buffer, start: number, whenEmpty: number): number {
  const { ints, values } = record;
  record.kind = kind;
  let at = readInt(bytes, start, ints, Int.A);
  at = readInt(bytes, at, ints, Int.ReqId);
  at = readInt(bytes, at, ints, Int.Type);
  return readReal(bytes, at, values, 0, whenEmpty);
}

function decodeText(record: TickRecord, bytes: Buffer, start: number): number {
  const { ints } = record;
  record.kind = MessageId.Text;
  let at = readInt(bytes, start, ints, Int.A);
  at = readInt(bytes, at, ints, Int.ReqId);
  at = readInt(bytes, at, ints, Int.Type);
  return record.readText(at);
}

/** TWS writes -1 (prices, volatility) and -2 (greeks) for "not computed": they become NaN here. */
function decodeOption(record: TickRecord, bytes: Buffer, start: number, end: number): boolean {
  const { ints, values } = record;
  record.kind = MessageId.OptionComputation;
  let at = readInt(bytes, start, ints, Int.ReqId);
  at = readInt(bytes, at, ints, Int.Type);
  at = readInt(bytes, at, ints, Int.Mask);
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
  record.kind = MessageId.Depth;
  let at = readInt(bytes, start, ints, Int.A);
  at = readInt(bytes, at, ints, Int.ReqId);
  at = readInt(bytes, at, ints, Int.A);
  at = readInt(bytes, at, ints, Int.B);
  at = readInt(bytes, at, ints, Int.Type);
  at = readReal(bytes, at, values, 0, 0);
  return readReal(bytes, at, values, 1, NaN);
}

function decodeDepthL2(record: TickRecord, bytes: Buffer, start: number): number {
  const { ints, values } = record;
  record.kind = MessageId.DepthL2;
  let at = readInt(bytes, start, ints, Int.A);
  at = readInt(bytes, at, ints, Int.ReqId);
  at = readInt(bytes, at, ints, Int.A);
  at = record.readText(at);
  at = readInt(bytes, at, ints, Int.B);
  at = readInt(bytes, at, ints, Int.Type);
  at = readReal(bytes, at, values, 0, 0);
  at = readReal(bytes, at, values, 1, NaN);
  return readInt(bytes, at, ints, Int.Mask);
}

function decodeBar(record: TickRecord, bytes: Buffer, start: number): number {
  const { ints, values } = record;
  record.kind = MessageId.RealTimeBar;
  let at = readInt(bytes, start, ints, Int.A);
  at = readInt(bytes, at, ints, Int.ReqId);
  at = readInt(bytes, at, ints, Int.A);
  for (let slot = 0; slot < 4; slot++) at = readReal(bytes, at, values, slot, 0);
  at = readReal(bytes, at, values, 4, NaN);
  at = readReal(bytes, at, values, 5, NaN);
  return readInt(bytes, at, ints, Int.B);
}

/** The order on the wire is open, close, high, low, wap, volume. */
function decodeBarUpdate(record: TickRecord, bytes: Buffer, start: number): number {
  const { ints, values } = record;
  record.kind = MessageId.BarUpdate;
  record.type = 0;
  let at = readInt(bytes, start, ints, Int.ReqId);
  at = readInt(bytes, at, ints, Int.B);
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
  record.kind = MessageId.TickByTick;
  let at = readInt(bytes, start, ints, Int.ReqId);
  at = readInt(bytes, at, ints, Int.Type);
  at = readInt(bytes, at, ints, Int.A);
  switch (record.type) {
    case 1:
    case 2:
      at = readReal(bytes, at, values, 0, 0);
      at = readReal(bytes, at, values, 1, NaN);
      at = readInt(bytes, at, ints, Int.Mask);
      at = record.readText(at);
      return record.readText2(at);
    case 3:
      at = readReal(bytes, at, values, 0, 0);
      at = readReal(bytes, at, values, 1, 0);
      at = readReal(bytes, at, values, 2, NaN);
      at = readReal(bytes, at, values, 3, NaN);
      return readInt(bytes, at, ints, Int.Mask);
    case 4:
      return readReal(bytes, at, values, 0, 0);
    default:
      return -1;
  }
}
