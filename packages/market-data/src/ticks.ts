/** Every trade, every change of the best prices, or every midpoint, as TWS streams them tick by tick. */
import type { QualifiedContract } from '@cq/connection';
import type { IBApi } from '@stoqey/ib';
import { ReadStream, type ReadStreamHost } from './read-stream.js';
import { MessageId, type TickRecord } from './tick-record.js';
import { requestTicks, type TICK_KINDS } from './tws.js';

interface TickBase {
  /** When it happened, to the second: TWS is no finer. Shared by the ticks of a second: do not modify it. */
  readonly time: Date;
}

/** A trade. */
export interface TradeTick extends TickBase {
  readonly type: 'trade';
  readonly price: number;
  readonly size: number;
  readonly exchange: string;
  readonly specialConditions: string;
  readonly pastLimit: boolean;
  /** True for trades that do not count towards last, high and low. */
  readonly unreported: boolean;
}

/** The best bid and ask after one of them changed. */
export interface BidAskTick extends TickBase {
  readonly type: 'bid-ask';
  /** `undefined`: nobody bids. */
  readonly bid: number | undefined;
  readonly bidSize: number;
  readonly ask: number | undefined;
  readonly askSize: number;
  readonly bidPastLow: boolean;
  readonly askPastHigh: boolean;
}

export interface MidpointTick extends TickBase {
  readonly type: 'midpoint';
  readonly price: number;
}

export type Tick = TradeTick | BidAskTick | MidpointTick;

/** `trades` leaves out the unreported ones, `all-trades` does not. */
export type TickKind = keyof typeof TICK_KINDS;

export type TickOf<K extends TickKind> = K extends 'bid-ask'
  ? BidAskTick
  : K extends 'midpoint'
    ? MidpointTick
    : TradeTick;

export interface TickRequest {
  readonly tickKind: TickKind;
  /** How many ticks of the past come first. */
  readonly history: number;
  /** Leave out changes of size alone (bid-ask only). */
  readonly ignoreSize: boolean;
}

export class TickStream extends ReadStream<Tick> {
  readonly kind = 'ticks';
  readonly #request: TickRequest;
  #pastIsTold = false;
  /** The newest ticks, as many as a reader wants of the past: for those who join later. */
  readonly #recent: Tick[] = [];

  constructor(host: ReadStreamHost, key: string, symbol: string, contract: QualifiedContract, request: TickRequest) {
    super(host, key, symbol, contract);
    this.#request = request;
  }

  override send(ib: IBApi, reqId: number): void {
    // After a renewal the past has been told already.
    const request = this.#pastIsTold ? { ...this.#request, history: 0 } : this.#request;
    requestTicks(ib, reqId, this.contract, request);
  }

  override cancel(ib: IBApi, reqId: number): void {
    ib.cancelTickByTickData(reqId);
  }

  override apply(record: TickRecord): boolean {
    if (record.kind !== MessageId.TickByTick) return false;
    this.#tell(tickOf(record));
    return true;
  }

  /** Ticks of the past, asked for together with the stream. */
  past(ticks: readonly Tick[]): void {
    this.#pastIsTold = true;
    for (const tick of ticks) this.#tell(tick);
  }

  protected override recall(): readonly Tick[] {
    return this.#recent.slice(-this.#request.history || this.#recent.length);
  }

  #tell(tick: Tick): void {
    const { history } = this.#request;
    if (history > 0) {
      // Trimmed now and then, not with every tick.
      if (this.#recent.length >= 2 * history) this.#recent.splice(0, this.#recent.length - history);
      this.#recent.push(tick);
    }
    this.push(tick);
  }
}

function tickOf(record: TickRecord): Tick {
  const { type, values, mask } = record;
  const time = secondOf(record.a);
  const first = values[0] ?? NaN;
  const second = values[1] ?? NaN;
  if (type === 4) return { type: 'midpoint', time, price: first };
  if (type !== 3) {
    return tradeTick({ time, price: first, size: second, mask, exchange: record.text, conditions: record.text2 });
  }
  return bidAskTick({ time, bid: first, ask: second, bidSize: values[2] ?? NaN, askSize: values[3] ?? NaN, mask });
}

let lastSecond = NaN;
let lastDate = new Date(NaN);

/** Ticks of one second share its date: there can be thousands. */
function secondOf(second: number): Date {
  if (second !== lastSecond) {
    lastSecond = second;
    lastDate = new Date(second * 1000);
  }
  return lastDate;
}

export function tradeTick(wire: {
  readonly time: Date;
  readonly price: number;
  readonly size: number;
  readonly mask: number;
  readonly exchange: string;
  readonly conditions: string;
}): TradeTick {
  return {
    type: 'trade',
    time: wire.time,
    price: wire.price,
    size: wire.size,
    exchange: wire.exchange,
    specialConditions: wire.conditions,
    pastLimit: (wire.mask & 1) !== 0,
    unreported: (wire.mask & 2) !== 0,
  };
}

/** A price of -1 without a size says that there is none; with a size it is a price. */
export function bidAskTick(wire: {
  readonly time: Date;
  readonly bid: number;
  readonly ask: number;
  readonly bidSize: number;
  readonly askSize: number;
  readonly mask: number;
}): BidAskTick {
  const { time, bid, ask, bidSize, askSize, mask } = wire;
  return {
    type: 'bid-ask',
    time,
    bid: bid === -1 && !(bidSize > 0) ? undefined : bid,
    bidSize,
    ask: ask === -1 && !(askSize > 0) ? undefined : ask,
    askSize,
    bidPastLow: (mask & 1) !== 0,
    askPastHigh: (mask & 2) !== 0,
  };
}
