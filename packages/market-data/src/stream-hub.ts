/** The feed's streams of ticks, bars and depth: one request for all readers of the same thing. */
import type { AnyIBKRError } from '@cq/errors';
import type { FeedContext } from './feed-context.js';
import type { FeedEvent } from './feed-events.js';
import { historyPacerOf } from './history-pacer.js';
import type { HistoryCall } from './history-pacing.js';
import type { ReadStream, ReadStreamHost } from './read-stream.js';
import type { StreamKeeper } from './stream-keeper.js';

export class StreamHub implements ReadStreamHost {
  readonly #context: FeedContext;
  readonly #keeper: () => StreamKeeper;
  readonly #streams = new Map<string, ReadStream<unknown>>();

  constructor(context: FeedContext, keeper: () => StreamKeeper) {
    this.#context = context;
    this.#keeper = keeper;
  }

  get silentAfterMs(): number {
    const { freshness } = this.#context;
    return freshness === false ? Infinity : freshness.silentAfterMs;
  }

  /** The running stream of that key, or the one that `make` makes, started. Read it at once, or it is never unread. */
  open<S extends ReadStream<unknown>>(key: string, make: () => S): { readonly stream: S; readonly isNew: boolean } {
    // A key spells out the kind of its stream, so the type is the one it was made with.
    const known = this.#streams.get(key) as S | undefined;
    if (known !== undefined) return { stream: known, isNew: false };
    const stream = make();
    this.#streams.set(key, stream);
    return { stream, isNew: true };
  }

  start(stream: ReadStream<unknown>): void {
    this.#keeper().start(stream);
  }

  unread(stream: ReadStream<unknown>): void {
    if (this.#streams.get(stream.key) !== stream) return;
    this.#streams.delete(stream.key);
    this.#keeper().stop(stream);
  }

  ended(stream: ReadStream<unknown>, error: AnyIBKRError): void {
    this.#streams.delete(stream.key);
    stream.end(error);
  }

  endAll(error: AnyIBKRError | undefined): void {
    for (const stream of [...this.#streams.values()]) {
      this.#streams.delete(stream.key);
      this.#keeper().stop(stream);
      stream.end(error);
    }
  }

  asked(call: HistoryCall): void {
    const { connection, clock } = this.#context;
    historyPacerOf(connection, clock).note(call);
  }

  emit(event: FeedEvent): void {
    this.#context.emit(event);
  }

  later(ms: number, callback: () => void): () => void {
    return this.#context.clock.schedule(ms, callback);
  }

  now(): number {
    return this.#context.clock.now();
  }
}
