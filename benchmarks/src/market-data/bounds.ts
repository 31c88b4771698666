// The two bounds: what it costs to cut the bytes into frames, and to decode prices and sizes by hand with nothing else done.
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Contender } from './gauge.js';
import { END, type Ids, type Shape } from './traffic.js';

const FIRST_ID = 2 ** 30;

/** Ids as a client of this toolkit has them, one kind after the other. */
export function plainIds({ quotes, ticks, books }: Shape): Ids {
  let id = FIRST_ID;
  const list = (count: number): number[] => Array.from({ length: count }, () => id++);
  return { quotes: list(quotes), bidAsk: list(ticks), last: list(ticks), books: list(books) };
}

type OnFrame = (bytes: Buffer, start: number, end: number) => void;
export type Open = () => Promise<Duplex>;

export function tcp(port: number): Open {
  return async () => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    await new Promise((resolve) => socket.once('connect', resolve));
    return socket;
  };
}

/** Greets, then cuts reads into frames, copying only those that span reads; calls `onFrame` for each. */
async function framed(open: Open, clientId: number, onFrame: OnFrame): Promise<Duplex> {
  const socket = await open();
  const version = Buffer.from('v100..193');
  const header = Buffer.alloc(8);
  header.write('API\0');
  header.writeUInt32BE(version.length, 4);
  const start = Buffer.from(`71\x002\x00${clientId}\x00\x00`);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(start.length);
  socket.write(Buffer.concat([header, version, length, start]));
  let pending: Buffer | undefined;
  socket.on('data', (data: Buffer) => {
    const bytes = pending === undefined ? data : Buffer.concat([pending, data]);
    let at = 0;
    while (at + 4 <= bytes.length) {
      const end = at + 4 + bytes.readInt32BE(at);
      if (end > bytes.length) break;
      onFrame(bytes, at + 4, end);
      at = end;
    }
    pending = at < bytes.length ? bytes.subarray(at) : undefined;
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  return socket;
}

const ending = Buffer.from(`49\x001\x00${END}\x00`);
const isEnding = (bytes: Buffer, start: number, end: number): boolean =>
  end - start === ending.length &&
  bytes[start] === 52 &&
  bytes[start + 1] === 57 &&
  ending.equals(bytes.subarray(start, end));

export async function framingOnly(open: Open, clientId: number, shape: Shape): Promise<Contender> {
  let done: () => void = () => undefined;
  const socket = await framed(open, clientId, (bytes, start, end) => {
    if (isEnding(bytes, start, end)) done();
  });
  return {
    clientId,
    ids: plainIds(shape),
    run: () => new Promise((resolve) => (done = resolve)),
    close: () => void socket.destroy(),
  };
}

/** Prices and sizes into arrays: no check, no other message, no reader. Nothing that delivers quotes can be faster. */
export async function handDecoder(open: Open, clientId: number, shape: Shape): Promise<Contender> {
  const ids = plainIds(shape);
  const prices = new Float64Array((shape.quotes + 2 * shape.ticks + shape.books) * 128);
  const sizes = new Float64Array(prices.length);
  let done: () => void = () => undefined;
  let at = 0;
  const number = (bytes: Buffer): number => {
    let value = 0;
    let divisor = 0;
    for (let char = bytes[at++] ?? 0; char !== 0; char = bytes[at++] ?? 0) {
      if (char === 46) divisor = 1;
      else {
        value = value * 10 + (char - 48);
        divisor *= 10;
      }
    }
    return divisor === 0 ? value : value / divisor;
  };
  const socket = await framed(open, clientId, (bytes, start, end) => {
    at = start;
    const kind = number(bytes);
    if (kind !== 1 && kind !== 2) {
      if (isEnding(bytes, start, end)) done();
      return;
    }
    number(bytes);
    const slot = (number(bytes) - FIRST_ID) * 128 + number(bytes);
    if (kind === 1) prices[slot] = number(bytes);
    sizes[slot] = number(bytes);
  });
  return { clientId, ids, run: () => new Promise((resolve) => (done = resolve)), close: () => void socket.destroy() };
}
