// How the library comes to read from our socket instead of dialing its own.
//
// It calls `net.connect` synchronously inside `connect()`. For just that call we stand in for it and hand over an
// object that looks like a socket. Should a later version of the library dial differently, that is noticed at once,
// and a relay on a loopback port takes over: slower by a hop, and nothing else changes.

import net from 'node:net';
import type { IBApi } from '@stoqey/ib';
import { connectApi, disconnectApi } from './tws.js';

/** What the library does to its socket. */
export interface LibraryPeer {
  /** Exactly one message: the greeting or a frame with its length. */
  wrote(bytes: Buffer): void;
  /** The library wants its socket closed. */
  hungUp(): void;
}

/** The library's end of the wire. */
export interface LibraryLink {
  readonly kind: 'exchange' | 'relay';
  /** Says that the socket is connected; the library answers by writing its greeting. */
  open(): void;
  /** Hands over bytes. In exchange mode the library decodes them within the call, and may throw. */
  deliver(frame: Buffer): void;
  /** Says that the socket is gone. */
  close(): void;
}

/** Makes `api` read from us. Answers `undefined` when the library did not take the object it was handed. */
export function exchangeSocket(api: IBApi, clientId: number, peer: LibraryPeer): LibraryLink | undefined {
  const socket = new HandedSocket(peer);
  const mutableNet: { connect: unknown } = net;
  const original = mutableNet.connect;
  let taken = 0;
  try {
    mutableNet.connect = (...args: unknown[]) => {
      taken += 1;
      const callback = args.at(-1);
      if (typeof callback === 'function') socket.on('connect', callback as Handler);
      return socket;
    };
    connectApi(api, clientId);
  } catch {
    taken = 0;
  } finally {
    if (mutableNet.connect !== original) mutableNet.connect = original;
  }
  if (taken === 1 && socket.isListenedTo) return socket;
  abandon(api);
  return undefined;
}

function abandon(api: IBApi): void {
  try {
    // Whatever it dialed on its own is destroyed within this call, before it can connect.
    disconnectApi(api);
  } catch {
    // It is thrown away in any case.
  }
}

type Handler = (...args: unknown[]) => unknown;

/** Looks like a socket to the library, and is nothing but two hooks and four events. */
class HandedSocket implements LibraryLink {
  readonly kind = 'exchange';
  readonly #peer: LibraryPeer;
  readonly #handlers = new Map<string, Handler[]>();

  constructor(peer: LibraryPeer) {
    this.#peer = peer;
  }

  get isListenedTo(): boolean {
    return this.#handlers.has('data');
  }

  on(event: string, handler: Handler): this {
    this.#handlers.set(event, [...(this.#handlers.get(event) ?? []), handler]);
    return this;
  }

  write(bytes: Uint8Array | string): boolean {
    this.#peer.wrote(
      typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    );
    return true;
  }

  end(): this {
    this.#peer.hungUp();
    return this;
  }

  destroy(): this {
    this.#peer.hungUp();
    return this;
  }

  open(): void {
    this.#emit('connect');
  }

  deliver(frame: Buffer): void {
    this.#emit('data', frame);
  }

  close(): void {
    this.#emit('close', false);
  }

  #emit(event: string, ...args: unknown[]): void {
    for (const handler of this.#handlers.get(event) ?? []) handler(...args);
  }
}
