/**
 * What the simulated Interactive Brokers knows: it outlives every socket. Handlers read and change it; clients come
 * and go.
 */

import { Ledger } from './accounts/ledger.js';
import type { Client } from './client.js';
import type { Clock } from './clock.js';
import { FaultBoard } from './faults/board.js';
import { Link } from './link.js';
import type { MarketPort } from './market-port.js';
import type { ResolvedOptions } from './options.js';
import { Combos } from './orders/combos.js';
import { Executions } from './orders/executions.js';
import { Liquidity } from './orders/liquidity.js';
import { OrderBook } from './orders/order-book.js';
import { seededRandom, type Random } from './random.js';
import { Transcript } from './transcript.js';

/** Makes the market of a world, once everything else exists. */
export type MarketMaker = (parts: {
  readonly clock: Clock;
  readonly random: Random;
  readonly faults: FaultBoard;
  readonly options: ResolvedOptions;
}) => MarketPort;

export class World {
  readonly options: ResolvedOptions;
  readonly clock: Clock;
  readonly random: Random;
  readonly faults = new FaultBoard();
  readonly transcript: Transcript;
  readonly link: Link;
  readonly market: MarketPort;
  readonly combos: Combos;
  readonly liquidity = new Liquidity();
  readonly ledger: Ledger;
  readonly orders: OrderBook;
  readonly executions: Executions;
  /** Sockets that are open now, ready or not. */
  readonly clients = new Set<Client>();
  readonly #accountListeners = new Set<(account: string) => void>();

  constructor(options: ResolvedOptions, makeMarket: MarketMaker) {
    const { clock, seed } = options;
    this.options = options;
    this.clock = clock;
    this.random = seededRandom(seed);
    this.transcript = new Transcript(options.transcriptLimit);
    this.link = new Link((notice) => this.announce(notice.code, notice.message));
    this.market = makeMarket({ clock, random: this.random, faults: this.faults, options });
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

  /** Positions or cash of this account changed: tell whoever watches. */
  accountChanged(account: string): void {
    for (const listener of [...this.#accountListeners]) listener(account);
  }

  /** Hear of every change of positions or cash. Returns the way to stop. */
  onAccountChange(listener: (account: string) => void): () => void {
    this.#accountListeners.add(listener);
    return () => this.#accountListeners.delete(listener);
  }
}
