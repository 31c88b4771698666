/**
 * Listens to one direction of one connection and says what passed: the handshake, frames, or bytes that were neither.
 * The client's first message is held back until it is whole, so that the version it offers can be capped: above 200 the
 * protocol is no longer text, and nothing in it could be scrubbed or read.
 */

import { FrameError, FrameReader } from '../frame.js';
import { messageName, requestName } from '../message-ids.js';
import type { Direction, TranscriptLine } from './transcript-line.js';

/** Answers can be long: a year of one-minute bars has several megabytes. */
const MAX_FRAME_BYTES = 64 << 20;

/** Of bytes that are no frames, no more than this is kept: enough to see what spoke on the port. */
const MAX_RAW_BYTES = 64 << 10;

const PREFIX = 'API\0';

export class Tap {
  readonly #connection: number;
  readonly #direction: Direction;
  readonly #maxVersion: number;
  readonly #emit: (line: TranscriptLine) => void;
  readonly #reader = new FrameReader(MAX_FRAME_BYTES);
  #stage: 'prefix' | 'handshake' | 'frames' | 'raw';
  #raw: Buffer[] = [];
  #rawBytes = 0;

  constructor(options: {
    readonly connection: number;
    readonly direction: Direction;
    readonly maxVersion: number;
    readonly emit: (line: TranscriptLine) => void;
  }) {
    this.#connection = options.connection;
    this.#direction = options.direction;
    this.#maxVersion = options.maxVersion;
    this.#emit = options.emit;
    this.#stage = options.direction === 'in' ? 'prefix' : 'handshake';
  }

  /** Takes what was read and returns what to pass on, which differs in the handshake only. */
  push(bytes: Buffer): Buffer {
    if (this.#stage === 'raw') {
      this.#keepRaw(bytes);
      return bytes;
    }
    this.#reader.push(bytes);
    if (this.#direction === 'in' && this.#stage !== 'frames') return this.#greet();
    this.#readFrames();
    return bytes;
  }

  /** The direction has ended: what is left was no frame. */
  end(): void {
    if (this.#stage !== 'raw') this.#turnRaw();
    if (this.#raw.length === 0) return;
    const bytes = Buffer.concat(this.#raw);
    this.#emit({
      type: 'raw',
      connection: this.#connection,
      direction: this.#direction,
      bytes: bytes.subarray(0, MAX_RAW_BYTES),
    });
    const more = this.#rawBytes - Math.min(bytes.length, MAX_RAW_BYTES);
    if (more > 0)
      this.#emit({ type: 'comment', text: `${more} more bytes of connection ${this.#connection} were not kept` });
    this.#raw = [];
  }

  #greet(): Buffer {
    if (this.#stage === 'prefix') {
      const start = this.#reader.peek(PREFIX.length);
      if (!PREFIX.startsWith(start.toString('latin1'))) return this.#turnRaw();
      if (this.#reader.take(PREFIX.length) === undefined) return Buffer.alloc(0);
      this.#stage = 'handshake';
    }
    const offer = this.#next();
    if (this.#isRaw()) return Buffer.concat([Buffer.from(PREFIX), ...this.#raw]);
    if (offer === undefined) return Buffer.alloc(0);
    const passed = capVersion(offer, this.#maxVersion);
    if (!passed.equals(offer)) this.#emit({ type: 'comment', text: `the client offered ${printable(offer)}` });
    this.#frame('handshake', passed);
    this.#stage = 'frames';
    const rest = this.#reader.peek(this.#reader.buffered);
    const all = Buffer.concat([Buffer.from(PREFIX), lengthOf(passed), passed, rest]);
    this.#readFrames();
    return all;
  }

  #readFrames(): void {
    for (let payload = this.#next(); payload !== undefined; payload = this.#next()) {
      if (this.#stage === 'handshake') {
        this.#frame('handshake', payload);
        this.#stage = 'frames';
      } else {
        this.#frame(nameOf(this.#direction, payload), payload);
      }
    }
  }

  #next(): Buffer | undefined {
    if (this.#isRaw()) return undefined;
    try {
      return this.#reader.next();
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#turnRaw();
      return undefined;
    }
  }

  #frame(name: string, payload: Buffer): void {
    this.#emit({ type: 'frame', connection: this.#connection, direction: this.#direction, name, payload });
  }

  #isRaw(): boolean {
    return this.#stage === 'raw';
  }

  #turnRaw(): Buffer {
    this.#stage = 'raw';
    const bytes = this.#reader.take(this.#reader.buffered) ?? Buffer.alloc(0);
    this.#keepRaw(bytes);
    return bytes;
  }

  #keepRaw(bytes: Buffer): void {
    if (bytes.length === 0) return;
    // Kept until the direction ends: a secret must not hide by lying across two reads.
    if (this.#rawBytes < MAX_RAW_BYTES) this.#raw.push(Buffer.from(bytes));
    this.#rawBytes += bytes.length;
  }
}

function nameOf(direction: Direction, payload: Buffer): string {
  const id = Number.parseInt(payload.subarray(0, 12).toString('latin1'), 10);
  return (direction === 'in' ? requestName(id) : messageName(id)) ?? 'unknown';
}

function capVersion(offer: Buffer, maxVersion: number): Buffer {
  const text = offer.toString('latin1');
  const capped = text.replace(/^v(\d+)\.\.(\d+)/, (_, min: string, max: string) =>
    Number(max) > maxVersion && Number(min) <= maxVersion ? `v${min}..${maxVersion}` : `v${min}..${max}`,
  );
  return Buffer.from(capped, 'latin1');
}

function lengthOf(payload: Buffer): Buffer {
  const prefix = Buffer.alloc(4);
  prefix.writeInt32BE(payload.length);
  return prefix;
}

function printable(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/[^ -~]/g, '');
}
