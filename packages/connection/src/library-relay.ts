// The fallback for a library that dials in a way we do not know: it dials a loopback port of ours instead.

import net from 'node:net';
import type { IBApi } from '@stoqey/ib';
import type { LibraryLink, LibraryPeer } from './library-link.js';
import { connectApi } from './tws.js';

const GREETING = 'API\0';
const HEADER = 4;

/**
 * Makes a client of the library with `makeApi`, which gets the host and port it has to dial, and accepts exactly that
 * one connection. Rejects with `signal.reason` when aborted.
 */
export async function relaySocket(
  makeApi: (host: string, port: number) => IBApi,
  options: { readonly clientId: number; readonly peer: LibraryPeer; readonly signal: AbortSignal },
): Promise<{ readonly api: IBApi; readonly link: LibraryLink }> {
  const server = net.createServer({ noDelay: true, pauseOnConnect: true });
  const stop = (): void => void server.close();
  options.signal.addEventListener('abort', stop, { once: true });
  try {
    const port = await listen(server);
    options.signal.throwIfAborted();
    const api = makeApi('127.0.0.1', port);
    connectApi(api, options.clientId);
    return { api, link: relayLink(await accept(server, options.signal), options.peer) };
  } finally {
    options.signal.removeEventListener('abort', stop);
    stop();
  }
}

function listen(server: net.Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
}

function accept(server: net.Server, signal: AbortSignal): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    server.once('connection', resolve).once('error', reject);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

function relayLink(socket: net.Socket, peer: LibraryPeer): LibraryLink {
  const split = splitter((message) => peer.wrote(message));
  socket.on('error', () => undefined);
  socket.on('end', () => peer.hungUp());
  return {
    kind: 'relay',
    open() {
      socket.on('data', split);
      socket.resume();
    },
    // A copy: the bytes belong to a buffer that is used again before this socket has sent them.
    deliver: (frame) => void socket.write(Buffer.from(frame)),
    close: () => void socket.destroy(),
  };
}

/** Cuts what the library writes into single messages. It writes little, so simple beats fast. */
function splitter(wrote: (message: Buffer) => void): (bytes: Buffer) => void {
  let held: Buffer = Buffer.alloc(0);
  return (bytes) => {
    held = Buffer.concat([held, bytes]);
    for (let size = messageSize(held); size <= held.length; size = messageSize(held)) {
      const message = held.subarray(0, size);
      held = held.subarray(size);
      wrote(message);
    }
  };
}

function messageSize(bytes: Buffer): number {
  const prefix = bytes.toString('latin1', 0, GREETING.length) === GREETING ? GREETING.length : 0;
  return bytes.length < prefix + HEADER ? Infinity : prefix + HEADER + bytes.readUInt32BE(prefix);
}
