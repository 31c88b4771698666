/**
 * What the simulated Interactive Brokers knows: it outlives every socket. Handlers read and change it; clients come
 * and go.
 */

import { Ledger } from './accounts/ledger.js';
import type { Client } from './client.js';
import type { Clock } from './clock.js';
import { DisplayGroups } from './display-groups.js';
import { FaultBoard } from './faults/board.js';
import { Link } from './link.js';
import { Market } from './market/market.js';
import type { ResolvedOptions } from './options.js';
import { Combos } from './orders/combos.js';
import { Executions } from './orders/executions.js';
import { Liquidity } from './orders/liquidity.js';
import { OrderBook } from './orders/order-book.js';
import { seededRandom, type Random } from './random.js';
import { Transcript } from './transcript.js';

export class World {
  readonly options: ResolvedOptions;
  readonly clock: Clock;
  readonly random: Random;
  readonly faults = new FaultBoard();
  readonly transcript: Transcript;
  readonly link: Link;
  readonly market: Market;
  readonly combos: Combos;
  readonly liquidity = new Liquidity();
  readonly displayGroups = new DisplayGroups();
  readonly ledger: Ledger;
  readonly orders: OrderBook;
  readonly executions: Executions;
  /** Sockets that are open now, ready or not. */
  readonly clients = new Set<Client>();
  /** Ends the hearing of market events, while orders need them. Only `orders/desk.ts` sets it. */
  stopFollowing: (() => void) | undefined;
  readonly #accountListeners = new Set<(account: string) => void>();
  readonly #goneListeners = new Set<(clientId: number) => void>();

  constructor(options: ResolvedOptions) {
    const { clock, seed } = options;
    this.options = options;
    this.clock = clock;
    this.random = seededRandom(seed);
    this.transcript = new Transcript(options.transcriptLimit);
    this.link = new Link(
      (notice) => this.announce(notice.code, notice.message),
      () => this.#loseSubscriptions(),
    );
    this.market = new Market({ ...options.market, clock, seed });
    this.combos = new Combos(this.market);
    this.ledger = new Ledger(options.accounts, options.startingCash);
    const ids = this.random.fork('order-ids');
    this.orders = new OrderBook(options.nextOrderId, 1_000_000_000 + ids.below(500_000_000));
    this.executions = new Executions(ids.below(0x7fffffff).toString(16).padStart(8, '0'));
  }

  /** Say something to every client that is ready. */
  announce(code: number, message: string, reqId = -1): void {
    for (const client of this.clients) if (client.isReady) client.error(reqId, code, message);
  }

  /** A client that was ready is gone: its socket ended. */
  clientGone(clientId: number): void {
    for (const listener of [...this.#goneListeners]) listener(clientId);
  }

  /** Hear of every client that goes. Returns the way to stop. */
  onClientGone(listener: (clientId: number) => void): () => void {
    this.#goneListeners.add(listener);
    return () => this.#goneListeners.delete(listener);
  }

  /** Positions or cash of this account changed: tell whoever watches. */
  accountChanged(account: string): void {
    for (const listener of [...this.#accountListeners]) listener(account);
  }

  /** Hear of every change of positions or cash. Returns the way to stop. */
  onAccountChange(listener: (account: string) => void): () => void {
    this.#accountListeners.add(listener);
    return () => this.#accountListeners.delete(listener);
  }

  #loseSubscriptions(): void {
    for (const client of this.clients) for (const key of client.held('')) client.release(key);
  }
}
