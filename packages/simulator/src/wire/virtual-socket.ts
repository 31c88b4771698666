/** One end of a connection that exists in memory only: what is written arrives at the other end when the clock says so. */

import { Duplex } from 'node:stream';
import type { ServerSocket } from './network.js';

/** One way of a connection. What is carried arrives in order. */
export interface Lane {
  carry(action: () => void): void;
  /** Lose what is on its way. */
  clear(): void;
}

/** As much as two kernels hold between them before a writer has to wait. */
const WINDOW_BYTES = 256 * 1024;

/**
 * Behaves like a `net.Socket` as far as TWS and its clients can tell, with one simplification: a side that has said its
 * goodbye is gone at once and does not wait for the other side's.
 */
export class VirtualSocket extends Duplex implements ServerSocket {
  readonly #out: Lane;
  #peer: VirtualSocket | undefined;
  #inFlight = 0;
  #hasEnded = false;
  #isReset = false;
  #unblock: (() => void) | undefined;

  constructor(out: Lane) {
    super({ allowHalfOpen: false });
    this.#out = out;
  }

  /** Two ends that write to each other. */
  static pair(a: VirtualSocket, b: VirtualSocket): void {
    a.#peer = b;
    b.#peer = a;
  }

  setNoDelay(): this {
    return this;
  }

  resetAndDestroy(): this {
    this.#isReset = true;
    return this.destroy();
  }

  /** The peer's host answered with RST. */
  reset(code = 'ECONNRESET', syscall = 'read'): void {
    if (!this.destroyed) this.destroy(Object.assign(new Error(`${syscall} ${code}`), { code, syscall }));
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const bytes = Buffer.from(chunk);
    this.#inFlight += bytes.length;
    this.#out.carry(() => {
      const peer = this.#peer;
      this.#inFlight -= bytes.length;
      if (!peer?.destroyed) peer?.push(bytes);
      else peer.#out.carry(() => this.reset()); // Nobody is there any more, and that host says so.
    });
    if (this.#inFlight + (this.#peer?.readableLength ?? 0) < WINDOW_BYTES) done();
    else this.#unblock = done;
  }

  override _read(): void {
    this.#peer?.unblock();
  }

  /** The peer has room again. */
  unblock(): void {
    const done = this.#unblock;
    this.#unblock = undefined;
    done?.();
  }

  override _final(done: () => void): void {
    this.#sendEnd();
    done();
    process.nextTick(() => this.destroy());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (this.#isReset) {
      this.#out.clear();
      this.#out.carry(() => this.#peer?.reset());
    } else this.#sendEnd();
    done(error);
  }

  #sendEnd(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#out.carry(() => {
      if (this.#peer?.destroyed === false) this.#peer.push(null);
    });
  }
}
