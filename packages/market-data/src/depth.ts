/** The order book of a contract, kept from TWS's depth messages. */
import type { QualifiedContract } from '@cq/connection';
import { describe, type Notice } from '@cq/errors';
import type { IBApi } from '@stoqey/ib';
import { DepthBook, type DepthLevel } from './depth-book.js';
import { ReadStream, type ReadStreamHost } from './read-stream.js';
import { MessageId, type TickRecord } from './tick-record.js';
import { requestDepth } from './tws.js';

export interface Depth {
  readonly symbol: string;
  readonly contract: QualifiedContract;
  /** When the newest row arrived (UTC). */
  readonly time: Date;
  /** True while nothing vouches for the book. */
  readonly stale: boolean;
  /** Best price first. */
  readonly bids: readonly DepthLevel[];
  readonly asks: readonly DepthLevel[];
}

export interface DepthRequest {
  readonly rows: number;
  /** Rows from all exchanges, each named, instead of one exchange's own book. */
  readonly smart: boolean;
}

export class DepthStream extends ReadStream<Depth> {
  readonly kind = 'depth';
  readonly #book = new DepthBook();
  readonly #request: DepthRequest;
  #time = new Date(0);
  #shown: Depth | undefined;

  constructor(host: ReadStreamHost, key: string, symbol: string, contract: QualifiedContract, request: DepthRequest) {
    super(host, key, symbol, contract);
    this.#request = request;
  }

  override send(ib: IBApi, reqId: number): void {
    requestDepth(ib, reqId, this.contract, this.#request);
  }

  override cancel(ib: IBApi, reqId: number): void {
    ib.cancelMktDepth(reqId, this.#request.smart);
  }

  override apply(record: TickRecord): boolean {
    if (record.kind !== MessageId.Depth && record.kind !== MessageId.DepthL2) return false;
    const { type: side, a: position, b: operation } = record;
    return this.#book.apply(side, operation, position, this.#levelOf(record));
  }

  override deliver(time: Date, spoke: boolean): void {
    if (spoke) this.#time = time;
    const { symbol, contract, stale } = this;
    this.#shown = { symbol, contract, time: this.#time, stale, bids: this.#book.bids, asks: this.#book.asks };
    this.push(this.#shown);
  }

  protected override recall(): readonly Depth[] {
    return this.#shown === undefined ? [] : [this.#shown];
  }

  /** A new request begins with an empty book. */
  override restarted(): void {
    this.#book.clear();
  }

  override notice(notice: Notice): boolean {
    if (describe(notice.code).onStream !== 'reset-book') return false;
    this.#book.clear();
    // Until the first row comes, there is nothing that could be believed.
    this.deliver(new Date(this.now()), true);
    return true;
  }

  override beginProbe(): boolean {
    return true;
  }

  /** Makers repeat from row to row: their names are shared. */
  #levelOf(record: TickRecord): DepthLevel {
    const { values } = record;
    const price = values[0] ?? NaN;
    const size = values[1] ?? NaN;
    if (record.kind === MessageId.Depth) return { price, size, marketMaker: undefined };
    const before = this.#book.levelAt(record.type, record.a)?.marketMaker;
    const marketMaker = before !== undefined && record.textIs(before) ? before : record.text || undefined;
    return { price, size, marketMaker };
  }
}
