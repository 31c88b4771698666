/** All orders of this world, by every name they go by. */

import { isDone, type Order } from './order.js';

export class OrderBook {
  readonly #byPermId = new Map<number, Order>();
  readonly #children = new Map<number, readonly Order[]>();
  /** Those that may still be working. */
  readonly #open = new Set<Order>();
  /** The client's own name for an order, `clientId:orderId`. Forgotten when ids roll back. */
  readonly #byClient = new Map<string, Order>();
  readonly #highWater = new Map<number, number>();
  #base: number;
  #nextPermId: number;
  #nextPriority = 1;
  #nextManualId = -1;

  constructor(nextOrderId: number, firstPermId: number) {
    this.#base = nextOrderId;
    this.#nextPermId = firstPermId;
  }

  takePermId(): number {
    return this.#nextPermId++;
  }

  /** Names for orders placed by hand count down from −1. */
  nextManualId(): number {
    return this.#nextManualId--;
  }

  /** A place at the end of the queue. */
  takePriority(): number {
    return this.#nextPriority++;
  }

  /** In the order in which they were placed. */
  all(): readonly Order[] {
    return [...this.#byPermId.values()];
  }

  /** Not over yet, in the order in which they were placed. */
  working(): readonly Order[] {
    const working: Order[] = [];
    for (const order of this.#open) {
      if (isDone(order)) this.#open.delete(order);
      else working.push(order);
    }
    return working;
  }

  find(clientId: number, orderId: number): Order | undefined {
    return this.#byClient.get(`${clientId}:${orderId}`);
  }

  byPermId(permId: number): Order | undefined {
    return this.#byPermId.get(permId);
  }

  childrenOf(parent: Order): readonly Order[] {
    return this.#children.get(parent.permId) ?? [];
  }

  /** Working orders of the same OCA group, other than this one. */
  ocaPeers(order: Order): readonly Order[] {
    const { ocaGroup, account } = order.terms;
    if (ocaGroup === '') return [];
    return this.working().filter(
      (other) => other !== order && other.terms.ocaGroup === ocaGroup && other.terms.account === account,
    );
  }

  add(order: Order): void {
    this.#byPermId.set(order.permId, order);
    this.#open.add(order);
    const siblings = this.#children.get(order.parentPermId) ?? [];
    if (order.parentPermId !== 0) this.#children.set(order.parentPermId, [...siblings, order]);
    this.bind(order, order.orderId);
  }

  /** Give an order a name under which its client can change it. */
  bind(order: Order, orderId: number): void {
    order.orderId = orderId;
    if (orderId === 0) return;
    this.#byClient.set(`${order.clientId}:${orderId}`, order);
    this.#highWater.set(order.clientId, Math.max(orderId, this.#highWater.get(order.clientId) ?? 0));
  }

  /** Working orders of this client get their ids back from orders that are over. */
  bindAgain(clientId: number): void {
    for (const order of this.working()) {
      const holder = this.find(clientId, order.orderId);
      if (order.clientId === clientId && !order.unreachable && holder && isDone(holder))
        this.bind(order, order.orderId);
    }
  }

  /** This client has used this id or a higher one. */
  isUsed(clientId: number, orderId: number): boolean {
    return orderId <= (this.#highWater.get(clientId) ?? -Infinity);
  }

  /** The lowest id this client has not used. */
  nextOrderId(clientId: number): number {
    return Math.max(this.#base, (this.#highWater.get(clientId) ?? 0) + 1);
  }

  /** After a restart of TWS: ids of finished orders are forgotten and count again from `to`. */
  rollBack(to: number): void {
    this.#base = to;
    this.#highWater.clear();
    for (const [name, order] of this.#byClient) if (isDone(order)) this.#byClient.delete(name);
  }
}
