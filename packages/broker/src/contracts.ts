/** Contracts ready to trade: recognised by TWS as exactly one instrument, with their price steps. Asked once each. */
import type {
  CallOptions,
  Clock,
  Contract,
  ContractDetails,
  ContractLike,
  IBKRConnectionManager,
  QualifiedContract,
} from '@cq/connection';
import { getContractDetails, request, toContract } from '@cq/connection/internal';
import { ContractError, InvalidArgumentError, TimeoutError } from '@cq/errors';
import { checkContract } from './contract-check.js';
import type { PriceIncrement } from './ticks.js';
import { EventName } from './tws.js';
import { patiently } from './wait.js';

export interface Tradable {
  readonly contract: QualifiedContract;
  /** Empty when TWS does not tell, and for combinations. */
  readonly increments: readonly PriceIncrement[];
}

/** A market rule has no request id, so a refusal cannot be told from silence. */
const MARKET_RULE_TIMEOUT_MS = 3_000;

export class Contracts {
  readonly #connection: IBKRConnectionManager;
  readonly #clock: Clock;
  readonly #known = new Map<string, Tradable>();
  readonly #asking = new Map<string, Promise<Tradable>>();
  readonly #rules = new Map<number, readonly PriceIncrement[]>();

  constructor(connection: IBKRConnectionManager, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  /** What is known already, without asking. */
  known(contract: ContractLike): Tradable | undefined {
    const key = keyOf(contract);
    return key === undefined ? undefined : this.#known.get(key);
  }

  /**
   * Asks TWS once per contract, however many ask for it; an abort or a deadline is only that of who gave it.
   * @throws ContractError `not-found` or `ambiguous`, InvalidArgumentError for what cannot be traded, and what requests throw
   */
  async resolve(contract: ContractLike, options: CallOptions = {}): Promise<Tradable> {
    options.signal?.throwIfAborted();
    checkContract(contract);
    const key = keyOf(contract) ?? '';
    const known = this.#known.get(key);
    if (known) return known;
    const asking = this.#asking.get(key) ?? this.#ask(key, toContract(contract));
    this.#asking.set(key, asking);
    return patiently(asking, { ...options, clock: this.#clock }, (ms) => new TimeoutError('getContractDetails', ms));
  }

  async #ask(key: string, wanted: Contract): Promise<Tradable> {
    try {
      const tradable = wanted.secType === 'BAG' ? combination(wanted) : await this.#find(wanted);
      // A change of an order names the contract as it was found.
      for (const name of [key, keyOf(tradable.contract) ?? key]) this.#known.set(name, tradable);
      return tradable;
    } finally {
      this.#asking.delete(key);
    }
  }

  async #find(wanted: Contract): Promise<Tradable> {
    refuseUntradable(wanted);
    const details = await getContractDetails(this.#connection, wanted);
    const byConId = new Map(details.map((one) => [one.contract.conId, one]));
    const [only, ...others] = [...byConId.values()];
    if (!only) throw new ContractError('not-found', { contract: wanted });
    if (others.length > 0) {
      const candidates = [...byConId.values()].map(({ contract }) => contract);
      throw new ContractError('ambiguous', { contract: wanted, candidates });
    }
    const exchange = wanted.exchange ?? only.contract.exchange;
    return { contract: { ...only.contract, exchange }, increments: await this.#incrementsOf(only, exchange) };
  }

  /** The steps at the exchange the order goes to; where there is no rule, or none to be had, the smallest of all. */
  async #incrementsOf(details: ContractDetails, exchange: string): Promise<readonly PriceIncrement[]> {
    const { marketRuleIds, validExchanges, minTick } = details;
    const smallest = minTick === undefined || minTick <= 0 ? [] : [{ lowEdge: 0, increment: minTick }];
    const rule = marketRuleIds[Math.max(0, validExchanges.indexOf(exchange))];
    if (rule === undefined) return smallest;
    const known = this.#rules.get(rule);
    if (known) return known;
    try {
      const increments = await this.#marketRule(rule);
      this.#rules.set(rule, increments);
      return increments;
    } catch (error) {
      if (error instanceof TimeoutError) return smallest;
      throw error;
    }
  }

  #marketRule(id: number): Promise<readonly PriceIncrement[]> {
    return request<readonly PriceIncrement[]>(
      this.#connection,
      'getMarketRule',
      (exchange, resolve) => {
        exchange.listen(EventName.marketRule, (rule: number, increments: readonly PriceIncrement[]) => {
          if (rule === id) resolve(increments.map(({ lowEdge, increment }) => ({ lowEdge, increment })));
        });
        exchange.ib.reqMarketRule(id);
      },
      { timeoutMs: MARKET_RULE_TIMEOUT_MS, priority: 'order' },
    );
  }
}

function combination(wanted: Contract): Tradable {
  const { legs = [], symbol = '', exchange = 'SMART', currency = 'USD' } = wanted;
  if (legs.length === 0) throw new InvalidArgumentError('contract.legs', 'must name the legs of the combination');
  return { contract: { ...wanted, conId: wanted.conId ?? 0, symbol, exchange, currency }, increments: [] };
}

function refuseUntradable({ secType }: Contract): void {
  if (secType === 'IND')
    throw new InvalidArgumentError(
      'contract',
      'is an index, which cannot be traded: use a future, an option or a fund on it',
    );
  if (secType === 'CONTFUT')
    throw new InvalidArgumentError('contract', 'is a continuous future, which is data only: name the expiry');
}

function keyOf(contract: ContractLike): string | undefined {
  if (typeof contract === 'string') return contract;
  // Who writes JavaScript can hand over anything: `resolve` says what is wrong with it.
  const given: unknown = contract;
  if (typeof given !== 'object' || given === null) return undefined;
  return JSON.stringify(Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1)));
}
