/** A stream that is read item by item: ticks, bars, order books. Each reader has its own bounded buffer. */
import type { QualifiedContract } from '@cq/connection';
import { BoundedBuffer, type BufferPolicy } from '@cq/connection/internal';
import type { AnyIBKRError } from '@cq/errors';
import type { FeedEvent } from './feed-events.js';
import { Stream } from './stream.js';

export interface ReadStreamHost {
  readonly silentAfterMs: number;
  emit(event: FeedEvent): void;
  now(): number;
  /** The last reader has gone. */
  unread(stream: ReadStream<unknown>): void;
}

/** At most one overflow event per reader in this time. */
const OVERFLOW_EVERY_MS = 1000;

export abstract class ReadStream<T> extends Stream {
  spokeAt = NaN;
  readonly #host: ReadStreamHost;
  readonly #readers = new Set<BoundedBuffer<T>>();

  constructor(host: ReadStreamHost, key: string, symbol: string, contract: QualifiedContract) {
    super(key, symbol, contract, host.silentAfterMs);
    this.#host = host;
  }

  get readerCount(): number {
    return this.#readers.size;
  }

  /** A reader that keeps up to `limit` items; beyond that it loses the oldest, and an event says so. */
  read(limit: number): BoundedBuffer<T> {
    return this.#add({ keep: 'all', limit, onOverflow: this.#overflowTold() });
  }

  /** A reader that only ever has the latest item. */
  readLatest(): BoundedBuffer<T> {
    return this.#add({ keep: 'latest', by: () => 0 });
  }

  protected now(): number {
    return this.#host.now();
  }

  protected push(item: T): void {
    for (const reader of this.#readers) reader.push(item);
  }

  override deliver(_time: Date, _spoke: boolean): void {
    // Items are pushed as they come.
  }

  override end(error: AnyIBKRError | undefined): void {
    for (const reader of this.#readers) reader.end(error);
    this.#readers.clear();
  }

  #add(policy: BufferPolicy<T>): BoundedBuffer<T> {
    const reader: BoundedBuffer<T> = new BoundedBuffer<T>(policy, () => {
      if (this.#readers.delete(reader) && this.#readers.size === 0) this.#host.unread(this);
    });
    this.#readers.add(reader);
    return reader;
  }

  #overflowTold(): () => void {
    let lost = 0;
    let toldAt = -Infinity;
    return () => {
      lost += 1;
      const now = this.#host.now();
      if (now - toldAt < OVERFLOW_EVERY_MS) return;
      toldAt = now;
      this.#host.emit({ type: 'overflow', symbol: this.symbol, contract: this.contract, stream: this.kind, lost });
      lost = 0;
    };
  }
}
