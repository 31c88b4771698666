// The traffic every contender gets: the same messages in the same order, under the request ids it asked with.

/** How many contracts have quotes, and which of them also have tick-by-tick streams and order books. */
export interface Shape {
  readonly quotes: number;
  readonly ticks: number;
  readonly books: number;
}

/** A contender's request ids, in the order in which it asked. */
export interface Ids {
  readonly quotes: readonly number[];
  readonly bidAsk: readonly number[];
  readonly last: readonly number[];
  readonly books: readonly number[];
}

export type Workload = 'quotes' | 'mixed';

type Fields = readonly (string | number)[];

/** A small seeded generator (mulberry32): every contender gets the same market. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** `count` messages as one run of bytes, framed, ending with the current time as the sign that it was all. */
export function traffic(workload: Workload, count: number, ids: Ids): Buffer {
  const random = seeded(7);
  const next = workload === 'quotes' ? quoteMessages(random, ids) : mixedMessages(random, ids);
  const parts: Buffer[] = [];
  // In parts, as millions of small buffers would be more than the process can hold.
  for (let made = 0; made < count; made += MADE_AT_ONCE) {
    const messages = Array.from({ length: Math.min(MADE_AT_ONCE, count - made) }, () => frame(next()));
    parts.push(Buffer.concat(messages));
  }
  parts.push(frame([49, 1, END]));
  return Buffer.concat(parts);
}

const MADE_AT_ONCE = 50_000;

/** The time that ends a run. */
export const END = 4_242_424;

/**
 * As TWS writes quotes: a price with its size, and that size again on its own; now one side of the market moves, now
 * both. So half the messages are prices and half are sizes, and a contract's come in runs of two or four.
 */
function quoteMessages(random: () => number, ids: Ids): () => Fields {
  const queue: Fields[] = [];
  return () => {
    if (queue.length === 0) {
      const id = ids.quotes[Math.floor(random() * ids.quotes.length)] ?? 0;
      const sides = random() < 0.5 ? [1, 2] : [random() < 0.5 ? 1 : 2];
      for (const side of sides) {
        const price = (100 + random() * 100).toFixed(2);
        const size = Math.ceil(random() * 50) * 100;
        queue.push([1, 6, id, side, price, size, 1], [2, 6, id, side === 1 ? 0 : 3, size]);
      }
    }
    return queue.shift() ?? [];
  };
}

/** An eighth each: price, size, traded volume as text, generic, order book, bid and ask, option computation, trade. */
function mixedMessages(random: () => number, ids: Ids): () => Fields {
  const one = (list: readonly number[]): number => list[Math.floor(random() * list.length)] ?? 0;
  const price = (): string => (100 + random() * 100).toFixed(2);
  const size = (): number => Math.ceil(random() * 50) * 100;
  const greek = (): string => random().toFixed(6);
  let turn = 0;
  let messages = 0;
  return () => {
    turn = (turn + 1) % 8;
    messages += 1;
    const time = 1_700_000_000 + Math.floor(messages / 5000);
    switch (turn) {
      case 0:
        return [1, 6, one(ids.quotes), 1, price(), size(), 1];
      case 1:
        return [2, 6, one(ids.quotes), 0, size()];
      case 2:
        return [46, 6, one(ids.quotes), 48, `${price()};${size()};1700000000000;${size()};${price()};true`];
      case 3:
        return [45, 6, one(ids.quotes), 49, 0];
      case 4:
        return [13, 1, one(ids.books), Math.floor(random() * 5), 'ARCA', 1, turn & 1, price(), size(), 1];
      case 5:
        return [99, one(ids.bidAsk), 3, time, price(), price(), size(), size(), 0];
      case 6:
        return [21, one(ids.quotes), 13, 0, greek(), greek(), price(), 0, greek(), greek(), greek(), price()];
      default:
        return [99, one(ids.last), 1, time, price(), size(), 0, 'ARCA', ''];
    }
  };
}

/** First ticks of a new quote line, as TWS sends them whatever happens next. */
export function firstTicks(id: number): Buffer {
  const ticks: Fields[] = [
    [58, 1, id, 1],
    [81, id, '0.01', '', 3],
    [46, 6, id, 45, '1700000000'],
    [1, 6, id, 4, '150.10', 100, 0],
    [2, 6, id, 5, 100],
    [2, 6, id, 8, 1_234_567],
    [1, 6, id, 1, '150.09', 300, 1],
    [2, 6, id, 0, 300],
    [1, 6, id, 2, '150.11', 200, 1],
    [2, 6, id, 3, 200],
    [1, 6, id, 6, '151.2', 0, 0],
    [1, 6, id, 7, '149.3', 0, 0],
    [1, 6, id, 9, '149.9', 0, 0],
    [1, 6, id, 14, '150.0', 0, 0],
    [45, 6, id, 49, 0],
  ];
  return Buffer.concat(ticks.map(frame));
}

const answers = new Map<number, Buffer>();

/** One answer with that many one-minute bars. Made once: only the ten digits of the request id differ. */
export function barsMessage(id: number, count: number): Buffer {
  const known = answers.get(count) ?? makeBars(count);
  answers.set(count, known);
  const message = Buffer.from(known);
  message.write(String(id).padStart(ID_DIGITS, '0'), ID_AT, 'latin1');
  return message;
}

const ID_DIGITS = 10;
/** After the length and the id of the message. */
const ID_AT = 7;

function makeBars(count: number): Buffer {
  const random = seeded(11);
  const fields: (string | number)[] = [17, '0'.repeat(ID_DIGITS), '20260101  00:00:00', '20261122  00:00:00', count];
  for (let i = 0; i < count; i += 1) {
    const open = 100 + random() * 100;
    const at = (n: number): string => (open + n).toFixed(2);
    fields.push(1_700_000_000 + i * 60, at(0), at(1), at(-1), at(0.5), Math.ceil(random() * 1e5), at(0.2), 321);
  }
  return frame(fields);
}

export function frame(fields: Fields): Buffer {
  const text = `${fields.join('\0')}\0`;
  const bytes = Buffer.allocUnsafe(4 + text.length);
  bytes.writeInt32BE(text.length, 0);
  bytes.write(text, 4, 'latin1');
  return bytes;
}
