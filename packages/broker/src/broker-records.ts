/** The part of the broker that knows: what stands, what traded, what IBKR says to it. */
import type { EventOf, ListenOptions, Unsubscribe } from '@cq/connection';
import { OrderRefusedError, TimeoutError } from '@cq/errors';
import {
  checkExpected,
  checkTolerance,
  compareExecutions,
  comparePositions,
  type AuditTolerance,
  type PositionDiscrepancy,
  type ReconciliationReport,
} from './audit.js';
import { brokerCore, BrokerAccounts, type AccountCallOptions, type AccountOptions } from './broker-accounts.js';
import { checkDate, checkDeadline, checkEnum } from './check.js';
import { requestCompletedOrders, requestExecutions, type CompletedOrder } from './day-reports.js';
import type { BrokerEvent } from './events.js';
import type { Execution } from './execution.js';
import { checkOrderId, findTrades, isOf } from './find-trade.js';
import type { HistoryEntry } from './history.js';
import { executionsIn } from './journal-orders.js';
import { summarise, type OrderSummary } from './summary.js';
import { isActive, type Trade } from './trade.js';
import type { OrderId } from './trade-book.js';
import { dayIn } from './tws.js';
import { patiently } from './wait.js';

/** What `IBKRBroker` knows of orders. */
export abstract class BrokerRecords extends BrokerAccounts {
  /** Asks TWS for every open order, of other clients and of TWS itself too: see each one's `owner`. */
  async getOpenOrders(options: AccountCallOptions = {}): Promise<readonly Trade[]> {
    checkDeadline(options);
    const account = await this.accountFilter(options);
    const { desk, reconciler, gate, clock } = this[brokerCore];
    const session = gate.session ?? (await this.connection.session(options));
    const looked = reconciler.look(session, 'requested');
    await patiently(looked, { ...options, clock }, (ms) => new TimeoutError('getOpenOrders', ms));
    return desk.book.trades().filter((trade) => isActive(trade) && isOf(account, trade));
  }

  /** What is known of an order here, without asking. */
  getOrderStatus(order: OrderId): Trade | undefined {
    const { desk, account } = this[brokerCore];
    const trade = desk.book.get(checkOrderId(order));
    return trade && isOf(account, trade) ? trade : undefined;
  }

  /** What happened to an order, step by step. */
  getOrderHistory(order: OrderId): readonly HistoryEntry[] {
    const trade = this.getOrderStatus(order);
    return trade ? this[brokerCore].desk.history.of(trade) : [];
  }

  /** Every order known here, those of unknown fate too. */
  getAllOrders(options: AccountOptions = {}): readonly Trade[] {
    const account = this.knownAccount(options);
    const trades = this[brokerCore].desk.book.trades();
    return account === undefined ? trades : trades.filter((trade) => isOf(account, trade));
  }

  /** Those that may still trade. */
  getActiveOrders(options: AccountOptions = {}): readonly Trade[] {
    return this.getAllOrders(options).filter(isActive);
  }

  /** Listens to one type of event. A listener that fails is logged and hurts nobody. */
  on<T extends BrokerEvent['type']>(
    type: T,
    listener: (event: EventOf<BrokerEvent, T>) => void | Promise<void>,
    options: ListenOptions = {},
  ): Unsubscribe {
    return this[brokerCore].desk.events.on(type, listener, options);
  }

  /** All events from now on. A reader that falls 1,000 events behind loses the oldest. Ends by `break` or the signal. */
  events(options: ListenOptions = {}): AsyncIterableIterator<BrokerEvent, undefined> {
    return this[brokerCore].desk.events.events(options);
  }

  /**
   * The executions TWS has in its current day, with their commissions, oldest first: those of this client, and of all
   * others when it is client 0 or the master client.
   */
  async getExecutions(options: AccountCallOptions & { readonly since?: Date } = {}): Promise<readonly Execution[]> {
    const { since, ...call } = options;
    if (since !== undefined) checkDate(since, 'since');
    const account = await this.accountFilter(call);
    return requestExecutions(this[brokerCore], { account, ...(since ? { since } : {}) }, call);
  }

  /** The orders that were filled, cancelled or refused in TWS's current day, of every client. */
  async getCompletedOrders(options: AccountCallOptions = {}): Promise<readonly CompletedOrder[]> {
    const account = await this.accountFilter(options);
    return requestCompletedOrders(this[brokerCore], account, options);
  }

  /** One day's orders in numbers, from what is known here. @param day today unless given */
  getTodaysOrderSummary(day?: Date, options: AccountOptions = {}): OrderSummary {
    if (day !== undefined) checkDate(day, 'day');
    const { clock, policy } = this[brokerCore];
    return summarise(this.getAllOrders(options), day ?? new Date(clock.now()), policy.timeZone);
  }

  /**
   * Compares what was written down here (in the journal, if there is one) with the executions IBKR reports for that
   * day, and lists what differs. TWS tells of its current day; of another one the report says `covered: false`.
   */
  async reconcile(day?: Date, options: AuditTolerance & AccountCallOptions = {}): Promise<ReconciliationReport> {
    if (day !== undefined) checkDate(day, 'day');
    checkTolerance(options);
    const account = await this.accountFilter(options);
    const core = this[brokerCore];
    const { clock, policy, desk } = core;
    const { timeZone, journal } = policy;
    const today = dayIn(clock.now(), timeZone);
    const wanted = day === undefined ? today : dayIn(day, timeZone);
    const isWanted = (execution: Execution): boolean =>
      isOf(account, execution) && dayIn(execution.time, timeZone) === wanted;
    // Taken before the question: the answer is entered into our books as it comes.
    const ours = (journal ? executionsIn(journal) : desk.book.placedExecutions()).filter(isWanted);
    const told = (await requestExecutions(core, { account }, options)).filter(isWanted);
    const placed = new Set(desk.book.placedExecutions().map(({ execId }) => execId));
    // With a journal, what this client id traded and the journal does not know is missing from it.
    const isOurs = ({ execId, clientId }: Execution): boolean =>
      placed.has(execId) || (journal !== undefined && clientId === desk.clientId);
    const covered = wanted === today || told.length > 0;
    return {
      day: wanted,
      checkedAt: new Date(clock.now()),
      covered,
      source: journal ? 'journal' : 'memory',
      ...(covered ? compareExecutions(ours, told.filter(isOurs), options) : { matched: 0, discrepancies: [] }),
      foreign: told.filter((execution) => !isOurs(execution)),
    };
  }

  /** Where the positions differ from what they should be, by symbol. A symbol left out should not be held. */
  async findPositionDiscrepancies(
    expected: Readonly<Record<string, number>>,
    options: AccountCallOptions = {},
  ): Promise<readonly PositionDiscrepancy[]> {
    checkExpected(expected);
    return comparePositions(expected, await this.getPositions(options));
  }

  /**
   * Says by hand what became of an order that stays unknown because TWS no longer tells of its day. Look at the
   * account statement first: a fill that was missed is money.
   * @throws OrderRefusedError `done` when the order is not unknown
   */
  settleOrder(order: OrderId, outcome: 'cancelled' | 'never-arrived'): Trade {
    checkEnum(outcome, ['cancelled', 'never-arrived'], 'outcome');
    const { desk, clock } = this[brokerCore];
    const [trade] = findTrades(desk, order);
    if (trade.outcome !== 'unknown') {
      throw new OrderRefusedError('done', { ...trade, message: `Nothing was changed: the order is ${trade.outcome}` });
    }
    const after = desk.apply(order, { type: 'settled-by-hand', outcome, at: clock.now() });
    desk.flush();
    return after ?? trade;
  }
}
