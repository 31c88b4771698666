/** An iteration whose source takes a moment to open: a contract has to be looked up before its stream can be read. */

type Source<T> = AsyncIterableIterator<T, undefined>;

/** Opens at once. Ends by `break`, and with `signal.reason` when aborted. */
export class DeferredReader<T> implements AsyncIterableIterator<T, undefined> {
  readonly #closing = new AbortController();
  readonly #source: Promise<Source<T>>;
  readonly #signal: AbortSignal | undefined;
  readonly #aborted: Promise<never>;
  #closed = false;

  constructor(open: (signal: AbortSignal) => Promise<Source<T>>, signal: AbortSignal | undefined) {
    this.#signal = signal;
    this.#source = open(this.#closing.signal);
    // Told to whoever reads next, and to nobody if nobody does.
    this.#source.catch(() => undefined);
    this.#aborted = new Promise((_resolve, reject) => {
      const abort = (): void => {
        reject(signal?.reason as Error);
        this.#close();
      };
      if (signal?.aborted === true) abort();
      signal?.addEventListener('abort', abort, { once: true });
    });
    this.#aborted.catch(() => undefined);
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    if (this.#closed && this.#signal?.aborted !== true) return { done: true, value: undefined };
    const result = this.#source.then((source) => source.next());
    result.catch(() => undefined);
    return Promise.race([result, this.#aborted]);
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.#close();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#closing.abort();
    this.#source.then(
      (source) => source.return?.(),
      () => undefined,
    );
  }
}
