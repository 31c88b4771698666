/**
 * The recorder: a proxy between any client and any TWS that writes what passes into a transcript, without account
 * numbers, names and order refs. Bytes pass unchanged, except that the client's version offer is capped to the newest
 * version whose messages are known here.
 */

import { createConnection, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { Tap } from './record/tap.js';
import { TranscriptFile } from './record/transcript-file.js';
import type { ClosedBy, Direction } from './record/transcript-line.js';

export interface RecordOptions {
  /** The TWS, IB Gateway or simulator to record. */
  readonly upstream: { readonly host: string; readonly port: number };
  /** Where the transcript goes. */
  readonly file: string;
  /** Where clients connect; 0 takes a free port. @default 0 */
  readonly port?: number;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** Further words to take out: people's names, for instance. */
  readonly scrub?: readonly string[];
  /** Replace a file that exists. @default false */
  readonly overwrite?: boolean;
  /** The newest protocol version to let a client offer; text ends at 200. @default 193 */
  readonly maxServerVersion?: number;
  /** Milliseconds, for the pauses between lines. @default `performance.now` */
  readonly now?: () => number;
}

/**
 * A recorder at work. Closing it ends its connections and finishes the file. A full disk disturbs nobody who is recorded:
 * closing then rejects, with the system's error as the cause.
 */
export interface Recorder extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** Connections accepted so far. */
  readonly connections: number;
  close(): Promise<void>;
}

/** Starts a recorder. @throws the system's error when the port is taken or the file exists */
export async function record(options: RecordOptions): Promise<Recorder> {
  const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true });
  const early: Socket[] = [];
  const queue = (client: Socket) => early.push(client);
  server.on('connection', queue);
  server.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1' });
  await once(server, 'listening');
  const now = options.now ?? (() => performance.now());
  const { overwrite = false, scrub = [] } = options;
  try {
    const file = await TranscriptFile.create(options.file, { now, overwrite, names: scrub });
    server.off('connection', queue);
    return new Proxy(server, file, options, early);
  } catch (error) {
    server.close();
    for (const client of early) client.destroy();
    throw error;
  }
}

class Proxy implements Recorder {
  readonly host: string;
  readonly port: number;
  readonly #server: Server;
  readonly #file: TranscriptFile;
  readonly #options: RecordOptions;
  readonly #open = new Set<Pair>();
  #connections = 0;
  #closing: Promise<void> | undefined;

  constructor(server: Server, file: TranscriptFile, options: RecordOptions, early: readonly Socket[]) {
    const address = server.address() as AddressInfo;
    this.host = address.address;
    this.port = address.port;
    this.#server = server;
    this.#file = file;
    this.#options = options;
    server.on('connection', (client: Socket) => this.#accept(client));
    for (const client of early) this.#accept(client);
  }

  get connections(): number {
    return this.#connections;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const pair of this.#open) pair.destroy();
    await closed;
    await this.#file.close();
  }

  #accept(client: Socket): void {
    const pair = new Pair(client, ++this.#connections, this.#file, this.#options);
    this.#open.add(pair);
    pair.onClose(() => this.#open.delete(pair));
  }
}

/** One client, its socket to the upstream, and the two taps between them. */
class Pair {
  readonly #client: Socket;
  readonly #upstream: Socket;
  readonly #connection: number;
  readonly #file: TranscriptFile;
  readonly #taps: readonly Tap[];
  #closedBy: ClosedBy | undefined;
  #finished = false;
  #onClose: () => void = () => undefined;

  constructor(client: Socket, connection: number, file: TranscriptFile, options: RecordOptions) {
    this.#client = client;
    this.#connection = connection;
    this.#file = file;
    const { host, port } = options.upstream;
    this.#upstream = createConnection({ host, port, allowHalfOpen: true, noDelay: true });
    file.write({ type: 'open', connection });
    const maxVersion = options.maxServerVersion ?? 193;
    const tap = (direction: Direction) =>
      new Tap({ connection, direction, maxVersion, emit: (line) => file.write(line) });
    this.#taps = [
      this.#pass(client, this.#upstream, tap('in'), 'client'),
      this.#pass(this.#upstream, client, tap('out'), 'server'),
    ];
  }

  onClose(callback: () => void): void {
    this.#onClose = callback;
  }

  destroy(): void {
    this.#client.destroy();
    this.#upstream.destroy();
    this.#finish('server');
  }

  #pass(from: Socket, to: Socket, tap: Tap, by: 'client' | 'server'): Tap {
    from.on('data', (bytes: Buffer) => {
      const passed = tap.push(bytes);
      if (passed.length === 0 || to.destroyed || to.write(passed)) return;
      from.pause();
      to.once('drain', () => from.resume());
    });
    from.on('end', () => {
      this.#closedBy ??= by;
      to.end();
    });
    from.on('error', () => this.#cut(by, to));
    from.on('close', () => {
      // Nothing can be written to it any more, so what still comes from the other side is read to its end.
      if (!to.writableEnded) to.end();
      to.resume();
      this.#finish(by);
    });
    from.resume();
    return tap;
  }

  #cut(by: 'client' | 'server', other: Socket): void {
    const refused = by === 'server' && this.#upstream.remoteAddress === undefined && this.#upstream.bytesRead === 0;
    this.#closedBy ??= refused ? 'refused' : `${by}-reset`;
    other.resetAndDestroy();
  }

  /** Once both sockets are gone the connection is over, and what was left in the taps is all there is. */
  #finish(by: 'client' | 'server'): void {
    if (this.#finished || !this.#client.destroyed || !this.#upstream.destroyed) return;
    this.#finished = true;
    for (const tap of this.#taps) tap.end();
    this.#file.write({ type: 'close', connection: this.#connection, by: this.#closedBy ?? by });
    this.#onClose();
  }
}
