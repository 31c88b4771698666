/**
 * The order desk: hears what TWS reports, enters it into the book, writes the journal, tells the listeners, wakes who
 * waits. Everything about orders passes here once, in the order in which it happened.
 */
import type { Clock, Logger, Session } from '@cq/connection';
import { Emitter } from '@cq/connection/internal';
import { ConnectionError, orderEffect, type Notice } from '@cq/errors';
import type { BrokerEvent } from './events.js';
import type { IntentFact, ReportFact, Source, TradeFact } from './facts.js';
import { History } from './history.js';
import type { Journal } from './journal.js';
import { recordsOf, type OrderRecord } from './journal-orders.js';
import { narrate } from './narrate.js';
import type { OrderIds } from './order-ids.js';
import type { Trade } from './trade.js';
import { TradeBook, type Change, type OrderId } from './trade-book.js';
import { listenToOrders, type OrderPreview, type Zone } from './tws.js';

export interface DeskOptions {
  readonly clientId: () => number;
  /** The one account that may be touched; `undefined`: all of them. */
  readonly account: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ids: OrderIds;
  readonly journal: Journal | undefined;
  readonly timeZone: Zone;
}

/** Called after each change of a trade. */
export type Watcher = (change: Change) => void;

export class OrderDesk {
  readonly book: TradeBook;
  readonly events: Emitter<BrokerEvent>;
  readonly history = new History();
  readonly ids: OrderIds;
  readonly clock: Clock;
  readonly account: string | undefined;
  /** Names of orders on their way into the book. */
  readonly reserved = new Set<string>();
  /** Why the last session ended. */
  lostBy: Error | undefined;
  /** Why nothing is heard any more, once the broker is closed. */
  #ended: ConnectionError | undefined;
  /** Something happened that only TWS can clear up. */
  onDoubt: (why: string) => void = () => undefined;
  /** An order that was lost or thought over lives. */
  onRevival: () => void = () => undefined;
  readonly #options: DeskOptions;
  readonly #watchers = new Map<string, Set<Watcher>>();
  readonly #previews = new Map<number, { answer(preview: OrderPreview): void; refuse(notice: Notice): void }>();
  readonly #reportListeners = new Set<(fact: ReportFact) => void>();
  readonly #endListeners = new Set<(cause: ConnectionError) => void>();
  #asking = 0;
  #journalFailed = false;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.ids = options.ids;
    this.clock = options.clock;
    this.account = options.account;
    this.book = new TradeBook(options.clientId);
    this.events = new Emitter((error, eventType) => {
      options.logger.error({ error, eventType }, 'a broker event listener failed');
    });
  }

  get clientId(): number {
    return this.#options.clientId();
  }

  /** Listens to a session until it ends. */
  listen(session: Session): () => void {
    return listenToOrders(
      session.ib,
      {
        fact: (fact) => this.report(fact),
        preview: (orderId, preview) => this.#previews.get(orderId)?.answer(preview),
        nextValidId: (orderId) => this.ids.raiseTo(orderId),
        source: () => this.#source(),
        now: () => this.clock.now(),
      },
      this.#options.timeZone,
    );
  }

  /** What comes while `ask` runs answers a question: it is how things stand, not only what is new. */
  async asking<T>(ask: () => Promise<T>): Promise<T> {
    this.#asking += 1;
    try {
      return await ask();
    } finally {
      this.#asking -= 1;
    }
  }

  /** Enters an order that is being written in this very moment. */
  place(fact: IntentFact): Trade {
    return this.#changed(this.book.place(fact)).after;
  }

  /** Hears each report after it was entered. Returns the way to stop. */
  onReport(listener: (fact: ReportFact) => void): () => void {
    this.#reportListeners.add(listener);
    return () => this.#reportListeners.delete(listener);
  }

  report(fact: ReportFact): void {
    this.#raiseIds(fact);
    const changes = this.book.report(fact);
    for (const change of changes) this.#changed(change);
    for (const listener of this.#reportListeners) listener(fact);
    // A status of an order nobody has described: it is in TWS's list, so the list is asked for.
    if (fact.type === 'status' && changes.length === 0 && this.#asking === 0)
      this.onDoubt('an order that is not in the book');
  }

  apply(id: OrderId, fact: TradeFact): Trade | undefined {
    const change = this.book.apply(id, fact);
    return change && this.#changed(change).after;
  }

  /** What TWS says about an order: `describe(code).onOrder` decides, against what was last asked of it. */
  notice(notice: Notice): void {
    const { reqId } = notice;
    if (reqId === undefined) return;
    const preview = this.#previews.get(reqId);
    if (preview) {
      preview.refuse(notice);
      return;
    }
    const record = this.book.byOrderId(reqId);
    if (!record) return;
    const { trade, activity } = record;
    const at = this.clock.now();
    const id = nameOf(trade);
    const effect = orderEffect(notice.code, activity);
    switch (effect) {
      case 'rejected':
      case 'cancelled':
        // It names the order by an id alone: where several had that id, only TWS knows which is meant.
        if (this.book.isShared(reqId)) this.#doubtful(id, notice, `order id ${reqId} is shared`);
        else this.apply(id, { type: effect, notice, at });
        return;
      case 'modify-refused':
        // On a placement it can only mean that the order itself is refused.
        if (activity === 'place') this.apply(id, { type: 'rejected', notice, at });
        else this.#refused(trade, notice, 'modify');
        return;
      case 'cancel-refused':
        this.#refused(trade, notice, 'cancel');
        return;
      case 'uncertain':
        this.#doubtful(id, notice, `code ${notice.code} about order ${trade.orderRef}`);
        return;
      case 'none':
        this.apply(id, { type: 'notice', notice, at });
    }
  }

  /** What was written and not answered may or may not live. */
  sessionEnded(cause: Error): void {
    this.lostBy = cause;
    const at = this.clock.now();
    for (const trade of this.book.trades()) {
      if (trade.outcome === 'pending') this.apply(nameOf(trade), { type: 'lost', at });
      const activity = this.book.recordOf(nameOf(trade))?.activity;
      if (activity === 'cancel') this.apply(nameOf(trade), { type: 'dropped', activity, at });
    }
    this.flush();
  }

  /** Watches the trades of one name. Returns the way to stop. */
  watch(orderRef: string, watcher: Watcher): () => void {
    const watchers = this.#watchers.get(orderRef) ?? new Set();
    this.#watchers.set(orderRef, watchers.add(watcher));
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0) this.#watchers.delete(orderRef);
    };
  }

  /** Called when the broker is closed, or is already: nothing more will be heard of any order. Returns the way to stop. */
  onEnd(listener: (cause: ConnectionError) => void): () => void {
    this.#endListeners.add(listener);
    const ended = this.#ended;
    if (ended) queueMicrotask(() => this.#endListeners.has(listener) && listener(ended));
    return () => this.#endListeners.delete(listener);
  }

  /** @throws ConnectionError `closed` when the broker is: what TWS answers would be heard by nobody */
  requireOpen(): void {
    if (this.#ended) throw this.#ended;
  }

  /** The broker is closed. */
  end(): void {
    const cause = new ConnectionError('closed', { message: 'The broker was closed' });
    this.sessionEnded(cause);
    this.#ended = cause;
    for (const listener of [...this.#endListeners]) listener(cause);
    this.events.end();
  }

  /** Routes the answer to a what-if, which is no order, to who asked. */
  expectPreview(
    orderId: number,
    to: { answer(preview: OrderPreview): void; refuse(notice: Notice): void },
  ): () => void {
    this.#previews.set(orderId, to);
    return () => this.#previews.delete(orderId);
  }

  /** Adds to the journal, if there is one. */
  record(...records: readonly OrderRecord[]): void {
    for (const record of records) this.#options.journal?.append(record);
  }

  /** Makes what was recorded safe. @throws the error of the file system */
  async durable(): Promise<void> {
    await this.#options.journal?.durable();
  }

  get journalIsSlow(): boolean {
    return this.#options.journal?.durability === 'disk';
  }

  /** Hands the journal to the operating system. @throws the error of the file system */
  flushOrThrow(): void {
    this.#options.journal?.flush();
  }

  /** The same for what has happened already: a failure is an event, and refuses the next order. */
  flush(): void {
    try {
      this.flushOrThrow();
      this.#journalFailed = false;
    } catch (error) {
      if (!this.#journalFailed) this.events.emit({ type: 'journalFailed', error: error as Error });
      this.#journalFailed = true;
    }
  }

  /** No order id that was ever seen in use is given out again, not even that of an order which is over. */
  #raiseIds(fact: ReportFact): void {
    if (fact.type === 'completed' || fact.type === 'commission') return;
    const { clientId, orderId } = fact.type === 'execution' ? fact.execution : fact;
    if (clientId === this.clientId) this.ids.raiseAbove(orderId);
  }

  #doubtful(id: OrderId, notice: Notice, why: string): void {
    this.apply(id, { type: 'notice', notice, at: this.clock.now() });
    this.onDoubt(why);
  }

  #refused(trade: Trade, notice: Notice, activity: 'modify' | 'cancel'): void {
    const at = this.clock.now();
    const id = nameOf(trade);
    this.apply(id, { type: 'notice', notice, at });
    const after = this.apply(id, { type: 'dropped', activity, by: notice, at }) ?? trade;
    if (activity === 'modify') this.events.emit({ type: 'modifyRefused', trade: after, notice });
    else this.onDoubt(`a cancel of ${trade.orderRef} was refused`);
  }

  #source(): Source {
    return this.#asking > 0 ? 'snapshot' : 'live';
  }

  #changed(change: Change): Change {
    const { after, before } = change;
    if (after !== before || change.entry) this.#tell(change);
    for (const watcher of [...(this.#watchers.get(after.orderRef) ?? [])]) watcher(change);
    if (before && after.outcome === 'working' && before.outcome !== 'working' && before.outcome !== 'pending')
      this.onRevival();
    if (change.ask) this.onDoubt(`TWS contradicts itself about ${after.orderRef}`);
    return change;
  }

  #tell(change: Change): void {
    const { after, fact } = change;
    const at = this.clock.now();
    this.history.note(change, at);
    if (after.placedAt !== undefined && fact.type !== 'intent') {
      const record = this.book.recordOf({ orderRef: after.orderRef });
      if (record && record.trade.permId === after.permId) this.record(...recordsOf(change, record, at));
    }
    // In a reconciliation of thousands most changes are told to nobody.
    if (this.events.listenerCount === 0) return;
    for (const event of narrate(change, () => this.book.find({ orderRef: after.orderRef }))) this.events.emit(event);
  }
}

/** The name that is least likely to be shared. */
export function nameOf(trade: Trade): OrderId {
  if (trade.permId !== undefined) return { permId: trade.permId };
  return trade.orderRef === '' ? { orderId: trade.orderId } : { orderRef: trade.orderRef };
}
