// The one loop that opens sessions. Nothing else connects, and nothing else reconnects.

import { ConnectionError, parseNotice, TimeoutError } from '@cq/errors';
import { backoffMs } from './backoff.js';
import type { ConnectionCore, EndDecision } from './connection-core.js';
import type { Lifecycle } from './lifecycle.js';
import { SessionCore } from './session-core.js';
import type { Session } from './session.js';
import { Waiters } from './waiters.js';

/** A session that lived this long was a good one; what follows is a new outage. */
const STABLE_AFTER_MS = 10_000;
/** How often an explicit reconnect() is tried where nobody asked for automatic ones. */
const EXPLICIT_ATTEMPTS = 3;

/** How hard the loop tries until it has its first session. */
export interface Plan {
  readonly attempts: number;
  readonly timeoutMs: number;
}

/** One run of the loop, from a connect() to the rest that follows. A run that is no longer the current one stops. */
interface Run {
  readonly plan: Plan;
  hadSession: boolean;
  /** Attempts that failed since there was a session. */
  failures: number;
  /** Waits since a session proved stable. */
  retries: number;
}

export class Supervisor implements EndDecision {
  readonly #core: ConnectionCore;
  readonly #waiters: Waiters;
  #run: Run | undefined;
  #session: SessionCore | undefined;
  /** Resolves when the last socket is gone; the next one is not dialed before. */
  #closing: Promise<void> = Promise.resolve();
  #timeoutMs = 0;
  #reconnectAsked = false;
  #movedPort: number | undefined;
  #wake: () => void = () => undefined;

  constructor(core: ConnectionCore) {
    this.#core = core;
    this.#waiters = new Waiters(core.config.clock);
    core.decide = this;
  }

  /** A session, within as many attempts as planned. Joins the attempt under way, if there is one. */
  connect(plan: Plan, signal?: AbortSignal): Promise<Session> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    const ready = this.#core.current?.session;
    if (ready) return Promise.resolve(ready);
    const onGivenUp = (): void => this.#stopUnlessWanted();
    const session = this.#waiters.add({ failures: plan.attempts, signal, holds: true, onGivenUp });
    if (this.#run) this.#wake();
    else this.#start(plan);
    return session;
  }

  /** Ends the session in favour of the next one. Rejects when there is none in time; the loop may go on trying. */
  reconnect(timeoutMs: number): Promise<Session> {
    const expires = { afterMs: timeoutMs, error: new TimeoutError('reconnect', timeoutMs) };
    const attempts = EXPLICIT_ATTEMPTS;
    const limit = this.#core.config.autoReconnect ? {} : { failures: attempts };
    const onGivenUp = (): void => this.#stopUnlessWanted();
    const next = this.#waiters.add({ expires, holds: true, onGivenUp, ...limit });
    this.#timeoutMs = timeoutMs;
    const { current } = this.#core;
    if (!this.#run) this.#start({ attempts, timeoutMs });
    else if (current) {
      this.#reconnectAsked = true;
      void current.end(new ConnectionError('closed', { message: 'The session was closed to reconnect' }), {
        gracefully: true,
      });
    } else this.#wake();
    return next;
  }

  /** The session, or the next one if one is being made. */
  session(timeoutMs: number, signal?: AbortSignal): Promise<Session> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    const ready = this.#core.current?.session;
    if (ready) return Promise.resolve(ready);
    if (!this.#run) return Promise.reject(this.#core.notConnected());
    return this.#waiters.add({
      signal,
      expires: { afterMs: timeoutMs, error: new TimeoutError('session', timeoutMs) },
    });
  }

  /** Ends everything; no reconnect follows. Resolves when the socket is gone. Idempotent. */
  disconnect(): Promise<void> {
    const cause = new ConnectionError('closed');
    this.#run = undefined;
    this.#wake();
    this.#waiters.rejectAll(cause);
    const closed = this.#session?.end(cause, { gracefully: true });
    if (closed) this.#closing = closed;
    // Whoever was told may have called connect() meanwhile: then that is what holds.
    if (!this.#isRunning() && this.#core.lifecycle.state !== 'disconnected') {
      this.#core.move({ state: 'disconnected', cause: undefined }, () => this.#core.rest(undefined));
    }
    return closed ?? this.#closing;
  }

  disconnectAsked(): void {
    void this.disconnect();
  }

  /** The session has ended by itself or was ended: what now? */
  afterEnd(core: SessionCore, cause: ConnectionError): Lifecycle {
    this.#closing = core.closed;
    const run = this.#run;
    const asked = this.#reconnectAsked;
    this.#reconnectAsked = false;
    const again = run && (this.#core.config.autoReconnect || asked);
    if (!again) {
      this.#run = undefined;
      return { state: 'disconnected', cause: run && cause };
    }
    const { clock } = this.#core.config;
    const bornAt = core.openedAt ?? clock.now();
    if (asked || clock.now() - bornAt >= STABLE_AFTER_MS) run.retries = 0;
    this.#followPort(cause);
    return { state: 'reconnecting', plane: 'socket', attempt: 1, retryAt: undefined, cause };
  }

  #start(plan: Plan): void {
    const run: Run = { plan, hadSession: false, failures: 0, retries: 0 };
    this.#run = run;
    this.#timeoutMs = plan.timeoutMs;
    this.#core.move({ state: 'connecting', attempt: 1, retryAt: undefined, cause: undefined });
    this.#supervise(run).catch((error: unknown) => this.#crashed(run, error));
  }

  async #supervise(run: Run): Promise<void> {
    while (this.#isCurrent(run)) {
      await this.#closing;
      if (!this.#isCurrent(run)) return;
      const cause = await this.#attempt(run);
      if (!this.#isCurrent(run)) return;
      if (this.#isHopeless(run, cause)) {
        this.#fail(run, cause);
        return;
      }
      await this.#pause(run, cause);
    }
  }

  /** Opens one session and sees it to its end. Answers why it ended, or why it could not be opened. */
  async #attempt(run: Run): Promise<ConnectionError> {
    const { config, endpoint, taps, nextEpoch } = this.#core;
    const session = new SessionCore(nextEpoch, { ...config, endpoint, taps }, this.#core);
    this.#session = session;
    try {
      const opened = await session.open(this.#timeoutMs);
      if (session.cause === undefined) {
        run.hadSession = true;
        run.failures = 0;
        this.#timeoutMs = run.plan.timeoutMs;
        if (endpoint.port === config.port) this.#movedPort = undefined;
        this.#core.opened(session, opened);
        if (this.#core.current === session) this.#waiters.resolveAll(opened);
      }
      return await session.over;
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      run.failures += 1;
      this.#followPort(error);
      return error;
    }
  }

  #isHopeless(run: Run, cause: ConnectionError): boolean {
    if (run.failures === 0) return false;
    const { autoReconnect, reconnect } = this.#core.config;
    const afterwards = autoReconnect ? reconnect.maxAttempts : EXPLICIT_ATTEMPTS;
    return !cause.retryable || run.failures >= (run.hadSession ? afterwards : run.plan.attempts);
  }

  #fail(run: Run, cause: ConnectionError): void {
    const error = run.hadSession && cause.retryable ? gaveUp(run.failures, cause) : cause;
    this.#run = undefined;
    this.#core.config.logger.error({ err: error, attempts: run.failures }, 'Connecting failed');
    this.#waiters.rejectAll(error);
    this.#core.move({ state: 'failed', error }, () => this.#core.rest(error));
  }

  /** Waits for the next attempt; `connect()` and `reconnect()` cut it short. */
  async #pause(run: Run, cause: ConnectionError): Promise<void> {
    if (run.failures > 0) this.#waiters.attemptFailed(cause);
    if (!this.#isCurrent(run)) return;
    run.retries += 1;
    const { reconnect: policy, random, clock, logger } = this.#core.config;
    const delayMs = backoffMs(run.retries, { policy, random, cause });
    const attempt = run.failures + 1;
    logger.warn({ attempt, delayMs: Math.round(delayMs), reason: cause.reason }, 'Connecting again');
    this.#moveToAttempt(run, { attempt, cause, retryAt: new Date(clock.now() + delayMs) });
    this.#core.emitter.emit({ type: 'reconnecting', attempt, delayMs, cause });
    if (delayMs > 0 && this.#isCurrent(run)) await this.#sleep(delayMs);
    if (this.#isCurrent(run)) this.#moveToAttempt(run, { attempt, cause, retryAt: undefined });
  }

  #moveToAttempt(run: Run, step: { attempt: number; cause: ConnectionError; retryAt: Date | undefined }): void {
    if (run.hadSession) this.#core.move({ state: 'reconnecting', plane: 'socket', ...step });
    else this.#core.move({ state: 'connecting', ...step });
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#core.config.clock.schedule(ms, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }

  /** TWS said that it listens elsewhere from now on. While nobody answers there, both ports are tried in turn. */
  #followPort(cause: ConnectionError): void {
    const { endpoint, config } = this.#core;
    const parsed = cause.notice && parseNotice(cause.notice);
    if (parsed?.kind === 'port-changed' && parsed.port !== undefined) this.#movedPort = parsed.port;
    if (this.#movedPort === undefined) return;
    const port = endpoint.port === this.#movedPort ? config.port : this.#movedPort;
    this.#core.endpoint = { host: endpoint.host, port };
  }

  #stopUnlessWanted(): void {
    if (this.#core.lifecycle.state === 'connecting' && !this.#waiters.isHeld) void this.disconnect();
  }

  #isRunning(): boolean {
    return this.#run !== undefined;
  }

  #isCurrent(run: Run): boolean {
    return this.#run === run;
  }

  /** A bug of ours must not leave anybody waiting. */
  #crashed(run: Run, error: unknown): void {
    this.#core.config.logger.error({ err: error }, 'The supervising loop failed');
    if (!this.#isCurrent(run)) return;
    const cause = new ConnectionError('gave-up', { message: 'The supervising loop failed', cause: error });
    void this.#session?.end(cause);
    if (this.#isCurrent(run)) this.#fail(run, cause);
  }
}

function gaveUp(attempts: number, cause: ConnectionError): ConnectionError {
  return new ConnectionError('gave-up', {
    message: `Gave up after ${attempts} attempts: ${cause.summary}`,
    ...(cause.notice ? { notice: cause.notice } : {}),
    tips: cause.tips,
    cause,
  });
}
