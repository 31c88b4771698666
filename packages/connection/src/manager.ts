// The connection: keeps a session to TWS alive and says how it stands.

import type { IBApi } from '@stoqey/ib';
import { ConnectionCore } from './connection-core.js';
import { coreKey } from './core-of.js';
import type {
  ConnectHandler,
  ConnectionEvent,
  DisconnectHandler,
  EventOf,
  ListenOptions,
  Unsubscribe,
} from './events.js';
import type { ConnectionOptions, ConnectOptions } from './options.js';
import { atLeastOne, duration, resolveOptions } from './resolve-options.js';
import type { Session } from './session.js';
import type { ConnectionState } from './state.js';
import type { ConnectionStatus } from './status.js';
import { Supervisor } from './supervisor.js';
import { onAbort } from './on-abort.js';

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_ATTEMPTS = 3;

/**
 * A connection to TWS or IB Gateway that heals itself and says why.
 *
 * ```ts
 * await using connection = new IBKRConnectionManager({ paperTrading: true });
 * await connection.connect();
 * console.log(connection.getStatus());
 * ```
 */
export class IBKRConnectionManager implements AsyncDisposable {
  /** @internal */
  readonly [coreKey]: object;
  readonly #core: ConnectionCore;
  readonly #supervisor: Supervisor;

  /**
   * Reads the configuration and does nothing else: `connect()` connects.
   * @throws InvalidArgumentError naming the option or variable that is impossible
   */
  constructor(options: ConnectionOptions = {}) {
    this.#core = new ConnectionCore(resolveOptions(options));
    this.#supervisor = new Supervisor(this.#core);
    this[coreKey] = this.#core;
  }

  get state(): ConnectionState {
    return this.#core.lifecycle.state;
  }

  /**
   * Resolves once TWS has sent its version, the next order id and the accounts. Concurrent calls share one attempt;
   * while reconnecting it joins the running attempts, and tries at once.
   *
   * Rejects with the `ConnectionError` of the last attempt, which names the phase; at once when trying again is
   * pointless (version, live against paper). Rejects with reason `closed` when `disconnect()` is called meanwhile, and
   * with `signal.reason` when aborted.
   */
  async connect(options: ConnectOptions = {}): Promise<true> {
    const { timeoutMs = DEFAULT_TIMEOUT_MS, retryCount = DEFAULT_ATTEMPTS, signal } = options;
    const plan = {
      attempts: atLeastOne('retryCount', retryCount),
      timeoutMs: duration('timeoutMs', timeoutMs, { least: 1 }),
    };
    await this.#supervisor.connect(plan, signal);
    return true;
  }

  /**
   * Ends the session. What was written is delivered; what waits is rejected. Never followed by an automatic reconnect.
   * Resolves when the socket is gone. Idempotent.
   */
  disconnect(): Promise<void> {
    return this.#supervisor.disconnect();
  }

  /**
   * Ends the current session, if any, and opens the next one; `false`, never an exception, when that fails. With
   * automatic reconnection the loop may still succeed after `timeoutMs` (30 seconds unless given).
   * @throws InvalidArgumentError when `timeoutMs` is impossible: the only way in which it rejects
   */
  async reconnect(options: { readonly timeoutMs?: number } = {}): Promise<boolean> {
    const timeoutMs = duration('timeoutMs', options.timeoutMs ?? DEFAULT_TIMEOUT_MS, { least: 1 });
    try {
      await this.#supervisor.reconnect(timeoutMs);
      return true;
    } catch (error) {
      this.#core.config.logger.warn({ err: error }, 'Reconnecting failed');
      return false;
    }
  }

  /** A session is ready, and TWS is in touch with IBKR. */
  isConnected(): boolean {
    return this.#core.isConnected;
  }

  /**
   * The library's client of the current session. Do not keep it: each session has its own, and once a session has
   * ended every call on its client throws. Calling `disconnect()` on it is the same as calling it here.
   * @throws ConnectionError `not-connected` when no session is ready
   */
  getIb(): IBApi {
    return this.#core.requireReady().session.ib;
  }

  /** A snapshot of everything known. Cheap, and never throws. */
  getStatus(): ConnectionStatus {
    return this.#core.status;
  }

  /** Called when a session is ready, and when TWS is back in touch with IBKR. May be async; a failure is logged. */
  addConnectHandler(handler: ConnectHandler, options: ListenOptions = {}): Unsubscribe {
    return addTo(this.#core.connectHandlers, (info) => handler(info), options);
  }

  /**
   * Called when the session has ended, whatever the reason (`cause.reason` is `closed` when it was asked for), and when
   * TWS has lost its link to IBKR. May be async; a failure is logged.
   */
  addDisconnectHandler(handler: DisconnectHandler, options: ListenOptions = {}): Unsubscribe {
    return addTo(this.#core.disconnectHandlers, (info) => handler(info), options);
  }

  /** Listens to one type of event. A listener may be async; a failure is logged. */
  on<T extends ConnectionEvent['type']>(
    type: T,
    listener: (event: EventOf<ConnectionEvent, T>) => unknown,
    options: ListenOptions = {},
  ): Unsubscribe {
    return this.#core.emitter.on(type, listener, options);
  }

  /** All events from now on. A reader that falls 1,000 events behind loses the oldest. Ends by `break` or the signal. */
  events(options: ListenOptions = {}): AsyncIterableIterator<ConnectionEvent, undefined> {
    return this.#core.emitter.events(options);
  }

  /**
   * The current session, or the next one while it is being made.
   * Rejects with `ConnectionError('not-connected')` when none is coming, with `TimeoutError` after `timeoutMs`
   * (30 seconds unless given), with `signal.reason` when aborted.
   */
  async session(options: { readonly signal?: AbortSignal; readonly timeoutMs?: number } = {}): Promise<Session> {
    const timeoutMs = duration('timeoutMs', options.timeoutMs ?? DEFAULT_TIMEOUT_MS, { least: 1 });
    return this.#supervisor.session(timeoutMs, options.signal);
  }

  /** Disconnects and ends every `events()` iteration. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.disconnect();
    this.#core.emitter.end();
  }
}

function addTo<T>(set: Set<T>, handler: T, { signal }: ListenOptions): Unsubscribe {
  if (signal?.aborted) return () => undefined;
  set.add(handler);
  const stop = (): void => {
    set.delete(handler);
    forget();
  };
  const forget = onAbort(signal, stop);
  return stop;
}
