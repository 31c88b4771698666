/**
 * The fields of a message: NUL-terminated text. Written from plain values, read back one at a time.
 */

/** What a message is written from. `undefined` is the empty field, which on this wire means "not set". */
export type Field = string | number | boolean | undefined;

/** How TWS writes a decimal that has no value. */
export const UNSET_DOUBLE = '1.7976931348623157E308';

/** How TWS writes a whole number that has no value. */
export const UNSET_INTEGER = '2147483647';

/** One field as it goes on the wire, without its NUL. Numbers are plain decimals, never `1e-7`. */
export function fieldText(field: Field): string {
  if (typeof field === 'number') return numberText(field);
  if (typeof field === 'string') return field;
  if (field === undefined) return '';
  return field ? '1' : '0';
}

function numberText(value: number): string {
  const text = String(value);
  // Small whole numbers are most of what is ever written.
  if (value === (value | 0)) return text;
  if (Number.isNaN(value)) return '';
  if (!text.includes('e')) return text;
  if (value >= 1e21) return UNSET_DOUBLE;
  return value.toFixed(20).replace(/\.?0+$/, '');
}

/** Something in a request could not be read: TWS answers 320. */
export class FieldError extends Error {
  override readonly name = 'FieldError';
}

/** Reads the fields of one request in order. */
export class FieldReader {
  readonly all: readonly string[];
  #next = 0;

  constructor(fields: readonly string[]) {
    this.all = fields;
  }

  get remaining(): number {
    return this.all.length - this.#next;
  }

  /** The next field without consuming it, or `undefined` at the end. */
  peek(ahead = 0): string | undefined {
    return this.all[this.#next + ahead];
  }

  skip(count = 1): this {
    this.#next += count;
    return this;
  }

  /** Text; `''` is an unset field. */
  string(): string {
    const field = this.all[this.#next];
    if (field === undefined) throw new FieldError('Unable to parse data. Message is shorter than expected');
    this.#next++;
    return field;
  }

  /** A whole number; an empty field is 0, as in TWS. */
  int(): number {
    return this.optionalInt() ?? 0;
  }

  /** A whole number, or `undefined` when empty or the protocol's "unset". `name` is for the error's text. */
  optionalInt(name = ''): number | undefined {
    const text = this.string();
    if (text === '' || text === UNSET_INTEGER) return undefined;
    if (!/^[+-]?\d+$/.test(text)) throw unreadable(name, text);
    return Number(text);
  }

  /** A decimal; an empty field is 0. */
  number(): number {
    return this.optionalNumber() ?? 0;
  }

  /** A decimal, or `undefined` when empty or the protocol's "unset". */
  optionalNumber(name = ''): number | undefined {
    const text = this.string();
    if (text === '') return undefined;
    if (/^inf(inity)?$/i.test(text)) return Infinity;
    const value = Number(text);
    if (Number.isNaN(value)) throw unreadable(name, text);
    return value >= Number.MAX_VALUE ? undefined : value;
  }

  /** A flag: `1` or `true`; empty is false. */
  bool(): boolean {
    const text = this.string();
    return text === '1' || text.toLowerCase() === 'true';
  }
}

function unreadable(name: string, text: string): FieldError {
  return new FieldError(
    name
      ? `Unable to parse field: '${name}' for input string: '${text}'`
      : `Unable to parse data. For input string: "${text}"`,
  );
}
