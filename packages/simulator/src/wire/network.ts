/** Where a simulator listens: ports of this machine, unless it is given a network of its own. */

import { createServer, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** The simulator's end of a connection. A `net.Socket` is one. */
export interface ServerSocket extends Duplex {
  setNoDelay(noDelay?: boolean): this;
  /** Ends at once with RST; what has not arrived yet never will. */
  resetAndDestroy(): this;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A port being opened, and then open. */
export interface Listener {
  /** Resolves when it is open, or was closed before it could be. Rejects when it is taken. */
  readonly port: Promise<number>;
  /** Accept nobody any more. Resolves when the port is free and its connections are gone. */
  close(): Promise<void>;
}

export interface Network {
  /** Open a port; 0 takes a free one. */
  listen(address: Address, accept: (socket: ServerSocket) => void): Listener;
  /** Run `callback` when what was written until now has left. Returns the way to cancel it. */
  soon(callback: () => void): () => void;
}

/** The machine's own. */
export const tcpNetwork: Network = {
  listen({ host, port }, accept) {
    const server = createServer(accept);
    let giveUp: () => void = () => undefined;
    return {
      port: new Promise((resolve, reject) => {
        giveUp = () => resolve(port);
        server.once('error', reject);
        server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
      }),
      close: () => {
        giveUp();
        return new Promise((resolve) => server.close(() => resolve()));
      },
    };
  },
  soon(callback) {
    const immediate = setImmediate(callback);
    return () => clearImmediate(immediate);
  },
};
