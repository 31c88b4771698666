/**
 * The events `@stoqey/ib` must emit for a message we decoded ourselves, in its own words and order. The shadow
 * verification and the fuzz test compare these with what the library really emitted.
 */
import { MessageId, type TickRecord } from '../tick-record.js';
import { sizeTickOf } from '../tick-types.js';

export type LibraryEvent = readonly [name: string, ...args: unknown[]];

export function expectedEvents(record: TickRecord): readonly LibraryEvent[] {
  const { kind, reqId, type } = record;
  const value = (slot: number): number | undefined => known(record.values[slot]);
  switch (kind) {
    case MessageId.Price:
      return priceEvents(record);
    case MessageId.Size:
      return [['tickSize', reqId, type, value(0)]];
    case MessageId.Generic:
      return [['tickGeneric', reqId, type, value(0)]];
    case MessageId.Text:
      return [['tickString', reqId, type, record.text]];
    case MessageId.OptionComputation:
      return [['tickOptionComputation', reqId, type, record.mask, ...allKnown(record, 8)]];
    case MessageId.Depth:
      return [['updateMktDepth', reqId, record.a, record.b, type, value(0), value(1)]];
    case MessageId.DepthL2:
      return [
        ['updateMktDepthL2', reqId, record.a, record.text, record.b, type, value(0), value(1), record.mask !== 0],
      ];
    case MessageId.RealTimeBar:
      return [['realtimeBar', reqId, record.a, ...allKnown(record, 6), record.b]];
    case MessageId.BarUpdate: {
      const [open, high, low, close, volume, wap] = allKnown(record, 6);
      return [['historicalDataUpdate', reqId, record.text, open, high, low, close, volume, record.b, wap]];
    }
    case MessageId.TickByTick:
      return tickByTickEvents(record);
  }
}

/** The library reports a price and its size apart, and drops the size of a bid: its size type, 0, is falsy to it. */
function priceEvents(record: TickRecord): readonly LibraryEvent[] {
  const { reqId, type, mask, values } = record;
  const price: LibraryEvent = ['tickPrice', reqId, type, known(values[0]), mask !== 0];
  const sizeType = sizeTickOf(type);
  return sizeType === undefined || sizeType === 0 ? [price] : [price, ['tickSize', reqId, sizeType, known(values[1])]];
}

function tickByTickEvents(record: TickRecord): readonly LibraryEvent[] {
  const { reqId, type, mask } = record;
  const time = String(record.a);
  const first = (mask & 1) !== 0;
  const second = (mask & 2) !== 0;
  switch (type) {
    case 1:
    case 2: {
      const attributes = { pastLimit: first, unreported: second };
      const [price, size] = allKnown(record, 2);
      return [['tickByTickAllLast', reqId, type, time, price, size, attributes, record.text, record.text2]];
    }
    case 3:
      return [['tickByTickBidAsk', reqId, time, ...allKnown(record, 4), { bidPastLow: first, askPastHigh: second }]];
    default:
      return [['tickByTickMidPoint', reqId, time, known(record.values[0])]];
  }
}

/** Deep enough for what the library emits: numbers, strings, booleans and flat objects of booleans. */
export function sameEvents(a: readonly LibraryEvent[], b: readonly LibraryEvent[]): boolean {
  return a.length === b.length && a.every((event, i) => sameEvent(event, b[i]));
}

function sameEvent(a: LibraryEvent, b: LibraryEvent | undefined): boolean {
  return a.length === b?.length && a.every((arg, i) => sameValue(arg, b[i]));
}

function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  return typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b);
}

function allKnown(record: TickRecord, count: number): readonly (number | undefined)[] {
  return Array.from(record.values.subarray(0, count), known);
}

function known(value: number | undefined): number | undefined {
  return value !== undefined && Number.isNaN(value) ? undefined : value;
}
