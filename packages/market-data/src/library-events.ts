/**
 * The slow path: the market-data events of `@stoqey/ib` as the same records the fast path makes. Used for whatever
 * the fast path leaves to the library, and for everything when it is off.
 */
import type { IBApi } from '@stoqey/ib';
import type { LibraryEvent } from './fast-path/expected-events.js';
import { MessageId, TickRecord } from './tick-record.js';
import { sizeTickOf } from './tick-types.js';

type Take = (record: TickRecord) => void;
type Listener = (...args: never[]) => void;

/** Listens on one session's client. Answers how to stop. */
export function listenToLibrary(ib: IBApi, emitted: (event: LibraryEvent) => void, take: Take): () => void {
  const record = new TickRecord();
  const pairs = new PriceAndSize(record, take);
  const listeners = Object.entries(readers(record)).map(([name, read]) => {
    const listener = (...args: unknown[]): void => {
      emitted([name, ...args]);
      if (pairs.takes(name, args)) return;
      if (read(...(args as never[]))) take(record);
    };
    return [name, listener] as const;
  });
  const emitter = ib as unknown as { on(name: string, listener: Listener): void; off: typeof emitter.on };
  for (const [name, listener] of listeners) emitter.on(name, listener);
  return () => {
    for (const [name, listener] of listeners) emitter.off(name, listener);
  };
}

interface HeldPrice {
  readonly id: number;
  readonly type: number;
  readonly value: number;
}

/** TWS sends a price with its size; the library makes two events of them, one right after the other. */
class PriceAndSize {
  readonly #record: TickRecord;
  readonly #take: Take;
  #price: HeldPrice | undefined;

  constructor(record: TickRecord, take: Take) {
    this.#record = record;
    this.#take = take;
  }

  /** False for an event that is neither of the two. */
  takes(name: string, args: readonly unknown[]): boolean {
    const [id, type, value = NaN] = args as readonly number[];
    const waiting = this.#price;
    this.#price = undefined;
    if (waiting !== undefined) {
      const belongs = name === 'tickSize' && id === waiting.id && type === sizeTickOf(waiting.type);
      this.#give(waiting, belongs ? value : NaN);
      if (belongs) return true;
    }
    // That of a live bid never comes: its type, 0, is nothing to the library.
    if (name !== 'tickPrice' || id === undefined || type === undefined || !sizeTickOf(type)) return false;
    this.#price = { id, type, value };
    queueMicrotask(() => this.takes('', []));
    return true;
  }

  #give({ id, type, value }: HeldPrice, size: number): void {
    const record = this.#record;
    Object.assign(record, { kind: MessageId.Price, reqId: id, type });
    record.values[0] = value;
    record.values[1] = size;
    this.#take(record);
  }
}

type Maybe = number | undefined;
type Flags = Readonly<Record<string, boolean | undefined>> | undefined;

/** Each fills the record from the arguments of one event; false when there is nothing in it to take. */
function readers(record: TickRecord): Record<string, (...args: never[]) => boolean> {
  const fill = (kind: MessageId, reqId: number, type: number, values: readonly Maybe[]): true => {
    record.kind = kind;
    record.reqId = reqId;
    record.type = type;
    for (let slot = 0; slot < values.length; slot++) record.values[slot] = values[slot] ?? NaN;
    return true;
  };
  return {
    // Those without a size of their own, and the bid, whose size TWS sends again by itself.
    tickPrice: (id: number, type: number, price: Maybe) => fill(MessageId.Price, id, type, [price, undefined]),
    tickSize: (id: number, type: number, size: Maybe) => fill(MessageId.Size, id, type, [size]),
    tickGeneric: (id: number, type: number, value: Maybe) => fill(MessageId.Generic, id, type, [value]),
    tickString: (id: number, type: number, text: string) => {
      record.text = text;
      return fill(MessageId.Text, id, type, []);
    },
    tickOptionComputation: (id: number, type: number, _attributes: Maybe, ...values: Maybe[]) =>
      fill(MessageId.OptionComputation, id, type, pad(values, 8)),
    updateMktDepth: (id: number, position: number, operation: number, side: number, price: Maybe, size: Maybe) => {
      Object.assign(record, { a: position, b: operation, mask: 0, text: '' });
      return fill(MessageId.Depth, id, side, [price, size]);
    },
    updateMktDepthL2: (
      id: number,
      position: number,
      maker: string,
      operation: number,
      side: number,
      ...rest: Maybe[]
    ) => {
      Object.assign(record, { a: position, b: operation, mask: rest[2] ? 1 : 0, text: maker });
      return fill(MessageId.DepthL2, id, side, [rest[0], rest[1]]);
    },
    realtimeBar: (id: number, time: number, ...values: Maybe[]) => {
      Object.assign(record, { a: time, b: values[6] ?? 0 });
      return fill(MessageId.RealTimeBar, id, 0, values.slice(0, 6));
    },
    historicalDataUpdate: (id: number, date: string, ...values: Maybe[]) => {
      const [open, high, low, close, volume, count, wap] = values;
      Object.assign(record, { b: count ?? 0, text: date });
      return fill(MessageId.BarUpdate, id, 0, [open, high, low, close, volume, wap]);
    },
    tickByTickAllLast: (
      id: number,
      type: number,
      time: string,
      price: Maybe,
      size: Maybe,
      flags: Flags,
      ...texts: string[]
    ) => {
      Object.assign(record, { a: Number(time), mask: mask(flags?.['pastLimit'], flags?.['unreported']) });
      Object.assign(record, { text: texts[0] ?? '', text2: texts[1] ?? '' });
      return fill(MessageId.TickByTick, id, type, [price, size]);
    },
    tickByTickBidAsk: (id: number, time: string, ...rest: (number | Flags)[]) => {
      const flags = rest[4] as Flags;
      Object.assign(record, { a: Number(time), mask: mask(flags?.['bidPastLow'], flags?.['askPastHigh']) });
      return fill(MessageId.TickByTick, id, 3, rest.slice(0, 4) as Maybe[]);
    },
    tickByTickMidPoint: (id: number, time: string, price: Maybe) => {
      record.a = Number(time);
      return fill(MessageId.TickByTick, id, 4, [price]);
    },
  };
}

function pad(values: readonly Maybe[], length: number): readonly Maybe[] {
  return Array.from({ length }, (_, i) => values[i]);
}

const mask = (first: boolean | undefined, second: boolean | undefined): number => (first ? 1 : 0) + (second ? 2 : 0);
