// The write gate: the one place where bytes leave. Before the session is ready only the handshake passes.

import { messageIdOf } from './fields.js';
import type { LibraryPeer } from './library-link.js';
import { isDebugging } from './logger.js';
import type { Logger } from './logger.js';
import { Outgoing, outgoingName } from './message-ids.js';
import type { OrderWatch } from './order-watch.js';
import type { Pacer } from './pacer.js';
import type { RoundTrips } from './round-trips.js';
import type { Clock } from './clock.js';
import type { Transport } from './transport.js';

export interface OutboundParts {
  readonly transport: Pick<Transport, 'write'>;
  readonly pacer: Pick<Pacer, 'charge'>;
  readonly orders: OrderWatch;
  readonly roundTrips: RoundTrips;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The library asked for its socket to be closed. */
  hungUp(): void;
}

const HEADER = 4;
const GREETING = 'API\0';

/** What may pass next. */
type Stage = 'greeting' | 'start-api' | 'waiting' | 'open' | 'shut';

export class Outbound implements LibraryPeer {
  readonly #parts: OutboundParts;
  readonly #debugging: boolean;
  #stage: Stage = 'greeting';
  #serverVersion = 0;
  #probed: number | undefined;
  messages = 0;

  constructor(parts: OutboundParts) {
    this.#parts = parts;
    this.#debugging = isDebugging(parts.logger);
  }

  /** The session is ready: everything passes. */
  open(serverVersion: number): void {
    this.#serverVersion = serverVersion;
    if (this.#stage !== 'shut') this.#stage = 'open';
  }

  /** The session is over: nothing passes any more. */
  shut(): void {
    this.#stage = 'shut';
  }

  hungUp(): void {
    this.#parts.hungUp();
  }

  /** Runs `send` with the gate closed; answers whether anything arrived at it. */
  probe(send: () => void): boolean {
    this.#probed = 0;
    try {
      send();
      return this.#probed > 0;
    } catch {
      return false;
    } finally {
      this.#probed = undefined;
    }
  }

  wrote(message: Buffer): void {
    if (this.#probed !== undefined) {
      this.#probed += 1;
      return;
    }
    const isGreeting = this.#stage === 'greeting' && message.toString('latin1', 0, HEADER) === GREETING;
    const id = isGreeting ? -1 : messageIdOf(message, HEADER, message.length);
    if (!this.#passes(isGreeting, id)) {
      this.#parts.logger.error(
        { message: outgoingName(id), stage: this.#stage },
        'A message outside the session was not sent',
      );
      return;
    }
    if (!isGreeting) this.#note(id, message);
    this.#parts.transport.write(message);
  }

  #passes(isGreeting: boolean, id: number): boolean {
    switch (this.#stage) {
      case 'greeting':
        if (isGreeting) this.#stage = 'start-api';
        return isGreeting;
      case 'start-api':
        if (id === Outgoing.StartApi) this.#stage = 'waiting';
        return id === Outgoing.StartApi;
      case 'open':
        return true;
      case 'waiting':
      case 'shut':
        return false;
    }
  }

  #note(id: number, message: Buffer): void {
    const { pacer, orders, roundTrips, clock, logger } = this.#parts;
    this.messages += 1;
    pacer.charge();
    if (id === Outgoing.CurrentTime) roundTrips.asked(clock.now());
    orders.written(id, message, HEADER, message.length, this.#serverVersion);
    if (this.#debugging) {
      logger.debug({ message: outgoingName(id), bytes: message.length }, 'Sent');
    }
  }
}
