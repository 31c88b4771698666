// This toolkit: one connection, a broker and a feed on it.
import { IBKRConnectionManager } from '@cq/connection';
import { IBKRLiveDataFeed } from '@cq/market-data';
import { clock } from '../clock.js';
import type { Client, ClientKind, Endpoint, Fate, OrderWish } from '../client.js';

export const cq: ClientKind = {
  name: 'cq',
  setting:
    'health pingAfterMs 500, pongWithinMs 500; reconnect initialDelayMs 100, maxDelayMs 1000; requestTimeoutMs 2000; freshness silentAfterMs 1000',
  create: (endpoint) => new CqClient(endpoint),
};

class CqClient implements Client {
  readonly told: string[] = [];
  readonly #connection: IBKRConnectionManager;
  readonly #feed: IBKRLiveDataFeed;
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
    this.#feed = new IBKRLiveDataFeed({ connection: this.#connection, freshness: { silentAfterMs: 1_000 } });
    this.#feed.on('gap', ({ reason }) => {
      this.told.push(`gap: ${reason}`);
    });
  }

  async connect(): Promise<void> {
    await this.#connection.connect({ timeoutMs: 2_000, retryCount: 5 });
  }

  isUp(): boolean {
    return this.#connection.isConnected();
  }

  async ask(): Promise<void> {
    await Promise.resolve();
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

  place(_wish: OrderWish): void {
    throw new Error('no broker yet');
  }

  cancel(_ref: string): void {
    throw new Error('no broker yet');
  }

  modify(_ref: string, _limitPrice: number): void {
    throw new Error('no broker yet');
  }

  fate(_ref: string): Fate {
    return 'nothing';
  }

  filled(_ref: string): number {
    return 0;
  }

  disconnect(): Promise<void> {
    return this.#connection.disconnect();
  }
}
