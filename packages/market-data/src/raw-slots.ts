/**
 * What is replaced far more often than it is looked at, texts and option computations, as the bytes it came in: read
 * when somebody looks. The slots of all quotes lie in one growing array, so keeping one touches no object. A slot holds
 * the latest of one kind of one quote, and names the next slot of that quote.
 */
import type { TickBytes } from './fast-path/fields.js';

const SLOT_BYTES = 128;
const NEXT = 0;
const KIND = 4;
/** How many bytes are new; 0 when nothing has come since the last look. */
const LENGTH = 8;
const BYTES = 12;
const FIRST_CAPACITY = 8;
const GROWTH = 1.25;
/** The end of a list of slots: no slot begins there. */
export const NO_SLOT = 0;
/** Option computations are kept under their tick type and this, texts under their tick type. */
export const OPTION_KINDS = 1024;
/** What is longer is not kept as bytes. */
export const RAW_LIMIT = SLOT_BYTES - BYTES;

export interface RawReader {
  readRaw(kind: number, bytes: Buffer): void;
}

export class RawSlots {
  /** Replaced when it grows. */
  #bytes = Buffer.alloc(FIRST_CAPACITY * SLOT_BYTES);
  #view = viewOf(this.#bytes);
  readonly #free: number[] = [];
  #used = SLOT_BYTES;

  /** The slot of this kind in a list that begins with `first`. */
  find(first: number, kind: number): number {
    const view = this.#view;
    let slot = first;
    while (slot !== NO_SLOT && view.getInt32(slot + KIND) !== kind) slot = view.getInt32(slot + NEXT);
    return slot;
  }

  /** Makes a slot, empty, which is the first of the list from now on. */
  add(first: number, kind: number): number {
    const slot = this.#free.pop() ?? this.#grow();
    this.#view.setInt32(slot + NEXT, first);
    this.#view.setInt32(slot + KIND, kind);
    this.#view.setInt32(slot + LENGTH, 0);
    return slot;
  }

  /** Keeps the bytes `[start, end)`, four at a time, in place of what was there. They are at most {@link RAW_LIMIT}. */
  keep(slot: number, { view: source }: TickBytes, start: number, end: number): void {
    const view = this.#view;
    const to = slot + BYTES - start;
    const whole = end - 3;
    let at = start;
    for (; at < whole; at += 4) view.setInt32(to + at, source.getInt32(at));
    for (; at < end; at++) view.setUint8(to + at, source.getUint8(at));
    view.setInt32(slot + LENGTH, end - start);
  }

  /** Hands over what has come since the last look, once. The bytes are valid until the next message. */
  take(first: number, reader: RawReader): void {
    const view = this.#view;
    for (let slot = first; slot !== NO_SLOT; slot = view.getInt32(slot + NEXT)) {
      const length = view.getInt32(slot + LENGTH);
      if (length === 0) continue;
      view.setInt32(slot + LENGTH, 0);
      reader.readRaw(view.getInt32(slot + KIND), this.#bytes.subarray(slot + BYTES, slot + BYTES + length));
    }
  }

  /** Gives a whole list back. */
  release(first: number): void {
    for (let slot = first; slot !== NO_SLOT; slot = this.#view.getInt32(slot + NEXT)) this.#free.push(slot);
  }

  #grow(): number {
    const slot = this.#used;
    this.#used += SLOT_BYTES;
    if (this.#used > this.#bytes.length) {
      const larger = Buffer.alloc(Math.ceil((this.#used / SLOT_BYTES) * GROWTH) * SLOT_BYTES);
      this.#bytes.copy(larger);
      this.#bytes = larger;
      this.#view = viewOf(larger);
    }
    return slot;
  }
}

const viewOf = ({ buffer, byteOffset, length }: Buffer): DataView => new DataView(buffer, byteOffset, length);
