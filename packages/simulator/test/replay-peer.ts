/** A client of a few lines that speaks frames: for what no real client does. */

import { createConnection, type Socket } from 'node:net';
import { FrameReader, splitFields } from '../src/frame.js';

export class RawClient {
  readonly frames: string[][] = [];
  readonly socket: Socket;
  readonly #reader = new FrameReader(64 << 20);
  #wake: (() => void)[] = [];

  constructor(port: number, host = '127.0.0.1') {
    this.socket = createConnection({ port, host });
    this.socket.on('data', (bytes: Buffer) => {
      this.#reader.push(bytes);
      this.#take();
      for (const wake of this.#wake.splice(0)) wake();
    });
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => {
      for (const wake of this.#wake.splice(0)) wake();
    });
  }

  hello(range = 'v100..193'): this {
    this.socket.write(Buffer.concat([Buffer.from('API\0'), framed(range)]));
    return this;
  }

  send(...fields: (string | number)[]): this {
    this.socket.write(framed(fields.map((field) => `${field}\0`).join('')));
    return this;
  }

  /** The frames once there are `count` of them, or fewer when the server hangs up. */
  async received(count: number): Promise<string[][]> {
    const deadline = Date.now() + 10_000;
    while (this.frames.length < count && !this.socket.closed && Date.now() < deadline) {
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
    return this.frames.slice(0, count);
  }

  end(): Promise<void> {
    this.socket.end();
    this.socket.resume();
    return this.closed();
  }

  async closed(): Promise<void> {
    if (!this.socket.closed) await new Promise<void>((resolve) => this.socket.once('close', () => resolve()));
  }

  #take(): void {
    try {
      for (let frame = this.#reader.next(); frame; frame = this.#reader.next()) this.frames.push(splitFields(frame));
    } catch {
      // What is no frame is not collected.
    }
  }
}

export function framed(payload: string): Buffer {
  const body = Buffer.from(payload);
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return Buffer.concat([length, body]);
}
