/** `quotes()`: the quotes of several contracts in one iteration. */
import type { ContractLike } from '@cq/connection';
import { onAbort } from '@cq/connection/internal';
import { IBKRError, type AnyIBKRError } from '@cq/errors';
import type { FeedContext } from './feed-context.js';
import { checkGenericTicks, type GenericTick } from './generic-ticks.js';
import type { Quote } from './quote.js';
import type { QuoteHub } from './quote-hub.js';
import type { QuoteLine } from './quote-line.js';
import { QuoteReader, type QuoteReaderHooks } from './quote-reader.js';
import { resolveContract } from './resolve-contract.js';
import { checkContracts, symbolOf } from './symbols.js';

export interface QuotesOptions {
  /** Aborting ends the iteration with `signal.reason`. */
  readonly signal?: AbortSignal;
  readonly genericTicks?: readonly GenericTick[];
}

/**
 * Starts at once, before the first `next()`. A contract that cannot be had is reported as an `error` event and the
 * others go on; when none is left, the iteration ends with the last error.
 * @throws InvalidArgumentError at once, for contracts that are no array and generic ticks that have no such name
 */
export function readQuotes(
  context: FeedContext,
  hub: QuoteHub,
  contracts: readonly ContractLike[],
  options: QuotesOptions,
): AsyncIterableIterator<Quote, undefined> {
  checkContracts(contracts);
  checkGenericTicks(options.genericTicks);
  return new Reading(context, hub, options).start(contracts);
}

class Reading implements QuoteReaderHooks {
  readonly #context: FeedContext;
  readonly #hub: QuoteHub;
  readonly #options: QuotesOptions;
  readonly #reader = new QuoteReader(this);
  readonly #lines = new Set<QuoteLine>();
  readonly #closing = new AbortController();
  #forgetSignal: () => void = () => undefined;
  /** Contracts that may still bring something. */
  #hopes = 0;

  constructor(context: FeedContext, hub: QuoteHub, options: QuotesOptions) {
    this.#context = context;
    this.#hub = hub;
    this.#options = options;
  }

  start(contracts: readonly ContractLike[]): QuoteReader {
    const { signal } = this.#options;
    this.#hopes = contracts.length;
    if (this.#hopes === 0) this.#reader.finish();
    if (signal?.aborted === true) this.#abort();
    this.#forgetSignal = onAbort(signal, this.#abort);
    for (const contract of contracts) void this.#open(contract);
    return this.#reader;
  }

  lineEnded(_reader: QuoteReader, line: QuoteLine, error: AnyIBKRError | undefined): void {
    if (this.#lines.delete(line)) this.#lose(line.symbol, error);
  }

  closed(reader: QuoteReader): void {
    this.#closing.abort();
    this.#forgetSignal();
    const lines = [...this.#lines];
    this.#lines.clear();
    for (const line of lines) this.#hub.unlisten(line, reader);
  }

  readonly #abort = (): void => {
    this.#reader.finish(this.#options.signal?.reason);
    this.closed(this.#reader);
  };

  async #open(wanted: ContractLike): Promise<void> {
    const { signal } = this.#closing;
    const feed = this.#context.closing.signal;
    try {
      const contract = await resolveContract(this.#context, wanted, { signal });
      feed.throwIfAborted();
      if (signal.aborted) return;
      const line = this.#hub.listen(contract, symbolOf(contract), this.#reader, this.#options.genericTicks);
      // Named twice, it is still one hope.
      if (this.#lines.has(line)) this.#hopes -= 1;
      this.#lines.add(line);
      // What others have made known already.
      this.#reader.show(line);
    } catch (error) {
      if (IBKRError.is(error)) this.#lose(symbolOf(wanted), error);
      else if (!signal.aborted) this.#reader.finish(error);
    }
  }

  #lose(symbol: string, error: AnyIBKRError | undefined): void {
    this.#hopes -= 1;
    if (this.#hopes === 0) this.#reader.finish(error);
    else if (error !== undefined) this.#context.emit({ type: 'error', symbol, error });
  }
}
