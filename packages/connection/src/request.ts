// Ask once: one promise that always settles.

import { describe, RequestError, TimeoutError } from '@cq/errors';
import type { Notice } from '@cq/errors';
import type { ConnectionCore } from './connection-core.js';
import { coreOf } from './core-of.js';
import type { CallOptions, EndReason, Exchange, Started, Stop } from './exchange.js';
import type { IBKRConnectionManager } from './manager.js';
import type { Priority } from './pacer.js';
import { duration } from './resolve-options.js';
import { RunningExchange } from './running-exchange.js';
import type { SessionCore } from './session-core.js';
import type { Scheduled } from './session-owner.js';
import type { Session } from './session.js';
import { runStop } from './stop.js';
import { onAbort } from './on-abort.js';

export interface RequestOptions extends CallOptions {
  /** @default 'data' */
  readonly priority?: Priority;
}

/** Sends the request and says what to do when it is over. */
export type StartRequest<T> = (
  exchange: Exchange,
  resolve: (value: T) => void,
  reject: (error: Error) => void,
) => Started;

/**
 * Asks TWS once. Rejects at once with `ConnectionError('not-connected')` when there is no ready session; with the
 * session's `ConnectionError` when that ends first; with `RequestError` when TWS says the request failed; with
 * `TimeoutError` at the deadline; with `signal.reason` when aborted. Never hangs, and leaves nothing behind.
 */
export function request<T>(
  connection: IBKRConnectionManager,
  operation: string,
  start: StartRequest<T>,
  options: RequestOptions = {},
): Promise<T> {
  return new Promise((resolve, reject) => {
    options.signal?.throwIfAborted();
    const core = coreOf(connection);
    new RunningRequest(core, { operation, start, options, resolve, reject }).begin(core.requireReady());
  });
}

interface RequestParts<T> {
  readonly operation: string;
  readonly start: StartRequest<T>;
  readonly options: RequestOptions;
  resolve(value: T): void;
  reject(error: Error): void;
}

class RunningRequest<T> {
  readonly #connection: ConnectionCore;
  readonly #parts: RequestParts<T>;
  #exchange: RunningExchange | undefined;
  #scheduled: Scheduled | undefined;
  #stop: Stop | undefined;
  #cancelTimer: (() => void) | undefined;
  #over: EndReason | undefined;
  #forgetSignal: () => void = () => undefined;

  constructor(connection: ConnectionCore, parts: RequestParts<T>) {
    this.#connection = connection;
    this.#parts = parts;
  }

  begin({ core, session }: { readonly core: SessionCore; readonly session: Session }): void {
    const { operation, options } = this.#parts;
    const { clock, requestTimeoutMs } = this.#connection.config;
    const timeoutMs = duration('timeoutMs', options.timeoutMs ?? requestTimeoutMs, { least: 1 });
    this.#exchange = new RunningExchange(core, session, {
      routed: (notice) => this.#routed(notice),
      sessionEnded: (cause) => this.#fail('session', cause),
    });
    const expire = (): void => this.#fail('timeout', new TimeoutError(operation, timeoutMs));
    this.#cancelTimer = clock.schedule(timeoutMs, expire);
    this.#forgetSignal = onAbort(options.signal, this.#abort);
    try {
      this.#scheduled = core.schedule(options.priority ?? 'data', { run: () => this.#start() });
    } catch (error) {
      this.#fail('failed', error);
    }
  }

  #start(): void {
    const exchange = this.#exchange;
    if (!exchange || this.#over) return;
    const { start } = this.#parts;
    try {
      const stop = start(
        exchange,
        (value) => this.#finish('settled', () => this.#parts.resolve(value)),
        (error) => this.#fail('failed', error),
      );
      if (stop) this.#stop = stop;
    } catch (error) {
      this.#fail('failed', error);
    }
    // It may have settled before it could say how to stop.
    this.#runStopIfOver();
  }

  #runStopIfOver(): void {
    if (this.#over) this.#runStop(this.#over);
  }

  readonly #abort = (): void => this.#fail('aborted', this.#parts.options.signal?.reason);

  #routed(notice: Notice): boolean {
    if (describe(notice.code).onRequest !== 'failed') return false;
    this.#fail('failed', new RequestError(this.#parts.operation, notice));
    return true;
  }

  #fail(why: EndReason, error: unknown): void {
    this.#finish(why, () => this.#parts.reject(error as Error));
  }

  #finish(why: EndReason, settle: () => void): void {
    if (this.#over) return;
    this.#over = why;
    this.#cancelTimer?.();
    this.#forgetSignal();
    this.#scheduled?.cancel();
    this.#exchange?.end();
    settle();
    this.#runStop(why);
  }

  #runStop(why: EndReason): void {
    const stop = this.#stop;
    this.#stop = undefined;
    if (stop && this.#exchange) runStop(this.#connection, this.#exchange, stop, why);
  }
}
