/**
 * The hot messages of TWS, straight from bytes into a {@link TickRecord}. The field layouts are those of server
 * versions 157 to 193; true means that the frame was consumed exactly, false that `@stoqey/ib` must have it.
 */
import { MessageId, type TickRecord } from '../tick-record.js';

/** The oldest server version whose layouts below hold: since then option computations carry no message version. */
export const OLDEST_VERSION = 156;
/** The newest server version `@stoqey/ib` negotiates, and with it the newest the decoders were compared against. */
export const NEWEST_VERSION = 193;
export const HOT_MESSAGES: readonly MessageId[] = Object.values(MessageId);

const WITH_SIZE_AND_ATTRIBUTES = 3;

/** Decodes the payload `[start, end)`, which begins with the message id field. */
export function decode(record: TickRecord, bytes: Buffer, start: number, end: number): boolean {
  const { reader } = record;
  reader.open(bytes, start, end);
  const messageId = reader.int();
  switch (messageId) {
    case MessageId.Price:
      return decodePrice(record);
    case MessageId.Size:
      return decodeValue(record, MessageId.Size, NaN);
    case MessageId.Generic:
      return decodeValue(record, MessageId.Generic, 0);
    case MessageId.Text:
      return decodeText(record);
    case MessageId.OptionComputation:
      return decodeOption(record);
    case MessageId.Depth:
      return decodeDepth(record);
    case MessageId.DepthL2:
      return decodeDepthL2(record);
    case MessageId.RealTimeBar:
      return decodeBar(record);
    case MessageId.BarUpdate:
      return decodeBarUpdate(record);
    case MessageId.TickByTick:
      return decodeTickByTick(record);
    default:
      return false;
  }
}

function decodePrice(record: TickRecord): boolean {
  const { reader } = record;
  if (reader.int() < WITH_SIZE_AND_ATTRIBUTES) return false;
  record.kind = MessageId.Price;
  record.reqId = reader.int();
  record.type = reader.int();
  reader.real(0, 0);
  reader.real(1, NaN);
  record.mask = reader.int();
  return reader.done();
}

function decodeValue(record: TickRecord, kind: MessageId, whenEmpty: number): boolean {
  const { reader } = record;
  reader.int();
  record.kind = kind;
  record.reqId = reader.int();
  record.type = reader.int();
  reader.real(0, whenEmpty);
  return reader.done();
}

function decodeText(record: TickRecord): boolean {
  const { reader } = record;
  reader.int();
  record.kind = MessageId.Text;
  record.reqId = reader.int();
  record.type = reader.int();
  record.readText();
  return reader.done();
}

/** TWS writes -1 (prices, volatility) and -2 (greeks) for "not computed": they become NaN here. */
function decodeOption(record: TickRecord): boolean {
  const { reader } = record;
  record.kind = MessageId.OptionComputation;
  record.reqId = reader.int();
  record.type = reader.int();
  record.mask = reader.int();
  for (let slot = 0; slot < NOT_COMPUTED.length; slot++) reader.real(slot, 0);
  if (!reader.done()) return false;
  for (let slot = 0; slot < NOT_COMPUTED.length; slot++) {
    if (reader.values[slot] === NOT_COMPUTED[slot]) reader.values[slot] = NaN;
  }
  return true;
}
/** By slot: volatility, delta, price, present value of dividends, gamma, vega, theta, underlying price. */
const NOT_COMPUTED = Float64Array.of(-1, -2, -1, -1, -2, -2, -2, -1);

function decodeDepth(record: TickRecord): boolean {
  const { reader } = record;
  reader.int();
  record.kind = MessageId.Depth;
  record.reqId = reader.int();
  record.a = reader.int();
  record.b = reader.int();
  record.type = reader.int();
  reader.real(0, 0);
  reader.real(1, NaN);
  return reader.done();
}

function decodeDepthL2(record: TickRecord): boolean {
  const { reader } = record;
  reader.int();
  record.kind = MessageId.DepthL2;
  record.reqId = reader.int();
  record.a = reader.int();
  record.readText();
  record.b = reader.int();
  record.type = reader.int();
  reader.real(0, 0);
  reader.real(1, NaN);
  record.mask = reader.int();
  return reader.done();
}

function decodeBar(record: TickRecord): boolean {
  const { reader } = record;
  reader.int();
  record.kind = MessageId.RealTimeBar;
  record.reqId = reader.int();
  record.a = reader.int();
  for (let slot = 0; slot < 4; slot++) reader.real(slot, 0);
  reader.real(4, NaN);
  reader.real(5, NaN);
  record.b = reader.int();
  return reader.done();
}

/** The order on the wire is open, close, high, low, wap, volume. */
function decodeBarUpdate(record: TickRecord): boolean {
  const { reader } = record;
  record.kind = MessageId.BarUpdate;
  record.reqId = reader.int();
  record.type = 0;
  record.b = reader.int();
  record.readText();
  reader.real(0, 0);
  reader.real(3, 0);
  reader.real(1, 0);
  reader.real(2, 0);
  reader.real(5, NaN);
  reader.real(4, NaN);
  return reader.done();
}

function decodeTickByTick(record: TickRecord): boolean {
  const { reader } = record;
  record.kind = MessageId.TickByTick;
  record.reqId = reader.int();
  record.type = reader.int();
  record.a = reader.int();
  switch (record.type) {
    case 1:
    case 2:
      reader.real(0, 0);
      reader.real(1, NaN);
      record.mask = reader.int();
      record.readText();
      record.text2 = reader.text();
      return reader.done();
    case 3:
      reader.real(0, 0);
      reader.real(1, 0);
      reader.real(2, NaN);
      reader.real(3, NaN);
      record.mask = reader.int();
      return reader.done();
    case 4:
      reader.real(0, 0);
      return reader.done();
    default:
      return false;
  }
}
