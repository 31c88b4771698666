/**
 * Prices and sizes, which is what nearly all traffic consists of, in the form in which TWS writes them. Anything
 * else about them, however legal, is left to the general decoder.
 *
 * One function, and four bytes at a time where the layout allows: a call for each field costs more than reading it.
 */
import type { TickRecord } from '../tick-record.js';
import * as wire from './bytes.js';
import { fourDigits } from './fields.js';

const POWERS = Float64Array.from({ length: wire.SAFE_DIGITS + 1 }, (_, exponent) => 10 ** exponent);

/** True when the payload `[start, end)` of the record's bytes was consumed exactly. */
export function decodeQuoteTick(record: TickRecord, start: number, end: number): boolean {
  if (end - start < wire.SHORTEST_QUOTE_TICK) return false;
  const { bytes, view, ints, values } = record;
  const head = view.getInt32(start);
  if (head !== wire.PRICE_HEAD && head !== wire.SIZE_HEAD) return false;
  const front = view.getInt32(start + 4) ^ wire.FOUR_DIGITS;
  const back = view.getInt32(start + 8) ^ wire.FOUR_DIGITS;
  const rest = view.getInt32(start + 12);
  const eight = Math.imul(fourDigits(front), 10_000) + fourDigits(back);
  const ninth = (rest >>> 24) - wire.ZERO;
  const tenth = ((rest >>> 16) & 0xff) - wire.ZERO;
  let type = (rest & 0xff) - wire.ZERO;
  if (
    ((front | (front + wire.BEYOND_NINE) | back | (back + wire.BEYOND_NINE)) & wire.HIGH_BITS) !== 0 ||
    eight >= wire.SAFE_EIGHT
  )
    return false;
  if (ninth >>> 0 > 9 || tenth >>> 0 > 9 || (rest & 0xff00) !== 0 || type >>> 0 > 9) return false;
  let at = start + 16;
  let digit = (bytes[at++] ?? wire.NUL) - wire.ZERO;
  if (digit !== wire.FIELD_END) {
    if (digit >>> 0 > 9 || bytes[at++] !== wire.NUL) return false;
    type = type * 10 + digit;
  }
  ints[wire.INT_A] = wire.HEAD_VERSION;
  ints[wire.INT_REQ_ID] = Math.imul(eight, 100) + ninth * 10 + tenth;
  ints[wire.INT_TYPE] = type;
  record.kind = head === wire.PRICE_HEAD ? wire.PRICE : wire.SIZE;
  for (let slot = 0; ; slot++) {
    let value = 0;
    let first = at;
    for (digit = (bytes[at] ?? wire.NUL) - wire.ZERO; digit >>> 0 <= 9; digit = (bytes[++at] ?? wire.NUL) - wire.ZERO) {
      value = (Math.imul(value, 10) + digit) | 0;
    }
    let digits = at - first;
    if (digit === wire.POINT) {
      first = ++at;
      for (
        digit = (bytes[at] ?? wire.NUL) - wire.ZERO;
        digit >>> 0 <= 9;
        digit = (bytes[++at] ?? wire.NUL) - wire.ZERO
      ) {
        value = (Math.imul(value, 10) + digit) | 0;
      }
      digits += at - first;
      values[slot] = value / (POWERS[at - first] ?? 1);
    } else values[slot] = value;
    if (digit !== wire.FIELD_END || digits === 0 || digits > wire.SAFE_DIGITS) return false;
    at++;
    if (head === wire.SIZE_HEAD) return at === end;
    if (slot === 1) break;
  }
  const mask = (bytes[at] ?? wire.NUL) - wire.ZERO;
  ints[wire.INT_MASK] = mask;
  return mask >>> 0 <= 9 && bytes[at + 1] === wire.NUL && at + 2 === end;
}
