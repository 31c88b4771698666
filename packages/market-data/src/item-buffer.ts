/**
 * What stands between a stream of items and one reader who may be slow: a ring that keeps the newest items up to a
 * limit. Reading what is there costs one promise and nothing else.
 */

type Result<T> = IteratorResult<T, undefined>;

interface Waiting<T> {
  resolve(result: Result<T>): void;
  reject(error: unknown): void;
}

export interface ItemBufferHooks {
  /** The oldest item had to go. */
  overflow?(): void;
  /** Nothing comes any more. Called once. */
  ended?(): void;
  /** Of the items of its stream, those it wants. @default all */
  readonly wants?: string | undefined;
  /** Nobody reads any more. Called once. */
  closed(): void;
}

const FIRST_CAPACITY = 16;

export class ItemBuffer<T> implements AsyncIterableIterator<T, undefined> {
  readonly #limit: number;
  readonly #hooks: ItemBufferHooks;
  /** A power of two long, so that positions wrap by masking. */
  #ring: (T | undefined)[] = new Array<T | undefined>(FIRST_CAPACITY).fill(undefined);
  #head = 0;
  #size = 0;
  #waiting: Waiting<T>[] = [];
  #ended: { readonly error: unknown } | undefined;
  #closed = false;
  #onEnd: (() => void) | undefined;

  /** @param limit 1 keeps the latest item only, and then an overflow is no loss */
  constructor(limit: number, hooks: ItemBufferHooks) {
    this.#limit = limit;
    this.#hooks = hooks;
  }

  get wants(): string | undefined {
    return this.#hooks.wants;
  }

  push(item: T): void {
    if (this.#ended !== undefined) return;
    const reader = this.#waiting.shift();
    if (reader !== undefined) {
      reader.resolve({ done: false, value: item });
      return;
    }
    if (this.#size >= this.#limit) {
      this.#take();
      this.#hooks.overflow?.();
    }
    if (this.#size === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#size) & (this.#ring.length - 1)] = item;
    this.#size += 1;
  }

  /** Calls `listener` once nothing will be added any more, whoever ended it. */
  whenEnded(listener: () => void): void {
    this.#onEnd = listener;
    if (this.#ended !== undefined) listener();
  }

  /** What is there can still be read; then readers get the error once, or the end. */
  end(error?: unknown): void {
    if (this.#ended !== undefined) return;
    this.#ended = { error };
    this.#hooks.ended?.();
    this.#onEnd?.();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const reader of waiting) {
      this.#finish().then(
        (result) => reader.resolve(result),
        (reason: unknown) => reader.reject(reason),
      );
    }
  }

  next(): Promise<Result<T>> {
    if (this.#size > 0) return Promise.resolve({ done: false, value: this.#take() as T });
    if (this.#ended !== undefined) return this.#finish();
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Called by `break`. */
  return(): Promise<Result<T>> {
    this.close();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Ends the reading, with the reason where there is one. */
  close(reason?: unknown): void {
    this.#ring = [];
    this.#size = 0;
    this.end(reason);
    if (this.#closed) return;
    this.#closed = true;
    this.#hooks.closed();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #take(): T | undefined {
    const item = this.#ring[this.#head];
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.#size -= 1;
    return item;
  }

  #grow(): void {
    const items = Array.from({ length: this.#size }, (_, i) => this.#ring[(this.#head + i) & (this.#ring.length - 1)]);
    this.#ring = [...items, ...new Array<T | undefined>(this.#size).fill(undefined)];
    this.#head = 0;
  }

  async #finish(): Promise<Result<T>> {
    const error = this.#ended?.error;
    this.#ended = { error: undefined };
    await Promise.resolve();
    // A reason belongs to whoever gave it, and is passed on as it is.
    if (error !== undefined) throw error as Error;
    return { done: true, value: undefined };
  }
}
