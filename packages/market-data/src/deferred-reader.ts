/** An iteration whose source takes a moment to open: a contract has to be looked up before its stream can be read. */
import { onAbort } from '@cq/connection/internal';
import type { ItemBuffer } from './item-buffer.js';

type Result<T> = Promise<IteratorResult<T, undefined>>;

/** Opens at once. Ends by `break`, and with `signal.reason` when aborted. */
export class DeferredReader<T> implements AsyncIterableIterator<T, undefined> {
  readonly #opening = new AbortController();
  readonly #source: Promise<ItemBuffer<T>>;
  readonly #signal: AbortSignal | undefined;
  /** However it ends: a signal that lives on must not keep it. */
  readonly #forgetSignal: () => void;
  /** Once it is open, items go straight from the source to the reader. */
  #open: ItemBuffer<T> | undefined;
  #closed = false;

  constructor(open: (signal: AbortSignal) => Promise<ItemBuffer<T>>, signal: AbortSignal | undefined) {
    this.#signal = signal;
    this.#source = open(this.#opening.signal);
    this.#source.then(
      (source) => this.#opened(source),
      // Told to whoever reads next, and to nobody if nobody does.
      () => this.#forgetSignal(),
    );
    this.#forgetSignal = onAbort(signal, this.#abort);
    if (signal?.aborted === true) this.#abort();
  }

  next(): Result<T> {
    if (this.#open !== undefined) return this.#open.next();
    if (this.#closed && this.#signal?.aborted !== true) return Promise.resolve({ done: true, value: undefined });
    return this.#source.then((source) => source.next());
  }

  return(): Result<T> {
    this.#forgetSignal();
    this.#close(undefined);
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  readonly #abort = (): void => this.#close(this.#signal?.reason);

  #opened(source: ItemBuffer<T>): void {
    this.#open = source;
    source.whenEnded(() => this.#forgetSignal());
    if (this.#closed) source.close(this.#signal?.aborted === true ? this.#signal.reason : undefined);
  }

  #close(reason: unknown): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#opening.abort(reason);
    this.#open?.close(reason);
  }
}
