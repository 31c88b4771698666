// The way from dialing to ready: which phase it is in, what is still missing, and by when it must be there.

import type { ConnectionError, ConnectionPhase } from '@cq/errors';
import type { Clock } from './clock.js';
import { phaseShare, phaseTimedOut } from './handshake.js';
import type { Endpoint } from './transport.js';

export interface OpeningParts {
  readonly endpoint: Endpoint;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** The deadline of a phase has passed. */
  readonly expired: (error: ConnectionError) => void;
}

/** One attempt. Phases follow each other; each has to be over when its share of the deadline is. */
export class Opening {
  phase: ConnectionPhase = 'tcp';
  nextOrderId: number | undefined;
  accounts: readonly string[] = [];
  readonly #parts: OpeningParts;
  readonly #startedAt: number;
  #cancelTimer: (() => void) | undefined;

  constructor(parts: OpeningParts) {
    this.#parts = parts;
    this.#startedAt = parts.clock.now();
    this.enter('tcp');
  }

  enter(phase: ConnectionPhase): void {
    this.stop();
    this.phase = phase;
    const { clock, endpoint, timeoutMs, expired } = this.#parts;
    const share = timeoutMs * phaseShare[phase];
    this.#cancelTimer = clock.schedule(this.#startedAt + share - clock.now(), () => {
      expired(phaseTimedOut(endpoint, { phase, timeoutMs: share, missing: this.#missing() }));
    });
  }

  get isComplete(): boolean {
    return this.nextOrderId !== undefined && this.accounts.length > 0;
  }

  stop(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #missing(): string {
    if (this.phase === 'tcp') return 'accept a connection';
    if (this.phase === 'handshake') return 'say its version';
    if (this.nextOrderId === undefined && this.accounts.length === 0) return 'send the next order id and the accounts';
    return this.nextOrderId === undefined ? 'send the next order id' : 'send the accounts';
  }
}
