/**
 * The bytes on their way out, as the network treats them: late, in pieces, bunched, or not at all. Without a fault
 * they go straight to the socket.
 */

import type { Clock } from '../clock.js';
import type { FaultBoard } from '../faults/board.js';
import type { World } from '../world.js';
import type { Network, ServerSocket } from './network.js';

const LINGER_MS = 2000;

export interface Parcel {
  readonly bytes: Buffer;
  /** Not before this instant, in milliseconds since the epoch. */
  readonly due: number;
}

export class ShapedSocket {
  readonly #socket: ServerSocket;
  readonly #faults: FaultBoard;
  readonly #clock: Clock;
  readonly #network: Network;
  readonly #isMute: () => boolean;
  #parcels: Parcel[] = [];
  #pieces: Buffer[] = [];
  #cancelPiece: (() => void) | undefined;
  #cancelDue: (() => void) | undefined;
  #isEnding = false;

  /** @param isMute true while the connection is half open: nothing leaves */
  constructor(socket: ServerSocket, { faults, clock, options }: World, isMute: () => boolean) {
    this.#socket = socket;
    this.#faults = faults;
    this.#clock = clock;
    this.#network = options.network;
    this.#isMute = isMute;
  }

  /** Bytes not yet taken by the operating system. */
  get queued(): number {
    const held = this.#parcels.reduce((sum, { bytes }) => sum + bytes.length, 0);
    return this.#socket.writableLength + held + this.#pieces.reduce((sum, bytes) => sum + bytes.length, 0);
  }

  write(bytes: Buffer): void {
    if (this.#faults.isEmpty && this.#isIdle) {
      this.#socket.write(bytes);
      return;
    }
    if (this.#isMute()) return;
    const now = this.#clock.now();
    const delay = this.#faults.find('delay')?.ms ?? 0;
    const bunch = this.#faults.find('coalesce')?.ms ?? 0;
    const due = now + Math.max(delay, this.#parcels.length > 0 ? 0 : bunch);
    this.#parcels.push({ bytes, due: Math.max(due, this.#parcels.at(-1)?.due ?? 0) });
    this.#release();
  }

  /** FIN after everything that is still to leave. */
  end(): void {
    this.#isEnding = true;
    if (this.#isIdle) this.#finish();
  }

  /** What has not left is lost. */
  destroy(reset: boolean): void {
    this.discard();
    if (reset) this.#socket.resetAndDestroy();
    else this.#socket.destroy();
  }

  /** Nobody is there any more: what has not left never will. */
  discard(): void {
    this.#cancelDue?.();
    this.#cancelPiece?.();
    this.#parcels = [];
    this.#pieces = [];
  }

  /** A peer that does not close its side in answer is not waited for. */
  #finish(): void {
    this.#socket.end();
    const timer = setTimeout(() => this.#socket.destroy(), LINGER_MS).unref();
    this.#socket.once('close', () => clearTimeout(timer));
  }

  get #isIdle(): boolean {
    return this.#parcels.length === 0 && this.#pieces.length === 0;
  }

  #release(): void {
    const now = this.#clock.now();
    const ready = this.#parcels.filter(({ due }) => due <= now).map(({ bytes }) => bytes);
    this.#parcels = this.#parcels.slice(ready.length);
    if (ready.length > 0) this.#deliver(Buffer.concat(ready));
    const [next] = this.#parcels;
    this.#cancelDue?.();
    this.#cancelDue = next && this.#clock.schedule(next.due - now, () => this.#release());
  }

  #deliver(bytes: Buffer): void {
    const size = this.#faults.find('fragment')?.bytes ?? Infinity;
    for (let start = 0; start < bytes.length; start += size) this.#pieces.push(bytes.subarray(start, start + size));
    this.#cancelPiece ??= this.#network.soon(() => this.#sendPiece());
  }

  #sendPiece(): void {
    this.#cancelPiece = undefined;
    const piece = this.#pieces.shift();
    if (piece && !this.#socket.destroyed) this.#socket.write(piece);
    if (this.#pieces.length > 0) this.#cancelPiece = this.#network.soon(() => this.#sendPiece());
    else if (this.#isEnding && this.#isIdle) this.#finish();
  }
}
