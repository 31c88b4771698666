/** Five-second bars, the finest that TWS streams. */
import type { QualifiedContract } from '@cq/connection';
import type { IBApi } from '@stoqey/ib';
import type { Bar } from './bar.js';
import { barFrom } from './bar-from.js';
import { ReadStream, type ReadStreamHost } from './read-stream.js';
import { MessageId, type TickRecord } from './tick-record.js';
import { requestFiveSecondBars, type LiveBarKind } from './tws.js';

export interface FiveSecondRequest {
  readonly whatToShow: LiveBarKind;
  readonly useRth: boolean;
  readonly timeZone: string | undefined;
}

export class FiveSecondBarStream extends ReadStream<Bar> {
  readonly kind = 'bars';
  readonly #request: FiveSecondRequest;

  constructor(
    host: ReadStreamHost,
    key: string,
    symbol: string,
    contract: QualifiedContract,
    request: FiveSecondRequest,
  ) {
    super(host, key, symbol, contract);
    this.#request = request;
  }

  override hasBeat(): boolean {
    return true;
  }
  override keepsRegularHours(): boolean {
    return this.#request.useRth;
  }

  override send(ib: IBApi, reqId: number): void {
    requestFiveSecondBars(ib, reqId, this.contract, this.#request);
  }

  override cancel(ib: IBApi, reqId: number): void {
    ib.cancelRealTimeBars(reqId);
  }

  override apply(record: TickRecord): boolean {
    if (record.kind !== MessageId.RealTimeBar) return false;
    const begin = { time: new Date(record.a * 1000), date: undefined };
    this.push(barFrom({ begin, values: record.values, count: record.b, timeZone: this.#request.timeZone }));
    return true;
  }
}
