/**
 * All trades of a broker, and which report is about which. Reports carry up to three names, and none is enough alone:
 * `permId` is good for ever but comes late, `orderRef` is ours but not in every report, `orderId` is in every report
 * but TWS may issue it again after a restart. A report never lands on a trade that has another `permId`.
 *
 * The state of each trade is a pure reduction (reduce-trade.ts). The index around them is changed in place, because
 * copying it per fact would make reconciliation quadratic: decisions/0007.
 */
import type { Entry, Execution } from './execution.js';
import type { CompletedFact, IntentFact, OpenOrderFact, ReportedIds, ReportFact, TradeFact } from './facts.js';
import { Parked } from './parked.js';
import { couldBe, describedBy } from './order-described.js';
import { isActive, type Owner, type Trade } from './trade.js';
import { reduce, type Step } from './reduce-trade.js';
import { fromIntent, fromReport, type TradeRecord } from './trade-record.js';

/** What one fact changed. `before` is undefined for a trade that is new to the book. */
export interface Change {
  readonly before: Trade | undefined;
  readonly after: Trade;
  readonly fact: TradeFact | IntentFact;
  readonly entry?: Entry;
  /** A change under way was accepted. */
  readonly modified?: true;
  /** TWS made a second order of one placement: the earlier trade of the same `orderRef`. */
  readonly duplicateOf?: Trade;
  /** TWS contradicts the book, or speaks of an order the book does not know: ask it. */
  readonly ask?: true;
}

/** Names a trade: by your reference, by TWS's id, or by the order id. */
export type OrderId = { readonly orderRef: string } | { readonly permId: number } | { readonly orderId: number };

type Key = number;
export class TradeBook {
  readonly #clientId: () => number;
  readonly #records = new Map<Key, TradeRecord>();
  readonly #byPermId = new Map<number, Key>();
  /** The trades placed here under a name: more than one only when TWS doubled an order. */
  readonly #byRef = new Map<string, Key[]>();
  /** Orders of this client id alone. */
  readonly #byOrderId = new Map<number, Key>();
  readonly #sharedOrderIds = new Set<number>();
  readonly #byExecId = new Map<string, Key>();
  readonly #parked = new Parked();
  #nextKey = 1;

  /** @param clientId of the connection, which is known before the first report */
  constructor(clientId: () => number) {
    this.#clientId = clientId;
  }

  /** Every trade, oldest first. */
  trades(): Trade[] {
    return [...this.#records.values()].map(({ trade }) => trade);
  }

  /** What the orders placed here have traded. */
  placedExecutions(): Execution[] {
    return this.trades().flatMap(({ placedAt, executions }) => (placedAt === undefined ? [] : executions));
  }

  /** The trades of that name: none, one, or several when TWS made several orders of one. */
  find(id: OrderId): Trade[] {
    return this.#keysOf(id).map((key) => this.#record(key).trade);
  }

  /** The trade of that name; of several the one placed first. */
  get(id: OrderId): Trade | undefined {
    return this.find(id)[0];
  }

  recordOf(id: OrderId): TradeRecord | undefined {
    const [key] = this.#keysOf(id);
    return key === undefined ? undefined : this.#record(key);
  }

  /** The order of ours that a notice with this id is about. */
  byOrderId(orderId: number): TradeRecord | undefined {
    const key = this.#byOrderId.get(orderId);
    if (key === undefined) return undefined;
    const record = this.#record(key);
    if (isActive(record.trade)) return record;
    // Of several orders that share an id it is about one that still lives.
    const twins = (this.#byRef.get(record.trade.orderRef) ?? []).map((twin) => this.#record(twin));
    return twins.find(({ trade }) => isActive(trade) && trade.orderId === orderId) ?? record;
  }

  /** Did several orders have this id? Then what names an order by it alone proves nothing. */
  isShared(orderId: number): boolean {
    return this.#sharedOrderIds.has(orderId);
  }

  isUsed(orderRef: string): boolean {
    return this.#byRef.has(orderRef);
  }

  /** Enters an order about to be written. */
  place(fact: IntentFact): Change {
    const record = fromIntent(fact);
    const key = this.#add(record);
    this.#byRef.set(fact.orderRef, [key]);
    return { before: undefined, after: record.trade, fact };
  }

  /** Takes back an order that was certainly not written. */
  withdraw(orderRef: string): void {
    for (const key of this.#byRef.get(orderRef) ?? []) {
      const { orderId } = this.#record(key).trade;
      this.#records.delete(key);
      if (this.#byOrderId.get(orderId) === key) this.#byOrderId.delete(orderId);
    }
    this.#byRef.delete(orderRef);
  }

  /** Strikes out an order of somebody else that is over and has traded nothing. */
  forget(permId: number): void {
    const key = this.#byPermId.get(permId);
    if (key === undefined) return;
    const { orderId } = this.#record(key).trade;
    this.#byPermId.delete(permId);
    if (this.#byOrderId.get(orderId) === key) this.#byOrderId.delete(orderId);
    this.#records.delete(key);
  }

  /** Forgets the statuses of orders that TWS, asked for all of them, did not describe. */
  dropStrangers(): void {
    this.#parked.dropStatuses();
  }

  /** Enters a fact about one trade. */
  apply(id: OrderId, fact: TradeFact): Change | undefined {
    const [key] = this.#keysOf(id);
    return key === undefined ? undefined : this.#step(key, fact);
  }

  /** Enters a report from TWS: finds its trade, makes one, or keeps it until another report says whose it is. */
  report(fact: ReportFact): readonly Change[] {
    switch (fact.type) {
      case 'openOrder':
        return this.#openOrder(fact);
      case 'completed': {
        const key = this.#byPermId.get(fact.permId) ?? this.#completedUnheard(fact);
        return key === undefined ? [] : [this.#step(key, fact)];
      }
      case 'execution':
        return this.#execution(fact);
      case 'status': {
        const key = this.#match(fact, undefined);
        if (key !== undefined) return [this.#step(key, fact)];
        this.#parked.put(fact);
        return [];
      }
      case 'commission': {
        const key = this.#byExecId.get(fact.execId);
        if (key !== undefined) return [this.#step(key, fact)];
        this.#parked.put(fact);
        return [];
      }
    }
  }

  #openOrder(fact: OpenOrderFact): Change[] {
    const key = this.#match(fact, fact.order.orderRef);
    if (key !== undefined) return this.#withParked(this.#step(key, fact), fact.permId);
    const twin = this.#twin(fact, fact.order.orderRef);
    const record = fromReport(fact, this.#ownerOf(fact));
    const added = this.#add(twin ? { ...record, trade: { ...record.trade, placedAt: twin.placedAt } } : record);
    if (twin) this.#byRef.get(twin.orderRef)?.push(added);
    const change = this.#step(added, fact);
    return this.#withParked({ ...change, before: undefined, ...(twin ? { duplicateOf: twin } : {}) }, fact.permId);
  }

  #execution(fact: Extract<ReportFact, { type: 'execution' }>): Change[] {
    const { execution } = fact;
    const { orderId, clientId } = execution;
    const ids: ReportedIds = { orderId, clientId, permId: execution.permId > 0 ? execution.permId : undefined };
    let key = this.#match(ids, execution.orderRef);
    let twin: Trade | undefined;
    if (key === undefined) {
      twin = this.#twin(ids, execution.orderRef);
      key = this.#add(
        fromReport({ ...ids, contract: fact.contract, order: describedBy(execution), at: fact.at }, this.#ownerOf(ids)),
      );
      if (twin) this.#byRef.get(twin.orderRef)?.push(key);
    }
    this.#byExecId.set(execution.execId, key);
    const change = this.#step(key, fact);
    const parked = this.#parked.takeCommission(execution.execId);
    return [
      twin ? { ...change, duplicateOf: twin } : change,
      ...(parked?.type === 'commission' ? [this.#step(key, parked)] : []),
    ];
  }

  /** The trade a report is about. */
  #match(ids: ReportedIds, orderRef: string | undefined): Key | undefined {
    const known = ids.permId === undefined ? undefined : this.#byPermId.get(ids.permId);
    if (known !== undefined) return known;
    if (ids.clientId !== this.#clientId()) return undefined;
    const named = orderRef === undefined || orderRef === '' ? undefined : this.#unnamed(orderRef, ids.permId);
    if (named !== undefined) return named;
    const key = this.#byOrderId.get(ids.orderId);
    if (key === undefined) return undefined;
    const { trade } = this.#record(key);
    if (orderRef !== undefined && orderRef !== '' && trade.orderRef !== '' && orderRef !== trade.orderRef)
      return undefined;
    return ids.permId === undefined || trade.permId === undefined ? key : undefined;
  }

  /** The trade of that name that has no permId yet, or this one. */
  #unnamed(orderRef: string, permId: number | undefined): Key | undefined {
    return this.#byRef.get(orderRef)?.find((key) => {
      const { trade } = this.#record(key);
      return trade.permId === undefined || trade.permId === permId;
    });
  }

  /** The order placed here that a completed one is: TWS does not say whose that was. */
  #completedUnheard(fact: CompletedFact): Key | undefined {
    const key = this.#unnamed(fact.order.orderRef, fact.permId);
    return key !== undefined && couldBe(this.#record(key).trade, fact) ? key : undefined;
  }

  /** The trade placed here under the same name that has another permId: TWS made two orders of one. */
  #twin(ids: ReportedIds, orderRef: string): Trade | undefined {
    if (ids.clientId !== this.#clientId() || ids.permId === undefined) return undefined;
    const [first] = this.#byRef.get(orderRef) ?? [];
    return first === undefined ? undefined : this.#record(first).trade;
  }

  #step(key: Key, fact: TradeFact): Change {
    const before = this.#record(key);
    const { record, entry, accepted, contradiction }: Step = reduce(before, fact);
    this.#records.set(key, record);
    this.#index(key, record.trade);
    const { clientId, orderId } = record.trade;
    if (orderId !== before.trade.orderId && clientId === this.#clientId()) this.#bind(orderId, key);
    return {
      before: before.trade,
      after: record.trade,
      fact,
      ...(entry ? { entry } : {}),
      ...(accepted ? { modified: true as const } : {}),
      ...(contradiction ? { ask: true as const } : {}),
    };
  }

  #add(record: TradeRecord): Key {
    const key = this.#nextKey++;
    this.#records.set(key, record);
    this.#index(key, record.trade);
    if (record.trade.clientId === this.#clientId() && record.trade.orderId > 0) {
      this.#bind(record.trade.orderId, key);
    }
    return key;
  }

  /** An order id TWS has issued again belongs, from now on, to the order it was issued for last. */
  #bind(orderId: number, key: Key): void {
    const holder = this.#byOrderId.get(orderId);
    if (holder !== undefined && holder !== key) this.#sharedOrderIds.add(orderId);
    this.#byOrderId.set(orderId, key);
  }

  #index(key: Key, { permId }: Trade): void {
    if (permId !== undefined && !this.#byPermId.has(permId)) this.#byPermId.set(permId, key);
  }

  #withParked(change: Change, permId: number | undefined): Change[] {
    const parked = permId === undefined ? undefined : this.#parked.takeStatus(permId);
    return parked ? [change, ...this.report(parked)] : [change];
  }

  #ownerOf({ clientId, orderId }: ReportedIds): Owner {
    if (clientId === this.#clientId() && orderId > 0) return 'this-client';
    return orderId <= 0 ? 'tws' : 'other-client';
  }

  #keysOf(id: OrderId): readonly Key[] {
    if ('orderRef' in id)
      return this.#byRef.get(id.orderRef) ?? this.#keysWhere((trade) => trade.orderRef === id.orderRef);
    const key = 'permId' in id ? this.#byPermId.get(id.permId) : this.#byOrderId.get(id.orderId);
    return key === undefined ? [] : [key];
  }

  #keysWhere(test: (trade: Trade) => boolean): Key[] {
    return [...this.#records].filter(([, { trade }]) => test(trade)).map(([key]) => key);
  }

  #record(key: Key): TradeRecord {
    const record = this.#records.get(key);
    if (!record) throw new Error(`The trade book has lost trade ${key}`);
    return record;
  }
}
