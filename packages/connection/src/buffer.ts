// What stands between a producer that cannot wait and a reader that may be slow.

/** What to keep when the reader is slower than the data. */
export type BufferPolicy<T> =
  /** Every item, up to `limit`; beyond it the oldest goes and `onOverflow` is told which. */
  | { readonly keep: 'all'; readonly limit: number; readonly onOverflow?: (lost: T) => void }
  /** The latest item per key, in the order in which the keys first waited. */
  | { readonly keep: 'latest'; readonly by: (item: T) => unknown };

interface Store<T> {
  readonly size: number;
  put(item: T): void;
  take(): T | undefined;
  clear(): void;
}

interface Reader<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: Error): void;
}

/** An async queue of bounded size: `push` never waits, `for await` reads, `end` finishes it for good. */
export class BoundedBuffer<T> implements AsyncIterableIterator<T, undefined> {
  readonly #store: Store<T>;
  readonly #onReturn: (() => void) | undefined;
  #readers: Reader<T>[] = [];
  #ended: { readonly error: Error | undefined } | undefined;

  constructor(policy: BufferPolicy<T>, onReturn?: () => void) {
    this.#store = policy.keep === 'latest' ? keepLatest(policy.by) : keepAll(policy.limit, policy.onOverflow);
    this.#onReturn = onReturn;
  }

  /** Items waiting to be read. */
  get size(): number {
    return this.#store.size;
  }

  get ended(): boolean {
    return this.#ended !== undefined;
  }

  push(item: T): void {
    if (this.#ended) return;
    const reader = this.#readers.shift();
    if (reader) reader.resolve({ done: false, value: item });
    else this.#store.put(item);
  }

  /** What is buffered can still be read; then readers get the error once, or the end. */
  end(error?: Error): void {
    if (this.#ended) return;
    this.#ended = { error };
    const [first, ...rest] = this.#readers;
    this.#readers = [];
    if (first) this.#finish(first);
    for (const reader of rest) reader.resolve({ done: true, value: undefined });
  }

  next(): Promise<IteratorResult<T, undefined>> {
    return new Promise((resolve, reject) => {
      const reader = { resolve, reject };
      if (this.#store.size > 0) resolve({ done: false, value: this.#store.take() as T });
      else if (this.#ended) this.#finish(reader);
      else this.#readers.push(reader);
    });
  }

  /** Called by `break`: nobody reads any more. */
  return(): Promise<IteratorResult<T, undefined>> {
    this.#store.clear();
    this.end();
    this.#onReturn?.();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #finish(reader: Reader<T>): void {
    const error = this.#ended?.error;
    this.#ended = { error: undefined };
    if (error) reader.reject(error);
    else reader.resolve({ done: true, value: undefined });
  }
}

function keepAll<T>(limit: number, onOverflow: ((lost: T) => void) | undefined): Store<T> {
  // A ring that grows up to the limit: shift() on a long array would make reading quadratic.
  let items: T[] = [];
  let head = 0;
  const take = (): T | undefined => {
    const item = items[head];
    head += 1;
    if (head > 1024 && head * 2 > items.length) {
      items = items.slice(head);
      head = 0;
    }
    return item;
  };
  return {
    get size() {
      return items.length - head;
    },
    put(item) {
      if (items.length - head >= limit) {
        const lost = take() as T;
        onOverflow?.(lost);
      }
      items.push(item);
    },
    take,
    clear() {
      items = [];
      head = 0;
    },
  };
}

function keepLatest<T>(by: (item: T) => unknown): Store<T> {
  const items = new Map<unknown, T>();
  return {
    get size() {
      return items.size;
    },
    put: (item) => void items.set(by(item), item),
    take() {
      for (const [key, item] of items) {
        items.delete(key);
        return item;
      }
      return undefined;
    },
    clear: () => items.clear(),
  };
}
