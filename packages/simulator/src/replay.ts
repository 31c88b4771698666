/** The replayer: a server that answers from a transcript, strictly in order or by request. */

import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { realClock, type Clock } from './clock.js';
import { Answers, RequestPlayer } from './replay/by-request.js';
import type { Mismatch } from './replay/mismatch.js';
import { Peer, type PeerEvents } from './replay/peer.js';
import { loadRecording, type Recording } from './replay/recording.js';
import { StrictPlayer } from './replay/strict.js';

export interface ReplayOptions {
  /** 0 takes a free port. @default 0 */
  readonly port?: number;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /**
   * `request`: each question gets the answer it got in the recording, in any order.
   * `strict`: the n-th client must do what the n-th recorded one did, in the same order, or is hung up on.
   * @default 'request'
   */
  readonly mode?: ReplayMode;
  /** Keep the pauses of the recording. @default true */
  readonly paced?: boolean;
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** The client did something that the recording does not have. */
  readonly onMismatch?: (mismatch: Mismatch) => void;
}

export type ReplayMode = 'strict' | 'request';

/** A replay at work. */
export interface Replay extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly mismatches: readonly Mismatch[];
  /** In strict mode: resolves when every recorded connection has been played. Otherwise when the replay is closed. */
  readonly finished: Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts to answer from a transcript.
 * @throws FileError for a file that is no transcript, the system's error when the port is taken
 */
export async function replay(file: string, options: ReplayOptions = {}): Promise<Replay> {
  const recording = await loadRecording(file);
  const server = createServer();
  const replayer = new Replayer(server, recording, options);
  server.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1' });
  await once(server, 'listening');
  return replayer;
}

class Replayer implements Replay {
  readonly finished: Promise<void>;
  readonly #server: Server;
  readonly #recording: Recording;
  readonly #options: ReplayOptions;
  readonly #clock: Clock | undefined;
  readonly #answers: Answers;
  readonly #stops = new Set<() => void>();
  readonly #mismatches: Mismatch[] = [];
  #accepted = 0;
  #played = 0;
  #finish: () => void = () => undefined;

  constructor(server: Server, recording: Recording, options: ReplayOptions) {
    this.#server = server;
    this.#recording = recording;
    this.#options = options;
    this.#clock = (options.paced ?? true) ? (options.clock ?? realClock) : undefined;
    this.#answers = new Answers(recording);
    this.finished = new Promise((resolve) => (this.#finish = resolve));
    server.on('connection', (socket) => this.#accept(socket));
  }

  get host(): string {
    return (this.#server.address() as AddressInfo).address;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get mismatches(): readonly Mismatch[] {
    return this.#mismatches;
  }

  async close(): Promise<void> {
    if (this.#server.listening) {
      const closed = once(this.#server, 'close');
      this.#server.close();
      for (const stop of this.#stops) stop();
      await closed;
    }
    this.#finish();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #accept(socket: Socket): void {
    const destroy = () => socket.destroy();
    this.#stops.add(destroy);
    socket.on('close', () => this.#stops.delete(destroy));
    if (this.#options.mode === 'strict') this.#playStrictly(socket);
    else this.#playByRequest(socket);
  }

  #playByRequest(socket: Socket): void {
    // The player needs the peer it answers, and the peer the player it tells.
    const events: PeerEvents = {
      handshake: (range) => player.handshake(range),
      frame: (fields) => player.receive(fields),
      closed: () => player.stop(),
    };
    const peer = new Peer(socket, events);
    const player = new RequestPlayer(this.#answers, peer, (mismatch) => this.#note(mismatch), this.#clock);
  }

  #playStrictly(socket: Socket): void {
    const connection = this.#recording.connections[this.#accepted++];
    if (connection === undefined) {
      this.#note({ line: undefined, expected: undefined, actual: ['one connection more than was recorded'] });
      socket.destroy();
      return;
    }
    const player = new StrictPlayer(connection, this.#clock);
    const peer = new Peer(socket, {
      handshake: (range) => player.receive([range]),
      frame: (fields) => player.receive(fields),
      closed: () => player.stop(),
    });
    void player.play(peer).then((mismatch) => {
      if (mismatch !== undefined) this.#note(mismatch);
      if (++this.#played === this.#recording.connections.length) this.#finish();
    });
  }

  #note(mismatch: Mismatch): void {
    this.#mismatches.push(mismatch);
    this.#options.onMismatch?.(mismatch);
  }
}

export { describeMismatch, type Mismatch } from './replay/mismatch.js';
