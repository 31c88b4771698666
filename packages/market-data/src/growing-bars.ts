/**
 * Bars of any size as they grow: history that TWS keeps up to date. The bar being made is sent again and again; a
 * reader gets it when it is complete, or each time, as he likes.
 */
import type { QualifiedContract } from '@cq/connection';
import type { IBApi } from '@stoqey/ib';
import type { Bar } from './bar.js';
import { barFrom } from './bar-from.js';
import type { BarSize, Duration } from './bar-size.js';
import { ReadStream, type ReadStreamHost } from './read-stream.js';
import { MessageId, type TickRecord } from './tick-record.js';
import { parseMoment } from './tws-time.js';
import { requestHistory, type LiveBarKind } from './tws.js';

export interface GrowingRequest {
  readonly barSize: BarSize;
  readonly whatToShow: LiveBarKind;
  readonly useRth: boolean;
  /** Deliver each update of the bar being made. */
  readonly everyUpdate: boolean;
  readonly timeZone: string | undefined;
}

/** TWS needs to be asked for some past; the shortest that holds a bar of any size. */
const LEAST_HISTORY: Duration = '1 D';

export class GrowingBarStream extends ReadStream<Bar> {
  readonly kind = 'bars';
  readonly #request: GrowingRequest;
  #growing: Bar | undefined;
  #told = -Infinity;

  constructor(host: ReadStreamHost, key: string, symbol: string, contract: QualifiedContract, request: GrowingRequest) {
    super(host, key, symbol, contract);
    this.#request = request;
  }

  override send(ib: IBApi, reqId: number): void {
    const { barSize, whatToShow, useRth } = this.#request;
    requestHistory(ib, reqId, {
      contract: this.contract,
      end: undefined,
      duration: LEAST_HISTORY,
      barSize,
      whatToShow,
      useRth,
      keepUpToDate: true,
    });
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

  /** The history that opens the stream, also after a renewal: bars that were missed are in it. */
  past(bars: readonly Bar[]): void {
    const first = this.#growing === undefined && this.#told === -Infinity;
    for (const [i, bar] of bars.entries()) {
      if (!first) this.#take(bar);
      else if (i === bars.length - 1) this.#growing = bar;
    }
  }

  #take(bar: Bar): void {
    const growing = this.#growing;
    const begins = bar.time.getTime();
    if (growing !== undefined && begins > growing.time.getTime()) this.#complete(growing);
    if (growing === undefined || begins >= growing.time.getTime()) this.#growing = bar;
    if (this.#request.everyUpdate) this.push(bar);
  }

  #complete(bar: Bar): void {
    const begins = bar.time.getTime();
    if (begins <= this.#told) return;
    this.#told = begins;
    if (!this.#request.everyUpdate) this.push(bar);
  }
}
