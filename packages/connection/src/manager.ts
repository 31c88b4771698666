// The connection: keeps a session to TWS alive and says how it stands.

import type { IBApi } from '@stoqey/ib';
import type {
  ConnectHandler,
  ConnectionEvent,
  DisconnectHandler,
  EventOf,
  ListenOptions,
  Unsubscribe,
} from './events.js';
import type { ConnectionOptions, ConnectOptions } from './options.js';
import type { Session } from './session.js';
import type { ConnectionState } from './state.js';
import type { ConnectionStatus } from './status.js';

/** A connection to TWS or IB Gateway that heals itself and says why. */
export class IBKRConnectionManager implements AsyncDisposable {
  readonly #options: ConnectionOptions;

  /** @throws InvalidArgumentError naming the option or variable that is impossible */
  constructor(options: ConnectionOptions = {}) {
    this.#options = options;
  }

  get state(): ConnectionState {
    throw this.#todo();
  }

  connect(options: ConnectOptions = {}): Promise<true> {
    void options;
    return Promise.reject(this.#todo());
  }

  disconnect(): Promise<void> {
    return Promise.reject(this.#todo());
  }

  reconnect(options: { readonly timeoutMs?: number } = {}): Promise<boolean> {
    void options;
    return Promise.reject(this.#todo());
  }

  isConnected(): boolean {
    return false;
  }

  getIb(): IBApi {
    throw this.#todo();
  }

  getStatus(): ConnectionStatus {
    throw this.#todo();
  }

  addConnectHandler(handler: ConnectHandler, options: ListenOptions = {}): Unsubscribe {
    void [handler, options];
    throw this.#todo();
  }

  addDisconnectHandler(handler: DisconnectHandler, options: ListenOptions = {}): Unsubscribe {
    void [handler, options];
    throw this.#todo();
  }

  on<T extends ConnectionEvent['type']>(
    type: T,
    listener: (event: EventOf<ConnectionEvent, T>) => void | Promise<void>,
    options: ListenOptions = {},
  ): Unsubscribe {
    void [type, listener, options];
    throw this.#todo();
  }

  events(options: ListenOptions = {}): AsyncIterableIterator<ConnectionEvent, undefined> {
    void options;
    throw this.#todo();
  }

  session(options: { readonly signal?: AbortSignal; readonly timeoutMs?: number } = {}): Promise<Session> {
    void options;
    return Promise.reject(this.#todo());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.disconnect();
  }

  #todo(): Error {
    void this.#options;
    return new Error('not built yet');
  }
}
