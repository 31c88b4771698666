// The three ways to hold a connection that are compared, each with as much care as its users usually take.
import { IBKRConnectionManager } from '@cq/connection';
import { request, subscribe } from '@cq/connection/internal';
import { ConnectionState, EventName, IBApi, IBApiNext, SecType, type Contract } from '@stoqey/ib';

/** A connected client with some subscriptions. */
export interface Client {
  /** Resolves when every subscription has had a tick since the last call of `expectTicks`. */
  expectTicks(): Promise<void>;
  /** Resolves when the client itself says that its session is gone. */
  noticed(): Promise<void>;
  close(): Promise<void> | void;
}

export type Connect = (port: number, subscriptions: number) => Promise<Client>;

const contract: Contract = { symbol: 'AAPL', secType: SecType.STK, exchange: 'SMART', currency: 'USD' };
const HALF_OPEN = { pingAfterMs: 200, pongWithinMs: 200 };
let nextClientId = 1;

/** Counts the subscriptions that have had a tick. */
class Ticks {
  readonly #count: number;
  readonly #seen = new Set<unknown>();
  #resolve: () => void = () => undefined;

  constructor(count: number) {
    this.#count = count;
  }

  expect(): Promise<void> {
    this.#seen.clear();
    return new Promise((resolve) => {
      this.#resolve = resolve;
      if (this.#count === 0) resolve();
    });
  }

  saw(subscription: unknown): void {
    this.#seen.add(subscription);
    if (this.#seen.size === this.#count) this.#resolve();
  }
}

export const cq: Connect = async (port, subscriptions) => {
  const connection = new IBKRConnectionManager({
    host: '127.0.0.1',
    port,
    clientId: nextClientId++,
    envFile: false,
    env: {},
    health: HALF_OPEN,
  });
  await connection.connect();
  // Usable means: the first question is answered.
  await request<number>(connection, 'time', (exchange, resolve) => {
    exchange.listen('currentTime', (seconds: number) => resolve(seconds));
    exchange.ib.reqCurrentTime();
  });
  const ticks = new Ticks(subscriptions);
  const first = ticks.expect();
  const streams = Array.from({ length: subscriptions }, (_, n) =>
    subscribe(connection, 'prices', (exchange) => {
      exchange.listen('tickPrice', (id: number) => id === exchange.reqId && ticks.saw(n));
      exchange.ib.reqMktData(exchange.reqId, contract, '', false, false);
    }),
  );
  await first;
  return {
    expectTicks: () => ticks.expect(),
    noticed: () => new Promise((resolve) => connection.on('disconnected', () => resolve())),
    async close() {
      for (const stream of streams) stream.close();
      await connection.disconnect();
    },
  };
};

/** The library's events, with the reconnect that most people write: again as soon as it says that it is disconnected. */
export const raw: Connect = async (port, subscriptions) => {
  const clientId = nextClientId++;
  const ib = new IBApi({ host: '127.0.0.1', port, clientId, maxReqPerSec: 1e9 });
  const ticks = new Ticks(subscriptions);
  let wanted = true;
  let timer: NodeJS.Timeout | undefined;
  ib.on(EventName.disconnected, () => {
    // One turn later: connecting within the event makes two sessions at once.
    clearTimeout(timer);
    if (wanted) timer = setTimeout(() => ib.connect(), 1);
  });
  ib.on(EventName.nextValidId, () => {
    for (let id = 1; id <= subscriptions; id += 1) ib.reqMktData(id, contract, '', false, false);
  });
  ib.on(EventName.tickPrice, (id) => ticks.saw(id));
  const answered = new Promise((resolve) => ib.once(EventName.currentTime, resolve));
  const first = ticks.expect();
  ib.connect();
  ib.reqCurrentTime();
  await answered;
  await first;
  return {
    expectTicks: () => ticks.expect(),
    noticed: () => new Promise((resolve) => void ib.once(EventName.disconnected, () => resolve())),
    close() {
      wanted = false;
      clearTimeout(timer);
      ib.disconnect();
    },
  };
};

export const next: Connect = async (port, subscriptions) => {
  const api = new IBApiNext({
    host: '127.0.0.1',
    port,
    reconnectInterval: 1,
    connectionWatchdogInterval: 0.2,
    maxReqPerSec: 1e9,
  });
  const ticks = new Ticks(subscriptions);
  api.connect(nextClientId++);
  await api.getCurrentTime();
  const first = ticks.expect();
  const streams = Array.from({ length: subscriptions }, (_, n) =>
    api.getMarketData({ ...contract, conId: n + 1 }, '', false, false).subscribe(() => ticks.saw(n)),
  );
  await first;
  return {
    expectTicks: () => ticks.expect(),
    noticed: () =>
      new Promise((resolve) => {
        const watching = api.connectionState.subscribe((state) => {
          if (state !== ConnectionState.Disconnected) return;
          resolve();
          queueMicrotask(() => watching.unsubscribe());
        });
      }),
    close() {
      for (const stream of streams) stream.unsubscribe();
      api.disconnect();
    },
  };
};
