/**
 * Frames: a four-byte big-endian length, then that many bytes of NUL-terminated fields.
 * Reading is incremental (any split of the bytes gives the same frames) and bounded.
 */

/** The longest frame a client may send: an order with a thousand legs is far below it. */
export const MAX_REQUEST_BYTES = 1 << 20;

/** The client broke the framing; nothing after it can be trusted, so it is disconnected. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/** Cuts a byte stream into payloads. Bytes are copied together only when a frame is whole, never once per packet. */
export class FrameReader {
  #pending: Buffer = EMPTY;
  #later: Buffer[] = [];
  #size = 0;
  readonly #maxBytes: number;

  constructor(maxBytes = MAX_REQUEST_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes waiting for the rest of their frame. */
  get buffered(): number {
    return this.#size;
  }

  push(bytes: Buffer): void {
    this.#size += bytes.length;
    if (this.#pending.length === 0 && this.#later.length === 0) this.#pending = bytes;
    else this.#later.push(bytes);
  }

  /** Take exactly `length` raw bytes, or nothing yet. */
  take(length: number): Buffer | undefined {
    if (!this.#gather(length)) return undefined;
    const bytes = this.#pending.subarray(0, length);
    this.#pending = this.#pending.subarray(length);
    this.#size -= length;
    return bytes;
  }

  /** The first bytes, as many of them as have come, without consuming them. */
  peek(length: number): Buffer {
    this.#gather(Math.min(length, this.#size));
    return this.#pending.subarray(0, length);
  }

  /** The next whole payload, or `undefined` until more bytes come. @throws FrameError on an impossible length */
  next(): Buffer | undefined {
    if (!this.#gather(4)) return undefined;
    const length = this.#pending.readInt32BE(0);
    if (length <= 0 || length > this.#maxBytes) throw new FrameError(`frame length ${length}`);
    return this.take(4 + length)?.subarray(4);
  }

  /** Make the first `length` bytes contiguous, if that many have come. */
  #gather(length: number): boolean {
    if (this.#size < length) return false;
    if (this.#pending.length < length) {
      this.#pending = Buffer.concat([this.#pending, ...this.#later]);
      this.#later = [];
    } else if (this.#pending.length === 0 && this.#later.length > 0) {
      this.#pending = this.#later.shift() ?? EMPTY;
    }
    return true;
  }
}

const EMPTY = Buffer.alloc(0);

/** The fields of a payload. A missing final NUL is forgiven, as TWS forgives it. */
export function splitFields(payload: Buffer): string[] {
  const text = payload.toString('utf8');
  return (text.endsWith('\0') ? text.slice(0, -1) : text).split('\0');
}

/** Write `payload` with its length at `offset`; returns the offset after it. The caller has made room. */
export function writeFrame(target: Buffer, offset: number, payload: string): number {
  const start = offset + 4;
  const length = payload.length;
  for (let i = 0; i < length; i++) {
    const code = payload.charCodeAt(i);
    if (code > 127) return writeLength(target, offset, target.write(payload, start, 'utf8'));
    target[start + i] = code;
  }
  return writeLength(target, offset, length);
}

function writeLength(target: Buffer, offset: number, length: number): number {
  target[offset] = length >>> 24;
  target[offset + 1] = (length >>> 16) & 255;
  target[offset + 2] = (length >>> 8) & 255;
  target[offset + 3] = length & 255;
  return offset + 4 + length;
}
