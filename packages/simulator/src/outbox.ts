/**
 * What is on its way to one client: frames are collected in large buffers and handed to the socket once per turn of
 * the event loop, so that a burst of ticks costs one system call. Knows when the reader falls behind.
 */

import type { Socket } from 'node:net';
import { writeFrame } from './frame.js';

const CHUNK_BYTES = 64 * 1024;

/** Where the bytes of one turn go: straight to the socket, or through a fault that delays or cuts them. */
export type ByteSink = (bytes: Buffer) => void;

export class Outbox {
  readonly #socket: Socket;
  readonly #sink: ByteSink;
  #chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  #start = 0;
  #end = 0;
  #scheduled = false;

  constructor(socket: Socket, sink: ByteSink = (bytes) => void socket.write(bytes)) {
    this.#socket = socket;
    this.#sink = sink;
  }

  /** Bytes not yet taken by the operating system. */
  get queued(): number {
    return this.#socket.writableLength + (this.#end - this.#start);
  }

  /** Append one frame. */
  frame(payload: string): void {
    const room = 4 + payload.length * 3;
    if (this.#end + room > this.#chunk.length) this.#renew(room);
    this.#end = writeFrame(this.#chunk, this.#end, payload);
    this.#schedule();
  }

  /** Append bytes that are no frame: a deliberate corruption. */
  raw(bytes: Uint8Array): void {
    if (this.#end + bytes.length > this.#chunk.length) this.#renew(bytes.length);
    this.#chunk.set(bytes, this.#end);
    this.#end += bytes.length;
    this.#schedule();
  }

  /** Hand everything collected to the socket now. */
  flush(): void {
    if (this.#end === this.#start) return;
    const bytes = this.#chunk.subarray(this.#start, this.#end);
    this.#start = this.#end;
    if (!this.#socket.destroyed) this.#sink(bytes);
  }

  /** Forget what was collected in this turn: the answers of a connection that dies before they leave. */
  discard(): void {
    this.#end = this.#start;
  }

  #renew(room: number): void {
    this.flush();
    this.#chunk = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, room));
    this.#start = 0;
    this.#end = 0;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    process.nextTick(() => {
      this.#scheduled = false;
      this.flush();
    });
  }
}
