/**
 * Reads the fields of one frame one after the other, for messages that are long but not frequent: the answers to
 * requests for history. A field that is not what it should be makes the reader fail, once and for all.
 */
const ZERO = 48;
const NINE = 57;
const MINUS = 45;
const DOT = 46;
const NUL = 0;

/** Digits that a double holds exactly, so that `mantissa / 10^decimals` rounds exactly as `parseFloat` does. */
const EXACT_DIGITS = 15;
const INT_DIGITS = 10;
const POWERS = Float64Array.from({ length: EXACT_DIGITS + 1 }, (_, exponent) => Number(`1e${String(exponent)}`));
/** What `parseFloat` consumes whole; everything else would be read differently by different readers. */
const NUMBER = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

export class FieldReader {
  /** Numbers land here instead of in return values, because a returned double may be boxed by the engine. */
  readonly values = new Float64Array(10);
  bytes: Buffer = Buffer.alloc(0);
  /** Index of the next unread byte, -1 once a read has failed. */
  at = -1;
  end = 0;

  open(bytes: Buffer, start: number, end: number): void {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** Goes on reading from a copy of what is left. */
  detach(): void {
    if (this.at < 0) return;
    this.open(Buffer.from(this.bytes.subarray(this.at, this.end)), 0, this.end - this.at);
  }

  /** True when every field was read and the last one ended exactly at the end of the frame. */
  done(): boolean {
    return this.at === this.end;
  }

  /** An integer of at most ten digits. An empty field fails. */
  int(): number {
    let at = this.at;
    if (at < 0) return 0;
    const bytes = this.bytes;
    let char = bytes[at] ?? NUL;
    const negative = char === MINUS;
    if (negative) char = bytes[++at] ?? NUL;
    const first = at;
    let value = 0;
    while (char >= ZERO && char <= NINE) {
      value = value * 10 + (char - ZERO);
      char = bytes[++at] ?? NUL;
    }
    const digits = at - first;
    if (char !== NUL || digits === 0 || digits > INT_DIGITS || at >= this.end) return this.#fail();
    this.at = at + 1;
    return negative ? -value : value;
  }

  /** A number into `values[slot]`; an empty field is `whenEmpty` (0 for prices, NaN for sizes, as TWS means them). */
  real(slot: number, whenEmpty: number): void {
    const start = this.at;
    if (start < 0) return;
    const bytes = this.bytes;
    let at = start;
    let char = bytes[at] ?? NUL;
    const negative = char === MINUS;
    if (negative) char = bytes[++at] ?? NUL;
    const first = at;
    let value = 0;
    while (char >= ZERO && char <= NINE) {
      value = value * 10 + (char - ZERO);
      char = bytes[++at] ?? NUL;
    }
    let digits = at - first;
    if (char === DOT) {
      const fraction = ++at;
      char = bytes[at] ?? NUL;
      while (char >= ZERO && char <= NINE) {
        value = value * 10 + (char - ZERO);
        char = bytes[++at] ?? NUL;
      }
      const decimals = at - fraction;
      digits += decimals;
      if (decimals <= EXACT_DIGITS) value /= POWERS[decimals] ?? 1;
    }
    if (char !== NUL || digits === 0 || digits > EXACT_DIGITS || at >= this.end) {
      this.#unusual(slot, start, whenEmpty);
      return;
    }
    this.values[slot] = negative ? -value : value;
    this.at = at + 1;
  }

  /** As {@link real}, but a field that is no number is NaN, as the library would have it, and the reading goes on. */
  realOrNaN(slot: number): void {
    const start = this.at;
    this.real(slot, NaN);
    if (this.at >= 0 || start < 0) return;
    this.at = start;
    this.skip();
    this.values[slot] = NaN;
  }

  /** A text field, decoded as UTF-8. */
  text(): string {
    const start = this.at;
    if (this.skip() < 0) return '';
    return this.bytes.toString('utf8', start, this.at - 1);
  }

  /** Steps over one field and returns where it began, or -1. */
  skip(): number {
    const start = this.at;
    if (start < 0) return -1;
    const { bytes, end } = this;
    let at = start;
    while (at < end && bytes[at] !== NUL) at++;
    this.at = at < end ? at + 1 : -1;
    return at < end ? start : -1;
  }

  /** Empty fields, long mantissas and exponents: rare, so they may cost a string. */
  #unusual(slot: number, start: number, whenEmpty: number): void {
    if (this.skip() < 0) return;
    if (this.at - 1 === start) {
      this.values[slot] = whenEmpty;
      return;
    }
    const text = this.bytes.toString('latin1', start, this.at - 1);
    const value = NUMBER.test(text) ? Number.parseFloat(text) : NaN;
    if (Number.isFinite(value)) this.values[slot] = value === Number.MAX_VALUE ? NaN : value;
    else this.at = -1;
  }

  #fail(): number {
    this.at = -1;
    return 0;
  }
}
