/** Quotes by name: what `subscribe` was given, who is called back, and the latest of each. */
import { IBKRError, InvalidArgumentError, type AnyIBKRError } from '@cq/errors';
import type { ContractLike, QualifiedContract } from '@cq/connection';
import { callSafely, type CallOptions } from '@cq/connection/internal';
import type { FeedContext } from './feed-context.js';
import { isGenericTick, type GenericTick } from './generic-ticks.js';
import type { Quote } from './quote.js';
import type { QuoteHub } from './quote-hub.js';
import type { QuoteLine, QuoteListener } from './quote-line.js';
import { resolveContract } from './resolve-contract.js';
import { symbolOf } from './symbols.js';

/** Called with the name the contract was subscribed under. What it throws, or rejects with, is logged. */
export type OnQuote = (symbol: string, quote: Quote) => unknown;

export interface SubscribeOptions extends CallOptions {
  /** Beyond the standard fields; shown in `quote.generic`. */
  readonly genericTicks?: readonly GenericTick[];
  /** Call back for every tick instead of once per socket read. @default false */
  readonly everyTick?: boolean;
}

export type SubscribeResult =
  /** `waiting`: no market-data line is free; quotes come when one is. */
  | { readonly ok: true; readonly contract: QualifiedContract; readonly waiting: boolean }
  | { readonly ok: false; readonly error: AnyIBKRError };
export type UnsubscribeResult = { readonly ok: true } | { readonly ok: false; readonly error: InvalidArgumentError };

/** TWS does not confirm a subscription; without a word of refusal for this long it is taken for accepted. */
const ACCEPTED_AFTER_MS = 2000;

export class Subscriptions {
  readonly #context: FeedContext;
  readonly #hub: QuoteHub;
  /** By name, the first of its callbacks. */
  readonly #byName = new Map<string, Callback>();
  readonly #host: CallbackHost;

  constructor(context: FeedContext, hub: QuoteHub) {
    this.#context = context;
    this.#hub = hub;
    this.#host = {
      failed: (error, symbol) => context.logger.error({ error, symbol }, 'A quote callback failed'),
      ended: (name) => void this.#byName.delete(name),
    };
  }

  /** Each contract succeeds or fails on its own. */
  async subscribe(
    contracts: readonly ContractLike[],
    onQuote: OnQuote | undefined,
    options: SubscribeOptions,
  ): Promise<ReadonlyMap<string, SubscribeResult>> {
    checkGenericTicks(options.genericTicks);
    await this.#context.connection.session(options);
    const results = contracts.map(async (contract) => this.#subscribeOne(contract, onQuote, options));
    return new Map(await Promise.all(results));
  }

  unsubscribe(symbols: readonly ContractLike[]): ReadonlyMap<string, UnsubscribeResult> {
    return new Map(symbols.map((symbol) => this.#unsubscribeOne(symbolOf(symbol))));
  }

  get symbols(): readonly string[] {
    return [...this.#byName.keys()];
  }

  latest(symbol: string): Quote | undefined {
    return (this.#byName.get(symbol) ?? this.#byName.get(symbolOf(symbol)))?.line?.quote();
  }

  clear(): void {
    this.#byName.clear();
  }

  async #subscribeOne(
    wanted: ContractLike,
    onQuote: OnQuote | undefined,
    options: SubscribeOptions,
  ): Promise<[string, SubscribeResult]> {
    try {
      const contract = await resolveContract(this.#context, wanted, options);
      const name = this.#nameFor(wanted, contract);
      const line = this.#listen(name, contract, onQuote, options);
      const error = await this.#accepted(line);
      if (error !== undefined) return [name, { ok: false, error }];
      return [name, { ok: true, contract, waiting: line.gapReason === 'no-line' }];
    } catch (error) {
      // An abort belongs to whoever aborted, and is about the whole call.
      if (!IBKRError.is(error)) throw error;
      return [symbolOf(wanted), { ok: false, error }];
    }
  }

  #listen(
    name: string,
    contract: QualifiedContract,
    onQuote: OnQuote | undefined,
    options: SubscribeOptions,
  ): QuoteLine {
    const callback = new Callback(this.#host, name, onQuote, options.everyTick === true);
    callback.line = this.#hub.listen(contract, name, callback, options.genericTicks);
    callback.next = this.#byName.get(name);
    this.#byName.set(name, callback);
    return callback.line;
  }

  #unsubscribeOne(symbol: string): [string, UnsubscribeResult] {
    const first = this.#byName.get(symbol);
    if (first === undefined) {
      const error = new InvalidArgumentError('symbols', `must be subscribed; ${symbol} is not`);
      return [symbol, { ok: false, error }];
    }
    this.#byName.delete(symbol);
    for (let each: Callback | undefined = first; each !== undefined; each = each.next) {
      if (each.line !== undefined) this.#hub.unlisten(each.line, each);
    }
    return [symbol, { ok: true }];
  }

  /** Two contracts can share a short name: the second is called by its number as well. */
  #nameFor(wanted: ContractLike, contract: QualifiedContract): string {
    const name = typeof wanted === 'string' ? symbolOf(wanted) : symbolOf(contract);
    const line = this.#byName.get(name)?.line;
    const taken = line !== undefined && line !== this.#hub.find(contract);
    return taken ? `${name}#${contract.conId}` : name;
  }

  /** Resolves with the error of a line that TWS refuses at once. */
  #accepted(line: QuoteLine): Promise<AnyIBKRError | undefined> {
    if (line.quote() !== undefined || line.gapReason === 'no-line') return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const cancel = this.#context.clock.schedule(ACCEPTED_AFTER_MS, () => resolve(undefined));
      line.settles ??= [];
      line.settles.push((error) => {
        cancel();
        resolve(error);
      });
    });
  }
}

interface CallbackHost {
  failed(error: unknown, name: string): void;
  ended(name: string): void;
}

/** One callback under a name, and the way to the next under the same name. */
class Callback implements QuoteListener {
  readonly name: string;
  readonly wants: QuoteListener['wants'];
  readonly #onQuote: OnQuote | undefined;
  readonly #host: CallbackHost;
  line: QuoteLine | undefined = undefined;
  next: Callback | undefined = undefined;

  constructor(host: CallbackHost, name: string, onQuote: OnQuote | undefined, everyTick: boolean) {
    this.#host = host;
    this.name = name;
    this.#onQuote = onQuote;
    // Without a callback nobody is shown anything: getLatestData() asks.
    this.wants = onQuote === undefined ? 'on-demand' : everyTick ? 'every-tick' : 'each-read';
  }

  show(_line: QuoteLine, quote: Quote | undefined): void {
    const onQuote = this.#onQuote;
    if (quote === undefined || onQuote === undefined) return;
    try {
      const result = onQuote(this.name, quote);
      if (result !== undefined) this.#watch(result);
    } catch (error) {
      this.#host.failed(error, this.name);
    }
  }

  end(): void {
    this.#host.ended(this.name);
  }

  /** An asynchronous callback may reject. */
  #watch(result: unknown): void {
    callSafely(
      () => result,
      (error) => this.#host.failed(error, this.name),
    );
  }
}

function checkGenericTicks(ticks: readonly string[] = []): void {
  const unknown = ticks.find((tick) => !isGenericTick(tick));
  if (unknown !== undefined) throw new InvalidArgumentError('genericTicks', `must be known names; got '${unknown}'`);
}
