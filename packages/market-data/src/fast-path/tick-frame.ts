/** Historical ticks straight from the bytes of one message: midpoints, best prices, or trades. */
import { bidAskTick, tradeTick, type Tick } from '../ticks.js';
import { FieldReader } from './field-reader.js';

export const HistoricalTicks = { Midpoint: 96, BidAsk: 97, Trade: 98 } as const;

export interface TickFrame {
  readonly reqId: number;
  readonly ticks: readonly Tick[];
  /** False: more messages with ticks of the same request follow. */
  readonly done: boolean;
}

/** `undefined` when the frame is not consumed exactly. TWS sends at most a thousand ticks, so they are made at once. */
export function decodeTickFrame(bytes: Buffer, start: number, end: number): TickFrame | undefined {
  const reader = new FieldReader();
  reader.open(bytes, start, end);
  const read = READERS[reader.int()];
  const reqId = reader.int();
  const count = reader.int();
  if (reader.at < 0 || read === undefined || count < 0) return undefined;
  const ticks: Tick[] = [];
  while (ticks.length < count && reader.at >= 0) ticks.push(read(reader));
  const done = reader.int() !== 0;
  return reader.done() ? { reqId, ticks, done } : undefined;
}

const READERS: Readonly<Partial<Record<number, (reader: FieldReader) => Tick>>> = {
  [HistoricalTicks.Midpoint]: (reader) => {
    const time = readTime(reader);
    reader.int();
    reader.real(0, 0);
    reader.real(1, NaN);
    return { type: 'midpoint', time, price: reader.values[0] ?? NaN };
  },
  [HistoricalTicks.BidAsk]: (reader) => {
    const time = readTime(reader);
    const mask = reader.int();
    for (let slot = 0; slot < 4; slot++) reader.real(slot, slot < 2 ? 0 : NaN);
    const [bid = NaN, ask = NaN, bidSize = NaN, askSize = NaN] = reader.values;
    return bidAskTick({ time, bid, ask, bidSize, askSize, mask });
  },
  [HistoricalTicks.Trade]: (reader) => {
    const time = readTime(reader);
    const mask = reader.int();
    reader.real(0, 0);
    reader.real(1, NaN);
    const [price = NaN, size = NaN] = reader.values;
    return tradeTick({ time, price, size, mask, exchange: reader.text(), conditions: reader.text() });
  },
};

function readTime(reader: FieldReader): Date {
  return new Date(reader.int() * 1000);
}
