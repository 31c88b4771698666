// From a byte stream to frames: four bytes of length, then that many bytes of NUL-terminated fields.

/** Receives what was read. Payloads are valid during the call only. */
export interface FrameSink {
  /** A whole frame: payload in `bytes[start, end)`, its length header in the four bytes before `start`. */
  frame(bytes: Buffer, start: number, end: number): void;
  /**
   * Optional: whole frames from `position` on may be taken at once, before they are looked at one by one. Answers where
   * the first frame begins that was not taken.
   */
  run?(bytes: Buffer, position: number): number;
  /** One frame that cannot be right. It is skipped; the next one is where it should be. */
  badFrame(bytes: Buffer, start: number, end: number, message: string): void;
  /** The stream can no longer be cut into frames. Nothing more will be reported. */
  broken(message: string): void;
}

const HEADER = 4;
const NUL = 0;
/** The longest message the library accepts, header included. */
const LONGEST_FRAME = 0xffffff;
const FIRST_GUESS = 65_536;

/**
 * Cuts reads into frames. Frames that lie whole in one read are reported in place; one that spans reads is gathered
 * in a buffer that grows by doubling, so that a frame of any size costs time proportional to its length, and a false
 * length costs no memory that was not received.
 */
export class FrameReader {
  readonly #sink: FrameSink;
  #partial: Buffer | undefined;
  #have = 0;
  #stopped = false;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  /** A frame has begun and is not complete. */
  get pending(): boolean {
    return this.#partial !== undefined;
  }

  /** Reports nothing more, whatever is fed. */
  stop(): void {
    this.#stopped = true;
    this.#partial = undefined;
  }

  feed(chunk: Buffer): void {
    let position = this.#partial ? this.#complete(this.#partial, chunk) : 0;
    while (!this.#stopped && position < chunk.length) {
      position = this.#sink.run?.(chunk, position) ?? position;
      if (this.#isStopped() || position >= chunk.length) return;
      const length = position + HEADER <= chunk.length ? this.#lengthAt(chunk, position) : undefined;
      if (this.#isStopped()) return;
      const end = length === undefined ? Infinity : position + HEADER + length;
      if (end > chunk.length) {
        this.#keep(chunk, position);
        return;
      }
      this.#report(chunk, position + HEADER, end);
      position = end;
    }
  }

  /** Adds to the frame under way; answers how much of the chunk it took. */
  #complete(partial: Buffer, chunk: Buffer): number {
    let taken = 0;
    if (this.#have < HEADER) {
      taken = Math.min(HEADER - this.#have, chunk.length);
      this.#append(partial, chunk, 0, taken);
      if (this.#have < HEADER) return taken;
    }
    const length = this.#lengthAt(this.#partial ?? partial, 0);
    if (length === undefined) return taken;
    const rest = Math.min(HEADER + length - this.#have, chunk.length - taken);
    const gathered = this.#append(this.#partial ?? partial, chunk, taken, taken + rest);
    if (this.#have === HEADER + length) {
      this.#partial = undefined;
      this.#report(gathered, HEADER, HEADER + length);
    }
    return taken + rest;
  }

  #append(partial: Buffer, chunk: Buffer, from: number, to: number): Buffer {
    const needed = this.#have + to - from;
    let target = partial;
    if (needed > partial.length) {
      target = Buffer.allocUnsafe(Math.max(needed, partial.length * 2));
      partial.copy(target, 0, 0, this.#have);
      this.#partial = target;
    }
    chunk.copy(target, this.#have, from, to);
    this.#have = needed;
    return target;
  }

  #keep(chunk: Buffer, from: number): void {
    const size = chunk.length - from;
    this.#partial = Buffer.allocUnsafe(Math.max(size, FIRST_GUESS));
    chunk.copy(this.#partial, 0, from);
    this.#have = size;
  }

  #lengthAt(bytes: Buffer, position: number): number | undefined {
    const length = bytes.readInt32BE(position);
    if (length >= 0 && length <= LONGEST_FRAME - HEADER) return length;
    this.stop();
    this.#sink.broken(`a frame claims to be ${length} bytes long`);
    return undefined;
  }

  #report(bytes: Buffer, start: number, end: number): void {
    if (end === start) this.#sink.badFrame(bytes, start, end, 'an empty frame');
    else if (bytes[end - 1] !== NUL) this.#sink.badFrame(bytes, start, end, 'a frame without its final NUL');
    else this.#sink.frame(bytes, start, end);
  }

  // A method, because the compiler would otherwise believe that nothing called in between can stop us.
  #isStopped(): boolean {
    return this.#stopped;
  }
}
