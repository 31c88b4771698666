/** The broker: accounts, positions and orders of one TWS, in the words of a trader. */
import type { CallOptions, ConnectOptions, ContractLike, ListenOptions, QualifiedContract } from '@cq/connection';
import { connectionFor } from '@cq/connection/internal';
import type { IBApi } from '@stoqey/ib';
import { brokerCore } from './broker-accounts.js';
import { BrokerCore } from './broker-core.js';
import { BrokerRecords } from './broker-records.js';
import { placeBracket, placeOcaGroup, type Bracket, type BracketRequest, type GroupedOrder } from './bracket.js';
import { cancelAllOrders, type CancelAllOptions, type CancelResult } from './cancel-all.js';
import { engage, rearm } from './kill-switch.js';
import { previewOrder } from './preview-order.js';
import { report, type ConnectionReport } from './connection-report.js';
import type { OrderPreview } from './tws.js';
import { cancelOrder } from './cancel-order.js';
import { modifyOrder, type OrderChanges } from './modify-order.js';
import { resolvePolicy, type BrokerOptions } from './options.js';
import type { Action, OcaType, Order, Without } from './order.js';
import { placeOrders } from './place-order.js';
import type { PriceIncrement } from './ticks.js';
import type { Trade } from './trade.js';
import type { OrderId } from './trade-book.js';
import { withoutOrders } from './without-orders.js';
import { watchTrade, whenDone, whenPlaced } from './when-done.js';

export type MarketOrderRequest = Without<Extract<Order, { type: 'MKT' }>, 'type'> & { readonly contract: ContractLike };
export type LimitOrderRequest = Without<Extract<Order, { type: 'LMT' }>, 'type'> & { readonly contract: ContractLike };

/**
 * Accounts, positions and orders through TWS or IB Gateway.
 *
 * ```ts
 * await using broker = new IBKRBroker({ paperTrading: true });
 * await broker.connect();
 * const trade = await broker.executeMarketOrder('AAPL', 10, 'BUY');
 * console.log(await broker.whenDone(trade));
 * ```
 *
 * An order is sent at most once. Nothing is queued while down, and nothing is sent again.
 */
export class IBKRBroker extends BrokerRecords implements AsyncDisposable {
  readonly #owned: boolean;

  /**
   * Lend a connection, which stays yours, or describe one for the broker to own. Connects nothing by itself.
   * @throws InvalidArgumentError naming the option that is impossible
   */
  constructor(options: BrokerOptions = {}) {
    const policy = resolvePolicy(options);
    const { connection, owned } = connectionFor(options);
    super(new BrokerCore(connection, policy));
    this.#owned = owned;
  }

  /**
   * The library's client of the current session; of a read-only broker, one that throws instead of encoding an order
   * message. @throws ConnectionError `not-connected`
   */
  get ib(): IBApi {
    const ib = this.connection.getIb();
    return this[brokerCore].policy.readOnly ? withoutOrders(ib) : ib;
  }

  /**
   * Connects, and resolves when orders may be sent: the fate of all earlier ones has been asked for. Should TWS not
   * answer that within `timeoutMs` it resolves all the same, and orders are refused until it does.
   */
  async connect(options: ConnectOptions = {}): Promise<true> {
    await this.connection.connect(options);
    await this.ready({ timeoutMs: options.timeoutMs ?? 30_000, ...(options.signal ? { signal: options.signal } : {}) });
    return true;
  }

  /** `true` once orders may be sent; `false` when that has not happened within `timeoutMs` (30 seconds unless given). */
  ready(options: CallOptions = {}): Promise<boolean> {
    const { gate, clock } = this[brokerCore];
    return gate.whenOpen(clock, { timeoutMs: 30_000, ...options });
  }

  /** Disconnects, a lent connection too. Ends no order: they keep working at IBKR. */
  disconnect(): Promise<void> {
    return this.connection.disconnect();
  }

  isConnected(): boolean {
    return this.connection.isConnected();
  }

  // ---- orders

  /** The one instrument a description means, ready to trade. @throws ContractError `not-found` or `ambiguous` */
  async qualify(contract: ContractLike, options: CallOptions = {}): Promise<QualifiedContract> {
    return (await this[brokerCore].contracts.resolve(contract, options)).contract;
  }

  /**
   * The price steps of a contract, from the lowest price up: those of the market rule of the exchange it is traded at,
   * or the smallest step there is; `[]` for a combination. Asked of TWS once. Rejects as {@link qualify}.
   */
  async getPriceIncrements(contract: ContractLike, options: CallOptions = {}): Promise<readonly PriceIncrement[]> {
    return (await this[brokerCore].contracts.resolve(contract, options)).increments;
  }

  /**
   * Sends an order, once. Resolves with its trade when TWS acknowledges it. Rejects with `OrderRejectedError` when TWS
   * refuses; with `OrderUnknownError` when the session ends or the deadline passes first (its trade is in
   * `getAllOrders()` and will be settled); with `OrderRefusedError`, `InvalidArgumentError` or `ContractError` when
   * nothing was sent.
   */
  async placeOrder(contract: ContractLike, order: Order, options: CallOptions = {}): Promise<Trade> {
    const [trade] = await placeOrders(this[brokerCore].place, [{ contract, order, path: 'order' }], options);
    return trade;
  }

  /** A market order, as {@link placeOrder}. */
  executeMarketOrder(request: MarketOrderRequest, options?: CallOptions): Promise<Trade>;
  executeMarketOrder(contract: ContractLike, quantity: number, action: Action, options?: CallOptions): Promise<Trade>;
  executeMarketOrder(first: MarketOrderRequest | ContractLike, ...rest: readonly unknown[]): Promise<Trade> {
    if (isRequest(first)) {
      const { contract, ...order } = first;
      return this.placeOrder(contract, { ...order, type: 'MKT' }, rest[0] as CallOptions);
    }
    const [quantity, action, options] = rest as [number, Action, CallOptions?];
    return this.placeOrder(first, { type: 'MKT', action, quantity }, options);
  }

  /** A limit order, as {@link placeOrder}. */
  executeLimitOrder(request: LimitOrderRequest, options?: CallOptions): Promise<Trade>;
  executeLimitOrder(
    contract: ContractLike,
    quantity: number,
    limitPrice: number,
    action: Action,
    options?: CallOptions,
  ): Promise<Trade>;
  executeLimitOrder(first: LimitOrderRequest | ContractLike, ...rest: readonly unknown[]): Promise<Trade> {
    if (isRequest(first)) {
      const { contract, ...order } = first;
      return this.placeOrder(contract, { ...order, type: 'LMT' }, rest[0] as CallOptions);
    }
    const [quantity, limitPrice, action, options] = rest as [number, number, Action, CallOptions?];
    return this.placeOrder(first, { type: 'LMT', action, quantity, limitPrice }, options);
  }

  /** Changes a living order, which keeps its identity. See {@link modifyOrder} for what it rejects with. */
  modifyOrder(order: OrderId, changes: OrderChanges, options: CallOptions = {}): Promise<Trade> {
    return modifyOrder(this[brokerCore].place, order, changes, options);
  }

  /** Cancels an order, all incarnations of it. Resolves with it as it stands, which may be filled. */
  cancelOrder(order: OrderId, options: CallOptions = {}): Promise<Trade> {
    return cancelOrder(this[brokerCore].cancel, order, options);
  }

  /**
   * Cancels this client's orders, of one account if one is named (or the broker has one), and resolves when TWS has
   * answered for each. `everyClient` cancels those of all clients and those entered in TWS, of every account.
   */
  async cancelAllOrders(options: CancelAllOptions = {}): Promise<readonly CancelResult[]> {
    const account = this.knownAccount(options);
    return cancelAllOrders(this[brokerCore].cancel, account === undefined ? options : { ...options, account });
  }

  /**
   * An entry with its exits: TWS works them as one, and one exit cancels the other. Should TWS refuse one of them, the
   * others are cancelled before this rejects, as {@link placeOrder} does; what has filled by then stays.
   */
  placeBracket(bracket: BracketRequest, options: CallOptions = {}): Promise<Bracket> {
    return placeBracket(this[brokerCore], bracket, options);
  }

  /**
   * Orders of which the first to trade cancels all others: an OCA group in IBKR's terms, without overfill, as TWS lets
   * one of them at a time into the market. Rejects as {@link placeOrder}; what TWS accepted before it refused one of
   * them is live and in `getActiveOrders()`.
   */
  placeOneCancelsAll(
    orders: readonly GroupedOrder[],
    options: CallOptions & { readonly group?: string } = {},
  ): Promise<readonly Trade[]> {
    return placeOcaGroup(this[brokerCore].place, orders, { ...options, type: 'cancelWithBlock' });
  }

  /** The same with a choice: by `type` a fill cancels the others, or reduces them by as much. */
  placeOcaGroup(
    orders: readonly GroupedOrder[],
    options: CallOptions & { readonly group?: string; readonly type?: OcaType } = {},
  ): Promise<readonly Trade[]> {
    return placeOcaGroup(this[brokerCore].place, orders, options);
  }

  /** Margin and commission of an order, without placing it. @throws RequestError when TWS would refuse it */
  previewOrder(contract: ContractLike, order: Order, options: CallOptions = {}): Promise<OrderPreview> {
    return previewOrder(this[brokerCore].place, contract, order, options);
  }

  /**
   * Cancels everything that lives and refuses every order until {@link rearm}, also in the next process if there is a
   * journal. The refusal holds from this call on, whatever becomes of the cancels; without a session they are made
   * when the next one is reconciled.
   */
  engageKillSwitch(reason: string): Promise<readonly CancelResult[]> {
    return engage(this[brokerCore], reason);
  }

  /** Allows orders again. */
  rearm(reason: string): void {
    rearm(this[brokerCore], reason);
  }

  get killSwitch(): { readonly engaged: boolean; readonly reason: string } {
    return this[brokerCore].guards.killSwitch;
  }

  /** Asks for everything a trader looks at first: accounts, balance, positions, open orders. */
  testConnection(options: CallOptions = {}): Promise<ConnectionReport> {
    return report(this, options);
  }

  /**
   * Resolves when TWS's first word about the order is known, which is what {@link placeOrder} waits for too: for an
   * order whose promise was given up, or that was unknown. Look at its outcome: it may have been refused.
   */
  async whenPlaced(order: OrderId, options: CallOptions = {}): Promise<Trade> {
    return whenPlaced(this[brokerCore], order, options);
  }

  /** Resolves when the order is over, with its executions and commissions. Waits through lost sessions. */
  async whenDone(order: OrderId, options: CallOptions = {}): Promise<Trade> {
    return whenDone(this[brokerCore], order, options);
  }

  /** The trade now and after every change, until it is over. */
  trades(order: OrderId, options: ListenOptions = {}): AsyncIterableIterator<Trade, undefined> {
    return watchTrade(this[brokerCore], order, options);
  }

  /** Stops listening, and disconnects the connection unless it was lent. Cancels no order. */
  async [Symbol.asyncDispose](): Promise<void> {
    this[brokerCore].close();
    if (this.#owned) await this.connection[Symbol.asyncDispose]();
  }
}

function isRequest<T extends { readonly contract: ContractLike }>(value: T | ContractLike): value is T {
  // Anything can come from JavaScript; what is neither is refused by name later.
  const given: unknown = value;
  return typeof given === 'object' && given !== null && 'contract' in given;
}
