/** One quote, once: asked for as a snapshot, answered when TWS says that it was all. */
import type { QualifiedContract } from '@cq/connection';
import { request, type CallOptions, type Exchange } from '@cq/connection/internal';
import { IBKRError, parseNotice, RequestError, type AnyIBKRError, type Notice } from '@cq/errors';
import type { IBApi } from '@stoqey/ib';
import type { FeedContext } from './feed-context.js';
import {
  fromTwsMarketDataType,
  isDelayed,
  type MarketDataType,
  type MarketDataTypeChoice,
} from './market-data-type.js';
import type { Quote } from './quote.js';
import { snapshotOf } from './quote-snapshot.js';
import { QuoteState } from './quote-state.js';
import type { QuoteStore } from './quote-store.js';
import { Stream } from './stream.js';
import type { IdTable } from './id-table.js';
import type { TickRecord } from './tick-record.js';
import { requestQuotes } from './tws.js';

/** TWS takes up to eleven seconds to find that there is no more. */
const DEFAULT_TIMEOUT_MS = 15_000;

export interface SnapshotHost {
  readonly context: FeedContext;
  readonly table: IdTable<Stream>;
  readonly store: QuoteStore;
  readonly marketDataType: MarketDataTypeChoice;
  prepare(ib: IBApi, type: MarketDataType): void;
}

/**
 * @throws RequestError when TWS refuses; TimeoutError; ConnectionError
 */
export async function takeSnapshot(
  host: SnapshotHost,
  subject: { readonly contract: QualifiedContract; readonly symbol: string },
  options: CallOptions,
): Promise<Quote> {
  const { marketDataType } = host;
  if (marketDataType !== 'auto') return ask(host, subject, marketDataType, options);
  try {
    return await ask(host, subject, 'live', options);
  } catch (error) {
    if (!IBKRError.is(error) || !offersDelayed(error)) throw error;
    return ask(host, subject, 'delayed', options);
  }
}

function ask(
  host: SnapshotHost,
  subject: { readonly contract: QualifiedContract; readonly symbol: string },
  type: MarketDataType,
  options: CallOptions,
): Promise<Quote> {
  const operation = 'snapshot';
  const start = (exchange: Exchange, resolve: (quote: Quote) => void, reject: (error: Error) => void) => {
    const { ib, reqId } = exchange;
    const stream = new SnapshotStream(host.store, subject.symbol, subject.contract);
    host.table.set(reqId, stream);
    exchange.onNotice((notice) => {
      if (!isDelayed(type) && host.marketDataType === 'auto' && advises(notice))
        reject(new RequestError(operation, notice));
    });
    exchange.listen('marketDataType', (id: number, number: number) => {
      if (id === reqId) stream.typeIs(number);
    });
    exchange.listen('tickSnapshotEnd', (id: number) => {
      if (id === reqId) resolve(stream.quote(new Date(host.context.clock.now())));
    });
    host.prepare(ib, type);
    requestQuotes(ib, reqId, { contract: subject.contract, genericTicks: '', snapshot: true });
    return (why: string) => {
      host.table.delete(reqId);
      stream.end();
      if (why !== 'settled' && why !== 'failed') ib.cancelMktData(reqId);
    };
  };
  return request(host.context.connection, operation, start, { timeoutMs: DEFAULT_TIMEOUT_MS, ...options });
}

/** Collects the ticks of one snapshot. */
class SnapshotStream extends Stream {
  readonly kind = 'quotes';
  spokeAt = NaN;
  readonly #state: QuoteState;

  constructor(store: QuoteStore, symbol: string, contract: QualifiedContract) {
    super('snapshot', symbol, contract, Infinity);
    this.#state = new QuoteState(store);
  }

  typeIs(number: number): void {
    this.#state.marketDataType = fromTwsMarketDataType(number);
  }

  quote(time: Date): Quote {
    const { symbol, contract } = this;
    return snapshotOf({ symbol, contract, state: this.#state, stale: false }, time);
  }

  override apply(record: TickRecord): boolean {
    this.#state.apply(record);
    // Nobody is shown anything before the end.
    return false;
  }

  override end(): void {
    this.#state.release();
  }

  override notice(): boolean {
    // The request around it decides: a snapshot is not renewed.
    return true;
  }

  override send(): void {
    // The request around it does that.
  }
  override cancel(): void {
    // The request around it does that.
  }
  override deliver(): void {
    // Nothing to show before the end.
  }
}

function offersDelayed(error: AnyIBKRError): boolean {
  return error.name === 'RequestError' && advises(error.notice);
}

/** TWS refuses live data and has, or may have, delayed data instead. */
function advises(notice: Notice): boolean {
  const parsed = parseNotice(notice);
  if (parsed.kind !== 'data-advice' || parsed.entry.onStream === 'none') return false;
  return parsed.delayed !== 'not-available' && parsed.delayed !== 'shown';
}
