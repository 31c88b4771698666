/**
 * What the simulated Interactive Brokers knows: it outlives every socket. Handlers read and change it; clients come
 * and go.
 */

import type { Client } from './client.js';
import type { Clock } from './clock.js';
import { FaultBoard } from './faults/board.js';
import { Link } from './link.js';
import type { ResolvedOptions } from './options.js';
import { seededRandom, type Random } from './random.js';
import { Transcript } from './transcript.js';

export class World {
  readonly options: ResolvedOptions;
  readonly clock: Clock;
  readonly random: Random;
  readonly faults = new FaultBoard();
  readonly transcript: Transcript;
  readonly link: Link;
  /** Sockets that are open now, ready or not. */
  readonly clients = new Set<Client>();
  #nextOrderId: number;

  constructor(options: ResolvedOptions) {
    this.options = options;
    this.clock = options.clock;
    this.random = seededRandom(options.seed);
    this.transcript = new Transcript(options.transcriptLimit);
    this.link = new Link((notice) => this.announce(notice.code, notice.message));
    this.#nextOrderId = options.nextOrderId;
  }

  /** The lowest order id this client has not used. */
  nextOrderId(_client: Client): number {
    return this.#nextOrderId;
  }

  /** Say something to every client that is ready. */
  announce(code: number, message: string, reqId = -1): void {
    for (const client of this.clients) if (client.isReady) client.error(reqId, code, message);
  }
}
