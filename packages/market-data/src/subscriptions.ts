/** Quotes by name: what `subscribe` was given, who is called back, and the latest of each. */
import { ConnectionError, IBKRError, InvalidArgumentError, type AnyIBKRError } from '@cq/errors';
import type { ContractLike, QualifiedContract } from '@cq/connection';
import { onAbort, type CallOptions } from '@cq/connection/internal';
import { CallbacksByName } from './callbacks-by-name.js';
import type { FeedContext } from './feed-context.js';
import { checkGenericTicks, type GenericTick } from './generic-ticks.js';
import { QuoteCallback, wantsOf, type CallbackHost, type OnQuote } from './quote-callback.js';
import type { Quote } from './quote.js';
import type { QuoteHub } from './quote-hub.js';
import { resolveContract } from './resolve-contract.js';
import { checkContracts, isQualified, symbolOf } from './symbols.js';

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

interface Wish {
  readonly onQuote: OnQuote | undefined;
  readonly options: SubscribeOptions;
  /** What the call has brought about so far, to be taken back if it is aborted. */
  readonly made: QuoteCallback[];
}

export class Subscriptions {
  readonly #context: FeedContext;
  readonly #hub: QuoteHub;
  readonly #callbacks = new CallbacksByName();
  /** Names that a description of a contract does not tell by itself. */
  readonly #aliases = new Map<string, string>();
  readonly #host: CallbackHost;

  constructor(context: FeedContext, hub: QuoteHub) {
    this.#context = context;
    this.#hub = hub;
    this.#host = {
      failed: (error, symbol) => context.logger.error({ error, symbol }, 'A quote callback failed'),
      ended: (callback) => void this.#callbacks.remove(callback),
    };
  }

  /** Each contract succeeds or fails on its own. An abort takes back what the call has brought about. */
  async subscribe(
    contracts: readonly ContractLike[],
    onQuote: OnQuote | undefined,
    options: SubscribeOptions,
  ): Promise<ReadonlyMap<string, SubscribeResult>> {
    checkContracts(contracts);
    checkGenericTicks(options.genericTicks);
    await this.#context.connection.session(options);
    const wish: Wish = { onQuote, options, made: [] };
    try {
      return new Map(await Promise.all(contracts.map(async (contract) => this.#subscribeOne(contract, wish))));
    } catch (error) {
      for (const callback of wish.made) this.#drop(callback);
      throw error;
    }
  }

  unsubscribe(contracts: readonly ContractLike[]): ReadonlyMap<string, UnsubscribeResult> {
    checkContracts(contracts);
    return new Map(contracts.map((contract) => this.#unsubscribeOne(this.#nameOf(contract))));
  }

  get symbols(): readonly string[] {
    return this.#callbacks.names;
  }

  get contracts(): readonly QualifiedContract[] {
    return this.#callbacks.contracts;
  }

  latest(symbol: string): Quote | undefined {
    return (this.#callbacks.lineOf(symbol) ?? this.#callbacks.lineOf(symbolOf(symbol)))?.quote();
  }

  /** The lines themselves are ended by their owner. */
  clear(): void {
    const callbacks = this.symbols.flatMap((name) => this.#callbacks.all(name));
    this.#callbacks.clear();
    this.#aliases.clear();
    for (const { settle } of callbacks) settle?.(new ConnectionError('closed'));
  }

  async #subscribeOne(wanted: ContractLike, wish: Wish): Promise<[string, SubscribeResult]> {
    const { signal } = wish.options;
    const feed = this.#context.closing.signal;
    try {
      const contract = await resolveContract(this.#context, wanted, wish.options);
      feed.throwIfAborted();
      signal?.throwIfAborted();
      const callback = this.#listen(wanted, contract, wish);
      const error = await this.#accepted(callback, signal);
      signal?.throwIfAborted();
      if (error !== undefined) return [callback.name, { ok: false, error }];
      return [callback.name, { ok: true, contract, waiting: callback.line?.gapReason === 'no-line' }];
    } catch (error) {
      // An abort belongs to whoever aborted, and is about the whole call.
      if (!IBKRError.is(error)) throw error;
      return [symbolOf(wanted), { ok: false, error }];
    }
  }

  #listen(wanted: ContractLike, contract: QualifiedContract, { onQuote, options, made }: Wish): QuoteCallback {
    const { genericTicks, everyTick = false } = options;
    const name = this.#nameFor(wanted, contract);
    const wants = wantsOf(onQuote, everyTick);
    // Subscribing twice with the same callback is no reason to call it twice.
    const same = this.#callbacks.all(name).find((other) => other.onQuote === onQuote && other.wants === wants);
    const callback = same ?? new QuoteCallback(this.#host, name, onQuote, everyTick);
    const line = this.#hub.listen(contract, name, callback, genericTicks);
    if (same !== undefined) return same;
    callback.line = line;
    this.#callbacks.add(callback);
    made.push(callback);
    if (symbolOf(wanted) !== name) this.#aliases.set(aliasOf(wanted), name);
    // A quiet contract may have nothing new to say for long.
    callback.show(line, line.quote());
    return callback;
  }

  #unsubscribeOne(name: string): [string, UnsubscribeResult] {
    const callbacks = this.#callbacks.all(name);
    if (callbacks.length === 0) {
      return [name, { ok: false, error: new InvalidArgumentError('symbols', `must be subscribed; ${name} is not`) }];
    }
    for (const callback of callbacks) this.#drop(callback);
    return [name, { ok: true }];
  }

  #drop(callback: QuoteCallback): void {
    if (!this.#callbacks.remove(callback)) return;
    if (callback.line !== undefined) this.#hub.unlisten(callback.line, callback);
    callback.settle?.(new ConnectionError('closed', { message: `${callback.name} was unsubscribed meanwhile` }));
  }

  /** The name that a contract was subscribed under. */
  #nameOf(wanted: ContractLike): string {
    const alias = this.#aliases.get(aliasOf(wanted));
    if (alias !== undefined && this.#callbacks.lineOf(alias) !== undefined) return alias;
    const name = symbolOf(wanted);
    if (typeof wanted === 'string') return this.#callbacks.lineOf(wanted) === undefined ? name : wanted;
    const line = isQualified(wanted) ? this.#hub.find(wanted) : undefined;
    return (line && this.#callbacks.nameOf(line)) ?? name;
  }

  /** Two contracts can share a short name: the second is called by its number as well. */
  #nameFor(wanted: ContractLike, contract: QualifiedContract): string {
    const name = typeof wanted === 'string' ? symbolOf(wanted) : symbolOf(contract);
    const own = this.#hub.find(contract);
    const isFree = (candidate: string): boolean => {
      const line = this.#callbacks.lineOf(candidate);
      return line === undefined || line === own;
    };
    const numbered = `${name}#${contract.conId}`;
    let candidate = [name, numbered, `${numbered}@${contract.exchange}`].find(isFree);
    for (let more = 2; candidate === undefined; more++) candidate = [`${numbered}-${more}`].find(isFree);
    return candidate;
  }

  /** Resolves with the error of a request that TWS refuses at once. */
  #accepted(callback: QuoteCallback, signal: AbortSignal | undefined): Promise<AnyIBKRError | undefined> {
    const { line } = callback;
    if (line === undefined || line.gapReason === 'no-line') return Promise.resolve(undefined);
    if (line.quote() !== undefined && !line.isOnTrial(callback)) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const settle = (error: AnyIBKRError | undefined): void => {
        cancel();
        forget();
        callback.settle = undefined;
        resolve(error);
      };
      const abort = (): void => settle(undefined);
      const cancel = this.#context.clock.schedule(ACCEPTED_AFTER_MS, abort);
      const forget = onAbort(signal, abort);
      callback.settle = settle;
      (line.settles ??= []).push(settle);
    });
  }
}

/** How a contract is found again by the words it was subscribed with. */
function aliasOf(contract: ContractLike): string {
  return typeof contract === 'string' ? symbolOf(contract) : JSON.stringify(Object.entries(contract).sort());
}
