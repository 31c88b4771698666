/**
 * Quotes as an async iterable that never falls behind: the reader keeps only the names of the contracts that changed,
 * and takes the latest quote of each when it is ready for it.
 */
import type { AnyIBKRError } from '@cq/errors';
import type { Quote } from './quote.js';
import type { QuoteLine, QuoteListener } from './quote-line.js';

type Result = IteratorResult<Quote, undefined>;

interface Waiting {
  resolve(result: Result): void;
  reject(error: unknown): void;
}

export interface QuoteReaderHooks {
  lineEnded(reader: QuoteReader, line: QuoteLine, error: AnyIBKRError | undefined): void;
  /** Nothing will be shown any more, whoever ended it. Called once. */
  closed(reader: QuoteReader): void;
}

export class QuoteReader implements AsyncIterableIterator<Quote, undefined>, QuoteListener {
  readonly wants = 'on-demand';
  readonly #hooks: QuoteReaderHooks;
  /** In the order in which they first changed. */
  readonly #changed = new Set<QuoteLine>();
  #waiting: Waiting[] = [];
  #ended: { error: unknown } | undefined;

  constructor(hooks: QuoteReaderHooks) {
    this.#hooks = hooks;
  }

  show(line: QuoteLine): void {
    if (this.#ended !== undefined) return;
    this.#changed.add(line);
    const reader = this.#waiting.shift();
    if (reader === undefined) return;
    const quote = this.#take();
    if (quote === undefined) this.#waiting.unshift(reader);
    else reader.resolve({ done: false, value: quote });
  }

  /** One of the lines is over. */
  end(line: QuoteLine, error: AnyIBKRError | undefined): void {
    this.#changed.delete(line);
    this.#hooks.lineEnded(this, line, error);
  }

  /** Nothing will come any more. What has changed can still be read; then readers get the error once, or the end. */
  finish(error?: unknown): void {
    if (this.#ended !== undefined) return;
    this.#ended = { error };
    this.#hooks.closed(this);
    const [first, ...rest] = this.#waiting;
    this.#waiting = [];
    if (first !== undefined) this.#settle(first);
    for (const reader of rest) reader.resolve({ done: true, value: undefined });
  }

  next(): Promise<Result> {
    return new Promise((resolve, reject) => {
      const quote = this.#take();
      if (quote !== undefined) resolve({ done: false, value: quote });
      else if (this.#ended !== undefined) this.#settle({ resolve, reject });
      else this.#waiting.push({ resolve, reject });
    });
  }

  /** Called by `break`. */
  return(): Promise<Result> {
    this.#changed.clear();
    this.finish();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #take(): Quote | undefined {
    for (const line of this.#changed) {
      this.#changed.delete(line);
      const quote = line.quote();
      if (quote !== undefined) return quote;
    }
    return undefined;
  }

  #settle(reader: Waiting): void {
    const error = this.#ended?.error;
    this.#ended = { error: undefined };
    if (error === undefined) reader.resolve({ done: true, value: undefined });
    else reader.reject(error);
  }
}
