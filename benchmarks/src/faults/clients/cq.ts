// This toolkit: one connection, a broker and a feed on it.
import { IBKRBroker } from '@cq/broker';
import { IBKRConnectionManager } from '@cq/connection';
import { IBKRError } from '@cq/errors';
import { IBKRLiveDataFeed } from '@cq/market-data';
import { clock } from '../clock.js';
import type { Client, ClientKind, Endpoint, Fate, OrderWish } from '../client.js';

export const cq: ClientKind = {
  name: 'cq',
  setting:
    'health pingAfterMs 500, pongWithinMs 500; reconnect initialDelayMs 100, maxDelayMs 1000; requestTimeoutMs and orderTimeoutMs 2000; freshness silentAfterMs 1000',
  create: (endpoint) => new CqClient(endpoint),
};

class CqClient implements Client {
  readonly told: string[] = [];
  readonly #connection: IBKRConnectionManager;
  readonly #feed: IBKRLiveDataFeed;
  readonly #broker: IBKRBroker;
  /** What calls that failed said, for orders that no trade knows. */
  readonly #failures = new Map<string, Fate>();
  #symbol = '';
  #ticks = 0;

  constructor({ host, port, clientId }: Endpoint) {
    this.#connection = new IBKRConnectionManager({
      host,
      port,
      clientId,
      envFile: false,
      env: {},
      health: { pingAfterMs: 500, pongWithinMs: 500 },
      reconnect: { initialDelayMs: 100, maxDelayMs: 1_000 },
      requestTimeoutMs: 2_000,
      clock,
    });
    this.#connection.on('notice', ({ notice }) => {
      this.told.push(`${notice.code} ${notice.message}`);
    });
    this.#connection.on('disconnected', ({ cause }) => {
      this.told.push(cause.message);
    });
    this.#connection.on('reconnecting', ({ cause }) => {
      this.told.push(cause.message);
    });
    this.#feed = new IBKRLiveDataFeed({
      connection: this.#connection,
      marketDataType: 'auto',
      freshness: { silentAfterMs: 1_000 },
    });
    this.#broker = new IBKRBroker({ connection: this.#connection, orderTimeoutMs: 2_000 });
    this.#feed.on('gap', ({ reason }) => {
      this.told.push(`gap: ${reason}`);
    });
  }

  async connect(): Promise<void> {
    await this.#broker.connect({ timeoutMs: 2_000, retryCount: 5 });
  }

  isUp(): boolean {
    return this.#connection.isConnected();
  }

  async ask(timeoutMs?: number): Promise<void> {
    await this.#broker.getPositions(timeoutMs === undefined ? {} : { timeoutMs });
  }

  async stream(symbol: string): Promise<void> {
    this.#symbol = symbol;
    const results = await this.#feed.subscribe([symbol], () => (this.#ticks += 1));
    for (const result of results.values()) if ('error' in result) throw result.error;
  }

  ticks(): number {
    return this.#ticks;
  }

  trustsStream(): boolean {
    return this.#feed.getLatestData(this.#symbol)?.stale === false;
  }

  place({ ref, quantity, limitPrice }: OrderWish): void {
    const terms = limitPrice === undefined ? { type: 'MKT' as const } : { type: 'LMT' as const, limitPrice };
    const order = { ...terms, action: 'BUY' as const, quantity, orderRef: ref };
    this.#broker.placeOrder('AAPL', order).catch((error: unknown) => this.#failures.set(ref, fateOf(error)));
  }

  cancel(ref: string): void {
    this.#broker.cancelOrder({ orderRef: ref }).catch(this.#tell);
  }

  modify(ref: string, limitPrice: number): void {
    this.#broker.modifyOrder({ orderRef: ref }, { limitPrice }).catch(this.#tell);
  }

  fate(ref: string): Fate {
    const outcome = this.#broker.getOrderStatus({ orderRef: ref })?.outcome;
    if (outcome === undefined) return this.#failures.get(ref) ?? 'nothing';
    return outcome === 'pending' ? 'nothing' : outcome;
  }

  filled(ref: string): number {
    return this.#broker.getOrderStatus({ orderRef: ref })?.filled ?? 0;
  }

  disconnect(): Promise<void> {
    return this.#connection.disconnect();
  }

  readonly #tell = (error: unknown): void => {
    this.told.push(error instanceof Error ? error.message : String(error));
  };
}

function fateOf(error: unknown): Fate {
  if (!IBKRError.is(error)) return 'error';
  if (error.name === 'OrderUnknownError') return 'unknown';
  if (error.name === 'OrderRejectedError') return 'rejected';
  return error.name === 'OrderRefusedError' || error.name === 'ConnectionError' ? 'refused' : 'error';
}
