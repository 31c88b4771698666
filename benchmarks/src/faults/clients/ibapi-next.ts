// IBApiNext, which reconnects by itself when it is given an interval. Only client 0 is told how its orders go on: getOpenOrders()
// completes after its first answer, and getAutoOpenOrders() is for client 0.
import { ConnectionState, IBApiNext } from '@stoqey/ib';
import { firstValueFrom, type Subscription } from 'rxjs';
import type { Client, ClientKind, Endpoint, Fate, OrderWish } from '../client.js';
import { contractOf, fateOf, orderOf } from './ibapi.js';

export const ibapiNext: ClientKind = {
  name: 'IBApiNext',
  setting:
    'reconnectInterval 500 ms, connectionWatchdogInterval 1 s, client id 0, which it keeps, getAutoOpenOrders(true) subscribed',
  create: (endpoint) => new NextClient(endpoint),
};

const quiet = { debug: ignore, info: ignore, warn: ignore, error: ignore };
function ignore(): void {
  // What it logs is not what it tells its user.
}

class NextClient implements Client {
  readonly told: string[] = [];
  readonly #api: IBApiNext;
  readonly #subscriptions: Subscription[] = [];
  readonly #orders = new Map<string, { id?: number; wish: OrderWish; fate: Fate; filled: number }>();
  #up = false;
  #ticks = 0;

  constructor({ host, port }: Endpoint) {
    this.#api = new IBApiNext({
      host,
      port,
      maxReqPerSec: 40,
      reconnectInterval: 500,
      connectionWatchdogInterval: 1,
      logger: quiet,
    });
    this.#subscriptions.push(
      this.#api.connectionState.subscribe((state) => {
        this.#up = state === ConnectionState.Connected;
        this.told.push(ConnectionState[state]);
      }),
      this.#api.error.subscribe(({ code, reqId, error }) => this.#failed(code, reqId, error.message)),
    );
  }

  connect(): Promise<void> {
    this.#api.connect(0);
    return new Promise((resolve) => {
      const waiting = this.#api.connectionState.subscribe((state) => {
        if (state !== ConnectionState.Connected) return;
        this.#watchOrders();
        resolve();
        queueMicrotask(() => waiting.unsubscribe());
      });
    });
  }

  isUp(): boolean {
    return this.#up;
  }

  async ask(): Promise<void> {
    await firstValueFrom(this.#api.getPositions());
  }

  stream(symbol: string): Promise<void> {
    const data = this.#api.getMarketData(contractOf(symbol), '', false, false);
    this.#subscriptions.push(
      data.subscribe({
        next: () => (this.#ticks += 1),
        error: (error: { error?: Error }) => this.told.push(`stream ended: ${error.error?.message ?? ''}`),
      }),
    );
    return Promise.resolve();
  }

  ticks(): number {
    return this.#ticks;
  }

  trustsStream(): boolean {
    return true;
  }

  place(wish: OrderWish): void {
    const known: { id?: number; wish: OrderWish; fate: Fate; filled: number } = { wish, fate: 'nothing', filled: 0 };
    this.#orders.set(wish.ref, known);
    this.#api.placeNewOrder(contractOf('AAPL'), orderOf(wish)).then(
      (id) => (known.id = id),
      () => (known.fate = 'error'),
    );
  }

  cancel(ref: string): void {
    this.#api.cancelOrder(this.#orders.get(ref)?.id ?? -1);
  }

  modify(ref: string, limitPrice: number): void {
    const known = this.#orders.get(ref);
    if (known?.id !== undefined)
      this.#api.modifyOrder(known.id, contractOf('AAPL'), orderOf({ ...known.wish, limitPrice }));
  }

  fate(ref: string): Fate {
    return this.#orders.get(ref)?.fate ?? 'nothing';
  }

  filled(ref: string): number {
    return this.#orders.get(ref)?.filled ?? 0;
  }

  disconnect(): Promise<void> {
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
    this.#api.disconnect();
    return Promise.resolve();
  }

  #failed(code: number, id: number, message: string): void {
    this.told.push(`error ${code} ${message}`);
    for (const order of this.#orders.values())
      if (order.id === id) order.fate = code === 201 ? 'rejected' : code === 202 ? 'cancelled' : 'error';
  }

  #watchOrders(): void {
    const updates = this.#api.getAutoOpenOrders(true).subscribe({
      next: ({ all }) => {
        for (const { order, orderState, orderStatus } of all) {
          const known = this.#orders.get(order.orderRef ?? '');
          if (!known) continue;
          known.fate = fateOf(orderStatus?.status ?? orderState.status);
          known.filled = Math.max(known.filled, orderStatus?.filled ?? 0);
        }
      },
      error: () => this.told.push('open orders ended'),
    });
    this.#subscriptions.push(updates);
  }
}
