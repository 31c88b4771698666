// Reading single fields out of a frame without cutting it up.

const NUL = 0;
const ZERO = 48;
const NINE = 57;
const MINUS = 45;

/** The message id at the start of a payload, or -1 when there is none. */
export function messageIdOf(bytes: Buffer, start: number, end: number): number {
  return intAt(bytes, start, end) ?? -1;
}

/** The integer in field `index`, or `undefined` when the field is missing or is no integer. */
export function intField(bytes: Buffer, start: number, end: number, index: number): number | undefined {
  const at = fieldStart(bytes, start, end, index);
  return at === undefined ? undefined : intAt(bytes, at, end);
}

/** All fields of a payload as text. */
export function textFields(bytes: Buffer, start: number, end: number): string[] {
  return bytes.toString('utf8', start, Math.max(start, end - 1)).split('\0');
}

function fieldStart(bytes: Buffer, start: number, end: number, index: number): number | undefined {
  let at = start;
  for (let skipped = 0; skipped < index; skipped += 1) {
    const nul = bytes.indexOf(NUL, at);
    if (nul < 0 || nul + 1 >= end) return undefined;
    at = nul + 1;
  }
  return at;
}

function intAt(bytes: Buffer, at: number, end: number): number | undefined {
  const negative = bytes[at] === MINUS;
  let position = negative ? at + 1 : at;
  const first = position;
  let value = 0;
  while (position < end) {
    const byte = bytes[position] ?? NUL;
    if (byte === NUL) break;
    if (byte < ZERO || byte > NINE) return undefined;
    value = value * 10 + byte - ZERO;
    position += 1;
  }
  if (position === first) return undefined;
  return negative ? -value : value;
}
