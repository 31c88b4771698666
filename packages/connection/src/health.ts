// Finds dead sockets: after silence it asks for the time, and without any answer in time the session is stale.

import type { Clock } from './clock.js';
import type { HealthPolicy } from './options.js';

/** What the monitor needs to know and do; see the session for what it means. */
export interface HealthOwner {
  /** When the last whole message came in. */
  readonly lastHeardAt: number;
  /** How many have come in. */
  readonly messagesHeard: number;
  /** A long message is on its way and bytes of it have come in since `since`. */
  isReceiving(since: number): boolean;
  /** Asks TWS for the time. */
  ping(): void;
  /** Nothing was heard for `silentMs`: end the session. */
  stale(silentMs: number): void;
  /** This process did not run for `blockedMs`. */
  stalled(blockedMs: number): void;
  /** Called now and then, so that the verdict is looked at even when nothing happens. */
  looked(): void;
}

/** A timer later than this means that the event loop was blocked, and that answers may wait unread. */
const STALL_MS = 250;
/** What arrived while we were blocked is read after the timers that are due, so the verdict waits for it to be. */
const LAST_LOOK_MS = 20;
/** While TWS talks, it is still asked this often, so that the round trip is known. */
const SAMPLE_EVERY_MS = 30_000;

/** Watches one session, with one timer that is always exactly as far away as the next decision. */
export class HealthMonitor {
  readonly #policy: HealthPolicy;
  readonly #clock: Clock;
  readonly #owner: HealthOwner;
  #askedAt: number | undefined;
  #heardWhenAsked = 0;
  #lookedLast = false;
  #sampledAt = 0;
  #cancel: (() => void) | undefined;

  constructor(policy: HealthPolicy, clock: Clock, owner: HealthOwner) {
    this.#policy = policy;
    this.#clock = clock;
    this.#owner = owner;
  }

  /** Since when an answer is awaited, if one is. */
  get askedAt(): number | undefined {
    return this.#askedAt;
  }

  start(): void {
    this.#sample();
    this.#wait(this.#policy.pingAfterMs);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #wait(ms: number): void {
    const due = this.#clock.now() + ms;
    this.#cancel = this.#clock.schedule(ms, () => {
      const late = this.#clock.now() - due;
      if (late > STALL_MS) this.#owner.stalled(late);
      this.#look(late > STALL_MS);
      if (this.#cancel) this.#owner.looked();
    });
  }

  #look(wasBlocked: boolean): void {
    const now = this.#clock.now();
    // The clock may have been set back; then everything was heard just now.
    const heardAt = Math.min(this.#owner.lastHeardAt, now);
    // Counted, because an answer within the same tick of the clock is an answer too.
    if (this.#owner.messagesHeard !== this.#heardWhenAsked) this.#askedAt = undefined;
    if (this.#askedAt === undefined) {
      this.#listen(now, heardAt);
      return;
    }
    // What TWS said while we were blocked is still in the kernel, so it gets its full time again.
    if (wasBlocked || this.#owner.isReceiving(this.#askedAt)) {
      this.#wait(this.#policy.pongWithinMs);
      return;
    }
    const rest = this.#askedAt + this.#policy.pongWithinMs - now;
    if (rest > 0) this.#wait(rest);
    else if (this.#lookedLast) this.#owner.stale(now - heardAt);
    else {
      this.#lookedLast = true;
      this.#wait(LAST_LOOK_MS);
    }
  }

  #listen(now: number, heardAt: number): void {
    const quietMs = now - heardAt;
    if (quietMs < this.#policy.pingAfterMs) {
      if (now - this.#sampledAt >= SAMPLE_EVERY_MS) this.#sample();
      this.#wait(this.#policy.pingAfterMs - quietMs);
      return;
    }
    this.#askedAt = now;
    this.#lookedLast = false;
    this.#heardWhenAsked = this.#owner.messagesHeard;
    this.#wait(this.#policy.pongWithinMs);
    this.#sample();
  }

  #sample(): void {
    this.#sampledAt = this.#clock.now();
    this.#owner.ping();
  }
}
