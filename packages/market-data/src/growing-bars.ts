/**
 * Bars of any size as they grow: history that TWS keeps up to date. The bar being made is sent again and again; a
 * reader gets it when it is complete, or each time, as he likes.
 */
import type { QualifiedContract } from '@cq/connection';
import type { IBApi } from '@stoqey/ib';
import type { Bar } from './bar.js';
import { barFrom } from './bar-from.js';
import { barMs, DAY_MS, type BarSize, type Duration } from './bar-size.js';
import { callOf } from './history-call.js';
import { ReadStream, type ReadStreamHost } from './read-stream.js';
import { MessageId, type TickRecord } from './tick-record.js';
import { parseMoment } from './tws-time.js';
import { requestHistory, type LiveBarKind } from './tws.js';

export interface GrowingRequest {
  readonly barSize: BarSize;
  readonly whatToShow: LiveBarKind;
  readonly useRth: boolean;
  readonly timeZone: string | undefined;
}

/** What a reader can want: each state of the bar being made, or each bar once. */
export type BarWish = 'update' | 'complete';

export class GrowingBarStream extends ReadStream<Bar> {
  readonly kind = 'bars';
  readonly #request: GrowingRequest;
  #growing: Bar | undefined;
  #told = -Infinity;
  readonly #past: Bar[] = [];
  /** The bar being made when the stream was asked for again because of its silence. */
  #beforeProbe: Bar | undefined;

  constructor(host: ReadStreamHost, key: string, symbol: string, contract: QualifiedContract, request: GrowingRequest) {
    super(host, key, symbol, contract);
    this.#request = request;
  }

  override keepsRegularHours(): boolean {
    return this.#request.useRth;
  }

  override send(ib: IBApi, reqId: number): void {
    const { barSize, whatToShow, useRth } = this.#request;
    const duration = this.#missing();
    const query = { contract: this.contract, end: undefined, duration, barSize, whatToShow, useRth };
    this.countHistory(callOf(query));
    requestHistory(ib, reqId, { ...query, keepUpToDate: true });
  }

  override cancel(ib: IBApi, reqId: number): void {
    ib.cancelHistoricalData(reqId);
  }

  override apply(record: TickRecord): boolean {
    if (record.kind !== MessageId.BarUpdate) return false;
    const begin = parseMoment(record.text);
    if (begin === undefined) return false;
    this.#take(barFrom({ begin, values: record.values, count: record.b, timeZone: this.#request.timeZone }));
    return true;
  }

  /** What an old request had begun to tell is told again by the new one. */
  override restarted(): void {
    this.#past.length = 0;
  }

  /** A bar in which nothing is traded does not grow; the history that opens the new request tells. */
  override beginProbe(): boolean {
    this.#beforeProbe = this.#growing;
    return true;
  }

  override endProbe(): boolean {
    const before = this.#beforeProbe;
    const now = this.#growing;
    this.#beforeProbe = undefined;
    if (before === undefined || now === undefined) return before !== now;
    return before.close !== now.close || before.volume !== now.volume || before.time.getTime() !== now.time.getTime();
  }

  /** One bar of the history that opens the stream, on each session anew: bars that were missed are in it. */
  pastBar(date: string, values: readonly number[], count: number | undefined): void {
    const begin = parseMoment(date);
    if (begin !== undefined) this.#past.push(barFrom({ begin, values, count, timeZone: this.#request.timeZone }));
  }

  /** The history is complete. At the start only its last bar, which still grows, is of interest. */
  pastEnd(): void {
    const bars = this.#past.splice(0);
    const isFirst = this.#growing === undefined;
    for (const bar of isFirst ? bars.slice(-1) : bars) this.#take(bar);
  }

  /** What has to be asked for to miss nothing: from the bar being made on, and always the last one or two. */
  #missing(): Duration {
    const { barSize } = this.#request;
    const growing = this.#growing?.time.getTime();
    const now = this.now();
    const ms = Math.max(2 * barMs(barSize), growing === undefined ? 0 : now - growing + barMs(barSize));
    return ms <= DAY_MS ? `${Math.max(30, Math.ceil(ms / 1000))} S` : `${Math.min(365, Math.ceil(ms / DAY_MS))} D`;
  }

  #take(bar: Bar): void {
    const growing = this.#growing;
    const begins = bar.time.getTime();
    if (growing !== undefined && begins > growing.time.getTime()) this.#complete(growing);
    if (growing === undefined || begins >= growing.time.getTime()) this.#growing = bar;
    this.push(bar, 'update');
  }

  #complete(bar: Bar): void {
    const begins = bar.time.getTime();
    if (begins <= this.#told) return;
    this.#told = begins;
    this.push(bar, 'complete');
  }
}
