/**
 * Connections without a kernel in between: the same program makes the same bytes arrive at the same instants, every time.
 * Client and simulator share it, and the clock that moves it.
 */

import type { Duplex } from 'node:stream';
import type { Clock } from '../clock.js';
import type { Address, Listener, Network, ServerSocket } from './network.js';
import { VirtualSocket, type Lane } from './virtual-socket.js';

export interface VirtualNetworkOptions {
  /** How long bytes are under way, one way; a function is asked for each write, and order is kept. @default 0 */
  readonly latencyMs?: number | (() => number);
}

const FIRST_FREE_PORT = 49_152;

/**
 * ```ts
 * const clock = new VirtualClock(undefined, { settleTurns: 1 });
 * const network = new VirtualNetwork(clock);
 * await using sim = await Simulator.start({ clock, network, port: 4002 });
 * await using connection = new IBKRConnectionManager({ clock, dial: network.dial, port: 4002 });
 * ```
 * Nothing arrives unless somebody calls `clock.advance`.
 */
export class VirtualNetwork implements Network {
  readonly #clock: Clock;
  readonly #latencyMs: () => number;
  readonly #ports = new Map<number, (socket: ServerSocket) => void>();
  readonly #sockets = new Set<VirtualSocket>();
  #nextPort = FIRST_FREE_PORT;

  constructor(clock: Clock, options: VirtualNetworkOptions = {}) {
    const { latencyMs = 0 } = options;
    this.#clock = clock;
    this.#latencyMs = typeof latencyMs === 'number' ? () => latencyMs : latencyMs;
  }

  /** Sockets that are not closed, on both sides: what a leak test looks at. */
  get sockets(): number {
    return this.#sockets.size;
  }

  /**
   * A client's way in, like `net.connect`: the socket emits `connect`, or `error` with ECONNREFUSED when nobody listens
   * on that port. The host is not looked at.
   */
  readonly dial = ({ port }: Address): Duplex => {
    const toServer = this.#lane();
    const toClient = this.#lane();
    const client = new VirtualSocket(toServer);
    this.#keep(client);
    toServer.carry(() => {
      if (client.destroyed) return;
      const accept = this.#ports.get(port);
      if (!accept) {
        toClient.carry(() => client.reset('ECONNREFUSED', 'connect'));
        return;
      }
      const server = new VirtualSocket(toClient);
      this.#keep(server);
      VirtualSocket.pair(client, server);
      toClient.carry(() => client.emit('connect'));
      accept(server);
    });
    return client;
  };

  listen({ port }: Address, accept: (socket: ServerSocket) => void): Listener {
    const free = port === 0 ? this.#nextPort++ : port;
    const isTaken = this.#ports.has(free);
    if (!isTaken) this.#ports.set(free, accept);
    return {
      port: isTaken ? Promise.reject(addressInUse(free)) : Promise.resolve(free),
      close: () => {
        if (this.#ports.get(free) === accept) this.#ports.delete(free);
        return Promise.resolve();
      },
    };
  }

  soon(callback: () => void): () => void {
    return this.#clock.schedule(0, callback);
  }

  #keep(socket: VirtualSocket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  #lane(): Lane {
    let cargo: (() => void)[] = [];
    let arrivesAt = 0;
    return {
      carry: (action) => {
        const now = this.#clock.now();
        arrivesAt = Math.max(arrivesAt, now + this.#latencyMs());
        const load = cargo;
        load.push(action);
        this.#clock.schedule(arrivesAt - now, () => load.shift()?.());
      },
      clear: () => {
        cargo.length = 0;
        cargo = [];
      },
    };
  }
}

function addressInUse(port: number): Error {
  const error = new Error(`listen EADDRINUSE: address already in use ${port}`);
  return Object.assign(error, { code: 'EADDRINUSE', syscall: 'listen', port });
}
