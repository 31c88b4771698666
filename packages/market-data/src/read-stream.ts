/** A stream that is read item by item: ticks, bars, order books. Each reader has its own bounded buffer. */
import type { QualifiedContract } from '@cq/connection';
import type { AnyIBKRError } from '@cq/errors';
import type { FeedEvent } from './feed-events.js';
import type { HistoryCall } from './history-pacing.js';
import { ItemBuffer, type ItemBufferHooks } from './item-buffer.js';
import { Losses } from './losses.js';
import { Stream } from './stream.js';

export interface ReadStreamHost {
  readonly silentAfterMs: number;
  emit(event: FeedEvent): void;
  now(): number;
  /** Answers how to cancel. */
  later(ms: number, callback: () => void): () => void;
  /** History was asked for, which TWS counts. */
  asked(call: HistoryCall): void;
  /** The last reader has gone. */
  unread(stream: ReadStream<unknown>): void;
}

/** Somebody who is called with each item. It must not throw. */
export interface ItemListener<T> {
  item(item: T): void;
  end(error: AnyIBKRError | undefined): void;
}

export abstract class ReadStream<T> extends Stream {
  spokeAt = NaN;
  readonly #host: ReadStreamHost;
  readonly #readers = new Set<ItemBuffer<T>>();
  #listeners: readonly ItemListener<T>[] = [];

  constructor(host: ReadStreamHost, key: string, symbol: string, contract: QualifiedContract) {
    super(key, symbol, contract, host.silentAfterMs);
    this.#host = host;
  }

  get readerCount(): number {
    return this.#readers.size;
  }

  /** A reader that keeps up to `limit` items; beyond that it loses the oldest, and an event says so. */
  read(limit: number, wants?: string): ItemBuffer<T> {
    const host = this.#host;
    const { symbol, contract, kind: stream } = this;
    const losses = new Losses(host, (lost) => host.emit({ type: 'overflow', symbol, contract, stream, lost }));
    return this.#add(limit, { overflow: () => losses.add(), ended: () => losses.end(), wants });
  }

  /** A reader that only ever has the latest item. */
  readLatest(): ItemBuffer<T> {
    return this.#add(1, {});
  }

  /** Called with each item, as it is decoded. Answers how to stop. */
  listen(listener: ItemListener<T>): () => void {
    for (const item of this.recall()) listener.item(item);
    this.#listeners = [...this.#listeners, listener];
    return () => {
      const others = this.#listeners.filter((other) => other !== listener);
      if (others.length === this.#listeners.length) return;
      this.#listeners = others;
      this.#tellIfUnread();
    };
  }

  protected now(): number {
    return this.#host.now();
  }

  /** What a reader who joins a running stream is told first. */
  protected recall(): readonly T[] {
    return [];
  }

  protected countHistory(call: HistoryCall): void {
    this.#host.asked(call);
  }

  /** @param kind of item, where readers want different ones */
  protected push(item: T, kind?: string): void {
    for (const listener of this.#listeners) listener.item(item);
    // Making an iterator costs as much as a tick does.
    if (this.#readers.size === 0) return;
    for (const reader of this.#readers) if (kind === undefined || reader.wants === kind) reader.push(item);
  }

  override deliver(_time: Date, _spoke: boolean): void {
    // Items are pushed as they come.
  }

  override end(error: AnyIBKRError | undefined): void {
    for (const listener of this.#listeners) listener.end(error);
    this.#listeners = [];
    for (const reader of this.#readers) reader.end(error);
    this.#readers.clear();
  }

  #tellIfUnread(): void {
    if (this.#readers.size === 0 && this.#listeners.length === 0) this.#host.unread(this);
  }

  #add(limit: number, hooks: Omit<ItemBufferHooks, 'closed'>): ItemBuffer<T> {
    const closed = (): void => {
      if (this.#readers.delete(reader)) this.#tellIfUnread();
    };
    const reader = new ItemBuffer<T>(limit, { ...hooks, closed });
    for (const item of this.recall()) reader.push(item);
    this.#readers.add(reader);
    return reader;
  }
}
