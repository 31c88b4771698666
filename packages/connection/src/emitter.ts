// Events as data: one union, listeners by type, async iteration; a listener that fails hurts nobody.

import { BoundedBuffer } from './buffer.js';
import type { EventOf, ListenOptions, Unsubscribe } from './events.js';
import { onAbort } from './on-abort.js';

/** Told about a listener that threw or rejected. */
export type ListenerFailure = (error: unknown, eventType: string) => void;

const EVENTS_KEPT = 1_000;

/** Sends each event of the union `E` to those who listen for its `type`. */
export class Emitter<E extends { readonly type: string }> {
  readonly #listeners = new Map<string, Set<(event: E) => unknown>>();
  readonly #readers = new Set<BoundedBuffer<E>>();
  readonly #onFailure: ListenerFailure;

  constructor(onFailure: ListenerFailure = () => undefined) {
    this.#onFailure = onFailure;
  }

  on<T extends E['type']>(
    type: T,
    listener: (event: EventOf<E, T>) => unknown,
    options: ListenOptions = {},
  ): Unsubscribe {
    if (options.signal?.aborted) return () => undefined;
    // One entry per call, so that the same function may listen twice and be removed once.
    const entry = (event: E): unknown => listener(event as EventOf<E, T>);
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(entry));
    const stop = (): void => {
      listeners.delete(entry);
      forget();
    };
    const forget = onAbort(options.signal, stop);
    return stop;
  }

  emit(event: E): void {
    const listeners = this.#listeners.get(event.type);
    // A copy, because they come and go while they are called; who has gone is not called any more.
    for (const listener of listeners ? [...listeners] : []) {
      if (!listeners?.has(listener)) continue;
      callSafely(
        () => listener(event),
        (error) => this.#onFailure(error, event.type),
      );
    }
    for (const reader of this.#readers) reader.push(event);
  }

  /** All events from now on. A reader that falls 1,000 events behind loses the oldest. Ends by `break` or the signal. */
  events(options: ListenOptions = {}): AsyncIterableIterator<E, undefined> {
    const stop = (): void => {
      this.#readers.delete(reader);
      forget();
      reader.end();
    };
    const reader = new BoundedBuffer<E>({ keep: 'all', limit: EVENTS_KEPT }, stop);
    const forget = onAbort(options.signal, stop);
    if (options.signal?.aborted) reader.end();
    else this.#readers.add(reader);
    return reader;
  }

  /** Ends every `events()` iteration. Listeners stay. */
  end(): void {
    for (const reader of [...this.#readers]) reader.end();
    this.#readers.clear();
  }

  /** How many listen or read: for leak tests. */
  get listenerCount(): number {
    let count = this.#readers.size;
    for (const listeners of this.#listeners.values()) count += listeners.size;
    return count;
  }
}

/** Calls what somebody else wrote: neither a throw nor a rejected promise gets out. */
export function callSafely(call: () => unknown, onFailure: (error: unknown) => void): void {
  try {
    const result = call();
    if (isThenable(result)) result.then(undefined, onFailure);
  } catch (error) {
    onFailure(error);
  }
}

/** Whether a call has answered with a promise, which may still fail. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
