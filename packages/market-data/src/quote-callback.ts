/** One callback of a subscription: shown the quotes of a contract under the name it was subscribed by. */
import { ConnectionError, type AnyIBKRError } from '@cq/errors';
import { callSafely } from '@cq/connection/internal';
import type { Quote } from './quote.js';
import type { QuoteLine, QuoteListener } from './quote-line.js';

/** Called with the name the contract was subscribed under. What it throws, or rejects with, is logged. */
export type OnQuote = (symbol: string, quote: Quote) => unknown;

export interface CallbackHost {
  failed(error: unknown, name: string): void;
  /** Its line is over. */
  ended(callback: QuoteCallback): void;
}

export class QuoteCallback implements QuoteListener {
  readonly name: string;
  readonly wants: QuoteListener['wants'];
  readonly onQuote: OnQuote | undefined;
  readonly #host: CallbackHost;
  line: QuoteLine | undefined = undefined;
  /** The next one under the same name. */
  next: QuoteCallback | undefined = undefined;
  /** While somebody waits to hear whether it was accepted. */
  settle: ((error: AnyIBKRError | undefined) => void) | undefined = undefined;

  constructor(host: CallbackHost, name: string, onQuote: OnQuote | undefined, everyTick: boolean) {
    this.#host = host;
    this.name = name;
    this.onQuote = onQuote;
    this.wants = wantsOf(onQuote, everyTick);
  }

  show(_line: QuoteLine, quote: Quote | undefined): void {
    const { onQuote } = this;
    if (quote === undefined || onQuote === undefined) return;
    try {
      const result = onQuote(this.name, quote);
      if (result !== undefined) this.#watch(result);
    } catch (error) {
      this.#host.failed(error, this.name);
    }
  }

  end(_line: QuoteLine, error: AnyIBKRError | undefined): void {
    this.#host.ended(this);
    this.settle?.(error ?? new ConnectionError('closed'));
  }

  /** An asynchronous callback may reject. */
  #watch(result: unknown): void {
    callSafely(
      () => result,
      (error) => this.#host.failed(error, this.name),
    );
  }
}

/** Without a callback nobody is shown anything: getLatestData() asks. */
export function wantsOf(onQuote: OnQuote | undefined, everyTick: boolean): QuoteListener['wants'] {
  if (onQuote === undefined) return 'on-demand';
  return everyTick ? 'every-tick' : 'each-read';
}
