/**
 * What is on its way to one client: frames are collected in large buffers and handed on once per turn of the event
 * loop, so that a burst of ticks costs one system call.
 */

import { writeFrame } from '../frame.js';

const CHUNK_BYTES = 64 * 1024;

export class Outbox {
  readonly #sink: (bytes: Buffer) => void;
  readonly #flush = (): void => {
    this.#scheduled = false;
    this.flush();
  };
  #chunk: Buffer = EMPTY;
  #start = 0;
  #end = 0;
  #scheduled = false;

  /** @param sink takes the bytes of one turn; they are not changed afterwards */
  constructor(sink: (bytes: Buffer) => void) {
    this.#sink = sink;
  }

  /** Bytes collected and not handed on. */
  get collected(): number {
    return this.#end - this.#start;
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

  /** Hand on everything collected. */
  flush(): void {
    if (this.#end === this.#start) return;
    const bytes = this.#chunk.subarray(this.#start, this.#end);
    this.#start = this.#end;
    this.#sink(bytes);
  }

  /** Forget what was collected in this turn: the answers of a connection that dies before they leave. */
  discard(): void {
    this.#end = this.#start;
  }

  #renew(room: number): void {
    this.flush();
    // A quiet client gets a small buffer: ten thousand of them must fit.
    const size = this.#chunk === EMPTY ? 1024 : CHUNK_BYTES;
    this.#chunk = Buffer.allocUnsafe(Math.max(size, room));
    this.#start = 0;
    this.#end = 0;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    process.nextTick(this.#flush);
  }
}

const EMPTY = Buffer.alloc(0);
