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

/** Cuts a byte stream into payloads. */
export class FrameReader {
  #pending: Buffer = Buffer.alloc(0);
  readonly #maxBytes: number;

  constructor(maxBytes = MAX_REQUEST_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes waiting for the rest of their frame. */
  get buffered(): number {
    return this.#pending.length;
  }

  push(bytes: Buffer): void {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
  }

  /** Take exactly `length` raw bytes, or nothing yet. */
  take(length: number): Buffer | undefined {
    if (this.#pending.length < length) return undefined;
    const bytes = this.#pending.subarray(0, length);
    this.#pending = this.#pending.subarray(length);
    return bytes;
  }

  /** The first bytes without consuming them. */
  peek(length: number): Buffer {
    return this.#pending.subarray(0, length);
  }

  /** The next whole payload, or `undefined` until more bytes come. @throws FrameError on an impossible length */
  next(): Buffer | undefined {
    if (this.#pending.length < 4) return undefined;
    const length = this.#pending.readInt32BE(0);
    if (length <= 0 || length > this.#maxBytes) throw new FrameError(`frame length ${length}`);
    if (this.#pending.length < 4 + length) return undefined;
    const payload = this.#pending.subarray(4, 4 + length);
    this.#pending = this.#pending.subarray(4 + length);
    return payload;
  }
}

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
