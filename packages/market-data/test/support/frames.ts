/** Random and mutated frames of the hot messages, and the real decoder of `@stoqey/ib` to compare with. */
import { createRequire } from 'node:module';
import type { LibraryEvent } from '../../src/fast-path/expected-events.js';

type Random = () => number;

/** A small seeded generator (mulberry32), so that a failing frame can be found again. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const pick = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;

const ODD_NUMBERS = [
  '',
  '0',
  '-1',
  '-2',
  '-37.63',
  '.5',
  '5.',
  '00012',
  '1e3',
  '1.5E-7',
  '1.7976931348623157E308',
  '151.23000000000002',
  '123456789012345678901234567890',
  '0.000000000000000123',
  'NaN',
  'Infinity',
  '+1',
  '1,234',
  ' 12',
  '12 ',
  '0x10',
  '-',
  '.',
  '1.2.3',
  '2147483647',
  '9007199254740993',
  '-0',
];
const number = (random: Random): string => {
  const roll = random();
  if (roll < 0.08) return pick(random, ODD_NUMBERS);
  if (roll < 0.5) return (random() * 1000).toFixed(Math.floor(random() * 7));
  if (roll < 0.6) return String(random() * 1e6 - 5e5);
  return String(Math.floor(random() * 100_000));
};
const integer = (random: Random): string =>
  random() < 0.04 ? pick(random, ODD_NUMBERS) : String(Math.floor(random() * (random() < 0.5 ? 100 : 2 ** 31)));
const ODD_IDS = ['0000000001', '0000000042', '2147483647', '2147483648', '3221225473', '9999999999', '10737418240'];
/** Most as ours are, from 2^30 on. */
const requestId = (random: Random): string => {
  const roll = random();
  if (roll < 0.04) return pick(random, ODD_IDS);
  return roll < 0.7 ? String(2 ** 30 + Math.floor(random() * 2e6)) : integer(random);
};
const ODD_TIMES = ['0', '0170000000', '007', '2147483648', '-5'];
const small = (random: Random, limit: number): string =>
  random() < 0.03 ? pick(random, ODD_NUMBERS) : String(Math.floor(random() * limit));
const TEXTS = ['', 'ARCA', 'NSDQ', 'Q', 'é–∆', '701.28;1;1348075471534;67854;701.46;true', 'a b', '\\u0041', '12'];
const text = (random: Random): string => pick(random, TEXTS);

const times = (count: number, make: () => string): string[] => Array.from({ length: count }, make);

/** The fields of a plausible message of the given kind, without the message id. */
function fields(random: Random, messageId: number): string[] {
  const num = () => number(random);
  const int = () => integer(random);
  const tick = () => small(random, 105);
  switch (messageId) {
    case 1:
      return [pick(random, ['6', '6', '6', '3', '2', '1']), requestId(random), tick(), num(), num(), small(random, 8)];
    case 2:
    case 45:
      return ['6', requestId(random), tick(), num()];
    case 46:
      return ['6', int(), tick(), text(random)];
    case 21:
      return [int(), tick(), small(random, 2), ...times(8, num)];
    case 12:
      return ['1', int(), small(random, 20), small(random, 3), small(random, 2), num(), num()];
    case 13:
      return [
        '1',
        int(),
        small(random, 20),
        text(random),
        small(random, 3),
        small(random, 2),
        num(),
        num(),
        small(random, 2),
      ];
    case 50:
      return ['3', int(), int(), ...times(4, num), num(), num(), int()];
    case 90:
      return [int(), int(), pick(random, ['20261120', '1763715600', '20261120  09:30:00']), ...times(6, num)];
    default:
      return tickByTick(random);
  }
}

function tickByTick(random: Random): string[] {
  const type = small(random, 5);
  const time = random() < 0.03 ? pick(random, ODD_TIMES) : String(1_700_000_000 + Math.floor(random() * 1e8));
  const head = [integer(random), type, time];
  const num = () => number(random);
  if (type === '1' || type === '2') return [...head, num(), num(), small(random, 4), text(random), text(random)];
  if (type === '3') return [...head, ...times(4, num), small(random, 4)];
  return type === '4' ? [...head, num()] : head;
}

const KINDS = [1, 2, 12, 13, 21, 45, 46, 50, 90, 99];

/** A frame's payload. One in five is damaged: a field too many or too few, a flipped byte, a lost terminator. */
export function randomPayload(random: Random): Buffer {
  const kind = pick(random, KINDS);
  return framed(random, [String(kind), ...fields(random, kind)]);
}

/** The payload of an option computation or a text for this request, a fifth of them damaged. */
export function randomNews(random: Random, reqId: number): Buffer {
  const parts =
    random() < 0.5
      ? ['21', String(reqId), String(10 + Math.floor(random() * 4)), '0', ...times(8, () => number(random))]
      : ['46', '6', String(reqId), pick(random, ['48', '77', '59', '47', '85']), text(random)];
  return framed(random, parts);
}

function framed(random: Random, fields: readonly string[]): Buffer {
  const parts = [...fields];
  const roll = random();
  if (roll < 0.04) parts.splice(1 + Math.floor(random() * (parts.length - 1)), 1);
  else if (roll < 0.08) parts.splice(1 + Math.floor(random() * parts.length), 0, number(random));
  const payload = Buffer.from(parts.map((part) => `${part}\0`).join(''));
  if (roll >= 0.08 && roll < 0.16) payload[Math.floor(random() * payload.length)] = Math.floor(random() * 256);
  return roll >= 0.16 && roll < 0.18 ? payload.subarray(0, -1) : payload;
}

/** As the connection reads it: the digits before the first NUL; -1 for anything else. */
export function messageIdOf(payload: Buffer): number {
  const [id = ''] = payload.toString('latin1').split('\0');
  return /^\d+$/.test(id) ? Number(id) : -1;
}

interface LibraryDecoder {
  enqueueMessage(tokens: string[]): void;
  process(): void;
}
type DecoderClass = new (callbacks: object) => LibraryDecoder;

/** Decodes payloads with the library's own decoder; `undefined` means that it found something wrong. */
export function libraryDecoder(serverVersion: number): (payload: Buffer) => readonly LibraryEvent[] | undefined {
  const require = createRequire(import.meta.url);
  const { Decoder } = require('@stoqey/ib/dist/core/io/decoder') as { Decoder: DecoderClass };
  let events: LibraryEvent[] = [];
  let faults = 0;
  const callbacks = {
    serverVersion,
    emitEvent: (name: string, ...args: unknown[]) => events.push([name, ...args]),
    emitError: () => (faults += 1),
    emitInfo: () => (faults += 1),
  };
  let decoder = new Decoder(callbacks);
  return (payload) => {
    events = [];
    faults = 0;
    try {
      decoder.enqueueMessage(payload.toString('utf8').split('\0').slice(0, -1));
      decoder.process();
    } catch {
      decoder = new Decoder(callbacks);
      return undefined;
    }
    return faults > 0 ? undefined : events;
  };
}
