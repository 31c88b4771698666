// The socket to TWS: dialed, owned and ended here and nowhere else.

import net from 'node:net';
import type { Duplex } from 'node:stream';

/** What happens on the wire. After `gone` nothing more is reported. */
export interface TransportEvents {
  read(bytes: Buffer): void;
  /** The socket is gone without our doing: with an error, or because TWS closed it. */
  gone(error: Error | undefined): void;
}

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/**
 * Opens a stream to TWS, which emits `connect` when it is up and `error` when it cannot be, as `net.connect` does. Where
 * it has `resetAndDestroy()`, that is used to take back what TWS has not received when a session ends.
 */
export type Dial = (endpoint: Endpoint) => Duplex;

const KEEP_ALIVE_AFTER_MS = 30_000;
/**
 * How long one turn of the event loop may be spent on what a TCP socket has to read; then others get theirs. One turn
 * reads up to two megabytes otherwise, and a long list of orders would block the process for that long.
 */
const READING_MS = 5;
/** How long TWS may take to close its side of an orderly goodbye. */
const GOODBYE_MS = 500;

/** One TCP connection. */
export class Transport {
  readonly #socket: Duplex & Partial<Pick<net.Socket, 'resetAndDestroy'>>;
  #events: TransportEvents | undefined;
  #turnStartedAt: number | undefined;
  bytesIn = 0;
  bytesOut = 0;

  private constructor(socket: Duplex) {
    this.#socket = socket;
  }

  /** Dials. Rejects with the system's error, or with `signal.reason`; the socket is gone then. */
  static dial(endpoint: Endpoint, signal: AbortSignal, dial: Dial = dialTcp): Promise<Transport> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const socket = dial(endpoint);
      // A socket without an error listener takes the process down.
      socket.on('error', () => undefined);
      const settle = (): void => {
        signal.removeEventListener('abort', abort);
        socket.off('error', fail).off('connect', connected);
      };
      const abort = (): void => {
        settle();
        socket.destroy();
        reject(signal.reason as Error);
      };
      const fail = (error: Error): void => {
        settle();
        reject(error);
      };
      const connected = (): void => {
        settle();
        resolve(new Transport(socket));
      };
      signal.addEventListener('abort', abort, { once: true });
      socket.once('error', fail).once('connect', connected);
    });
  }

  /** Bytes that wait for TWS to read them. */
  get unsentBytes(): number {
    return this.#socket.writableLength;
  }

  /** Starts to report. */
  start(events: TransportEvents): void {
    this.#events = events;
    let failure: Error | undefined;
    this.#socket.on('error', (error) => (failure = error));
    this.#socket.on('data', (bytes: Buffer) => {
      this.bytesIn += bytes.length;
      const startedAt = (this.#turnStartedAt ??= this.#beginTurn());
      this.#events?.read(bytes);
      if (this.#socket instanceof net.Socket && performance.now() - startedAt > READING_MS) this.#breathe();
    });
    // `end` comes first when TWS closes in an orderly way; waiting for `close` would only cost time.
    this.#socket.on('end', () => this.#gone(failure));
    this.#socket.on('close', () => this.#gone(failure));
    // It may have gone between dialing and now.
    if (this.#socket.destroyed) queueMicrotask(() => this.#gone(failure));
  }

  write(bytes: Buffer): void {
    this.bytesOut += bytes.length;
    this.#socket.write(bytes);
  }

  /** Ends at once; what TWS has not received yet is taken back, so that it is not delivered later. */
  reset(): void {
    this.#events = undefined;
    if (this.#socket.resetAndDestroy) this.#socket.resetAndDestroy();
    else this.#socket.destroy();
  }

  /** Says goodbye: what was written is delivered. Resolves when the socket is gone, at the latest after half a second. */
  finish(): Promise<void> {
    this.#events = undefined;
    if (this.#socket.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      // Real time on purpose: the peer is a real one, whatever clock the session runs on.
      const timer = setTimeout(() => this.reset(), GOODBYE_MS);
      this.#socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      this.#socket.resume();
      this.#socket.end();
    });
  }

  /** Notes when this turn of the event loop began to read. */
  #beginTurn(): number {
    setImmediate(() => (this.#turnStartedAt = undefined));
    return performance.now();
  }

  /** Goes on reading in the next turn. */
  #breathe(): void {
    this.#socket.pause();
    setImmediate(() => this.#socket.resume());
  }

  #gone(error: Error | undefined): void {
    const events = this.#events;
    this.#events = undefined;
    events?.gone(error);
  }
}

function dialTcp({ host, port }: Endpoint): Duplex {
  return net.connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_AFTER_MS });
}
