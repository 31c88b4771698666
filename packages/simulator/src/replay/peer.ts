/** The client at the other end of a replay: its handshake and frames as fields, and the ways to answer or hang up. */

import type { Socket } from 'node:net';
import { FrameError, FrameReader } from '../frame.js';

/** Fields are Latin-1 text, one character a byte, so that any bytes survive. The handshake is one field. */
export interface PeerEvents {
  handshake(range: string): void;
  frame(fields: readonly string[]): void;
  /** The connection is over, by whomever. */
  closed(): void;
}

const PREFIX = 'API\0';

export class Peer {
  readonly #socket: Socket;
  readonly #reader = new FrameReader();
  readonly #events: PeerEvents;
  #greeted = false;
  #closed = false;

  constructor(socket: Socket, events: PeerEvents) {
    this.#socket = socket;
    this.#events = events;
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
    socket.on('error', () => undefined);
    socket.on('close', () => this.#close());
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  send(fields: readonly string[], terminated = true): void {
    const payload = Buffer.from(fields.join('\0') + (terminated ? '\0' : ''), 'latin1');
    const length = Buffer.alloc(4);
    length.writeInt32BE(payload.length);
    this.sendRaw(Buffer.concat([length, payload]));
  }

  sendRaw(bytes: Buffer): void {
    if (!this.#socket.destroyed && !this.#socket.writableEnded) this.#socket.write(bytes);
  }

  /** Hang up; what was sent arrives first, unless `reset`. */
  end(options: { readonly reset?: boolean } = {}): void {
    if (options.reset === true) this.#socket.resetAndDestroy();
    else this.#socket.destroySoon();
  }

  #receive(bytes: Buffer): void {
    this.#reader.push(bytes);
    try {
      if (!this.#greeted && !this.#greet()) return;
      for (let payload = this.#reader.next(); payload && !this.#closed; payload = this.#reader.next()) {
        this.#events.frame(fieldsOf(payload));
      }
    } catch (error) {
      // Whoever breaks the framing cannot be understood again; anything else is a fault of this side and must be seen.
      this.end({ reset: true });
      if (!(error instanceof FrameError)) throw error;
    }
  }

  #greet(): boolean {
    const start = this.#reader.peek(PREFIX.length).toString('latin1');
    if (!PREFIX.startsWith(start)) throw new FrameError('not an API client');
    const head = this.#reader.peek(8);
    if (head.length < 8) return false;
    const whole = this.#reader.take(8 + Math.min(head.readUInt32BE(4), 4096));
    if (whole === undefined) return false;
    this.#greeted = true;
    this.#events.handshake(whole.toString('latin1', 8));
    return true;
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#events.closed();
  }
}

function fieldsOf(payload: Buffer): readonly string[] {
  const text = payload.toString('latin1');
  return (text.endsWith('\0') ? text.slice(0, -1) : text).split('\0');
}

/** Whether a client that offers this range speaks this version. */
export function offers(range: string, version: number): boolean {
  const match = /^v(\d+)(?:\.\.(\d+))?/.exec(range);
  return match !== null && Number(match[1]) <= version && version <= Number(match[2] ?? match[1]);
}
