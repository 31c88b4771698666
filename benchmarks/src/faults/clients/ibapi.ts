// Raw IBApi with what people usually add to it: connect again half a second after every `disconnected`, and ask for the
// streams again on every `nextValidId`.
import { EventName, IBApi, OrderAction, OrderType, SecType, type Contract, type Order } from '@stoqey/ib';
import type { Client, ClientKind, Endpoint, Fate, OrderWish } from '../client.js';

export const ibapi: ClientKind = {
  name: 'IBApi, naive reconnect',
  setting:
    'maxReqPerSec 40 (its default), connect() 500 ms after each `disconnected`, streams asked for again on each `nextValidId`',
  create: (endpoint) => new NaiveClient(endpoint),
};

export const contractOf = (symbol: string): Contract => ({
  symbol,
  secType: SecType.STK,
  exchange: 'SMART',
  currency: 'USD',
});

export const orderOf = ({ ref, quantity, limitPrice }: OrderWish): Order => ({
  action: OrderAction.BUY,
  totalQuantity: quantity,
  orderRef: ref,
  transmit: true,
  ...(limitPrice === undefined ? { orderType: OrderType.MKT } : { orderType: OrderType.LMT, lmtPrice: limitPrice }),
});

/** TWS's words for the life of an order, as the fate it means. */
export function fateOf(status: string): Fate {
  if (status === 'Filled') return 'filled';
  if (status === 'Cancelled' || status === 'ApiCancelled') return 'cancelled';
  return status === 'Inactive' ? 'rejected' : 'working';
}

class NaiveClient implements Client {
  readonly told: string[] = [];
  readonly #ib: IBApi;
  readonly #symbols: string[] = [];
  readonly #orders = new Map<string, { id: number; wish: OrderWish; fate: Fate; filled: number }>();
  #nextId = 0;
  #ticks = 0;
  #leaving = false;

  constructor({ host, port, clientId }: Endpoint) {
    this.#ib = new IBApi({ host, port, clientId, maxReqPerSec: 40 });
    this.#ib.on(EventName.disconnected, () => {
      this.told.push('disconnected');
      if (!this.#leaving) setTimeout(() => this.#ib.connect(), 500);
    });
    this.#ib.on(EventName.nextValidId, (id) => {
      this.#nextId = Math.max(this.#nextId, id);
      for (const symbol of this.#symbols) this.#request(symbol);
    });
    this.#ib.on(EventName.info, (message, code) => this.told.push(`info ${code} ${message}`));
    this.#ib.on(EventName.error, (error, code, id) => this.#failed(error.message, code, id));
    this.#ib.on(EventName.tickPrice, () => (this.#ticks += 1));
    this.#listenToOrders();
  }

  connect(): Promise<void> {
    return new Promise((resolve) => {
      this.#ib.once(EventName.nextValidId, () => resolve());
      this.#ib.connect();
    });
  }

  isUp(): boolean {
    return this.#ib.isConnected;
  }

  ask(): Promise<void> {
    return new Promise((resolve) => {
      this.#ib.once(EventName.positionEnd, () => resolve());
      this.#ib.reqPositions();
    });
  }

  stream(symbol: string): Promise<void> {
    this.#symbols.push(symbol);
    this.#request(symbol);
    return Promise.resolve();
  }

  ticks(): number {
    return this.#ticks;
  }

  trustsStream(): boolean {
    return true;
  }

  place(wish: OrderWish): void {
    const id = this.#nextId++;
    this.#orders.set(wish.ref, { id, wish, fate: 'nothing', filled: 0 });
    this.#ib.placeOrder(id, contractOf('AAPL'), orderOf(wish));
  }

  cancel(ref: string): void {
    this.#ib.cancelOrder(this.#orders.get(ref)?.id ?? -1);
  }

  modify(ref: string, limitPrice: number): void {
    const known = this.#orders.get(ref);
    if (known) this.#ib.placeOrder(known.id, contractOf('AAPL'), orderOf({ ...known.wish, limitPrice }));
  }

  fate(ref: string): Fate {
    return this.#orders.get(ref)?.fate ?? 'nothing';
  }

  filled(ref: string): number {
    return this.#orders.get(ref)?.filled ?? 0;
  }

  disconnect(): Promise<void> {
    this.#leaving = true;
    this.#ib.disconnect();
    return Promise.resolve();
  }

  #request(symbol: string): void {
    this.#ib.reqMktData(10_000 + this.#symbols.indexOf(symbol), contractOf(symbol), '', false, false);
  }

  #failed(message: string, code: number, id: number): void {
    this.told.push(`error ${code} ${message}`);
    const order = [...this.#orders.values()].find((one) => one.id === id);
    if (order) order.fate = code === 201 ? 'rejected' : code === 202 ? 'cancelled' : 'error';
  }

  #listenToOrders(): void {
    const byId = (id: number) => [...this.#orders.values()].find((one) => one.id === id);
    this.#ib.on(EventName.orderStatus, (id, status, filled) => {
      const order = byId(id);
      if (order) Object.assign(order, { fate: fateOf(status), filled: Math.max(order.filled, filled) });
    });
  }
}
