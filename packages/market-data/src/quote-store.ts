/**
 * The numbers of all quotes in one growing typed array: 112 bytes a quote, no object per number, and nothing for the
 * garbage collector to trace.
 */
import { FIELD_COUNT } from './fast-path/bytes.js';
import { type RawReader, NO_SLOT, RawSlots } from './raw-slots.js';
import { Field } from './tick-types.js';

const FIRST_CAPACITY = 64;
/** Less than doubling: with thousands of quotes the spare room is what costs. */
const GROWTH = 1.25;

export class QuoteStore {
  /** Replaced when the store grows, so read it anew for each message. */
  values = new Float64Array(FIRST_CAPACITY * FIELD_COUNT);
  /** Counts the times for which quotes are open for direct writes. */
  openings = 0;
  /** What came as bytes and is read when somebody looks. */
  readonly raw = new RawSlots();
  readonly #free: number[] = [];
  #used = 0;

  /** A block of {@link FIELD_COUNT} numbers, all NaN (unknown). */
  allocate(): number {
    const offset = this.#free.pop() ?? this.#next();
    this.values.fill(NaN, offset, offset + FIELD_COUNT);
    this.values[offset + Field.Raw] = NO_SLOT;
    return offset;
  }

  /** From now on every tick goes through its stream, until that opens its quote again. */
  closeAll(): void {
    this.openings += 1;
  }

  /** Hands over what came as bytes since the last look. */
  takeRaw(offset: number, reader: RawReader): void {
    const first = this.values[offset + Field.Raw] ?? NO_SLOT;
    if (first !== NO_SLOT) this.raw.take(first, reader);
  }

  release(offset: number): void {
    this.raw.release(this.values[offset + Field.Raw] ?? NO_SLOT);
    this.#free.push(offset);
  }

  #next(): number {
    const offset = this.#used;
    this.#used += FIELD_COUNT;
    if (this.#used > this.values.length) {
      const larger = new Float64Array(Math.ceil(this.#used * GROWTH));
      larger.set(this.values);
      this.values = larger;
    }
    return offset;
  }
}
