/** Ticks that go straight into the numbers of a quote: only while nothing else would have happened. */
import { expect, it } from 'vitest';
import { decode } from '../src/fast-path/decode.js';
import { IBKRLiveDataFeed, type Quote } from '../src/index.js';
import type { QuoteListener } from '../src/quote-line.js';
import { TickRecord } from '../src/tick-record.js';
import { sizeTickOf } from '../src/tick-types.js';
import { randomNews, seeded } from './support/frames.js';
import { aapl, bytesBesideLibrary, ID, openLine, tick } from './support/open-line.js';
import { OUT, Peer, type Fields } from './support/peer.js';

const listener = (wants: QuoteListener['wants']): QuoteListener => ({
  wants,
  show: () => undefined,
  end: () => undefined,
});

it('replaces a price and its size', () => {
  const { direct, line } = openLine();
  expect(direct.take(tick(ID, 1, 11.5, 300))).toBe(true);
  expect(line.quote()).toBeUndefined();
  line.spokeAt = 1;
  expect(line.quote()).toMatchObject({ bid: 11.5, bidSize: 300 });
});

it.each<[string, (line: ReturnType<typeof openLine>) => void]>([
  ['after a delivery', ({ delivery }) => delivery.flush()],
  ['when the standing of a stream changes', ({ delivery, line }) => delivery.changed(line)],
  ['when somebody wants every tick', ({ line }) => line.add(listener('every-tick'))],
  ['when a reader comes', ({ line }) => line.add(listener('each-read'))],
  ['when the id is given up', ({ table }) => table.delete(ID)],
  ['when all ids are given up', ({ table }) => table.clear()],
])('asks the stream again %s', (_when, happens) => {
  const opened = openLine();
  happens(opened);
  expect(opened.direct.take(tick(ID, 1, 11))).toBe(false);
});

it('ignores an old id although the same numbers are open under a new one', () => {
  const { table, direct, line, speak } = openLine();
  table.delete(ID);
  table.set(ID + 1, line);
  speak(ID + 1);
  expect(direct.take(tick(ID, 1, 99))).toBe(false);
  expect(direct.take(tick(ID + 1, 1, 11))).toBe(true);
});

it('leaves delayed ticks, unknown ticks and a line that was delayed to the stream', () => {
  const { direct, line, speak } = openLine();
  expect(direct.take(tick(ID, 66, 11))).toBe(false);
  expect(direct.take(tick(ID, 37, 11))).toBe(false);
  line.state.marketDataType = 'delayed';
  expect(direct.take(tick(ID, 1, 11)), 'a change of the type has closed it').toBe(false);
  direct.open(ID, line.openForWrites());
  expect(direct.take(tick(ID, 1, 11))).toBe(false);
  speak();
  expect(direct.take(tick(ID, 1, 11)), 'a live tick has made it live').toBe(true);
});

it('leaves a line with a gap, or with a reader of every tick, to the stream', () => {
  const { direct, line, speak } = openLine();
  line.gapReason = 'silent';
  speak();
  expect(direct.take(tick(ID, 1, 11))).toBe(false);
  line.gapReason = undefined;
  line.add(listener('every-tick'));
  speak();
  expect(direct.take(tick(ID, 1, 11))).toBe(false);
});

it('means by texts and option computations that it keeps as bytes what the library means by them', () => {
  const random = seeded(21);
  const compare = bytesBesideLibrary(193);
  let kept = 0;
  for (let i = 0; i < 40_000; i++) {
    const { wasKept, difference } = compare(randomNews(random, ID));
    expect(difference).toBeUndefined();
    if (wasKept) kept++;
  }
  expect(kept).toBeGreaterThan(25_000);
});

it('leaves texts that are too long, or that no quote shows, to the stream', () => {
  const { direct } = openLine();
  const take = (type: number, text: string): boolean => {
    const record = new TickRecord();
    const payload = Buffer.from(`46\x006\x00${String(ID)}\x00${String(type)}\x00${text}\x00`);
    record.open(payload);
    return direct.takeRaw(record, 46, 0, payload.length);
  };
  expect(take(48, '1;2;3')).toBe(true);
  expect(take(48, '1'.repeat(200))).toBe(false);
  expect(take(62, 'news')).toBe(false);
  expect(take(45, '1700000000')).toBe(false);
});

it('shows the latest when what was kept as bytes is followed by what was not', () => {
  const { direct, line } = openLine();
  line.spokeAt = 1;
  const say = (text: string): boolean => {
    const record = new TickRecord();
    const payload = Buffer.from(`46\x006\x00${String(ID)}\x0048\x00${text}\x00`);
    record.open(payload);
    if (direct.takeRaw(record, 46, 0, payload.length)) return true;
    expect(decode(record, 46, payload, 0, payload.length)).toBe(true);
    line.apply(record);
    return false;
  };
  expect(say('1;1;;;;false')).toBe(true);
  expect(say(`2;2;;;;${'x'.repeat(200)}`)).toBe(false);
  expect(line.quote()?.generic?.rtVolume).toMatchObject({ price: 2, size: 2 });
  expect(say('3;3;;;;false')).toBe(true);
  expect(line.quote()?.generic?.rtVolume).toMatchObject({ price: 3, size: 3 });
});

const SYMBOLS = ['AAPL', 'MSFT', 'NVDA'];
const TYPES = [1, 1, 2, 2, 4, 4, 6, 7, 9, 14, 37, 66, 67, 68];
const SIZES = [0, 3, 5, 8, 8, 69, 74, 21];

/**
 * A burst for three contracts: mostly plain ticks, now and then something that is not. As TWS does it, the size of a price
 * comes again on its own: the library drops the one that a bid brings along.
 */
function burst(random: () => number, ids: readonly string[]): Fields[] {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const priced = (id: string, type: number, price: string, size: number): Fields[] => {
    const sizeType = sizeTickOf(type);
    const again: Fields[] = sizeType === undefined ? [] : [[2, 6, id, sizeType, size]];
    return [[1, 6, id, type, price, size, pick([0, 1])], ...again];
  };
  return Array.from({ length: 200 }, (): Fields[] => {
    const id = pick(ids);
    const roll = random();
    if (roll < 0.02) return [[58, 1, id, pick([1, 3])]];
    if (roll < 0.03) return [[45, 6, id, 49, pick([0, 1])]];
    if (roll < 0.04) return [[46, 6, id, pick([48, 77, 48, 62]), `${random().toFixed(3)};5;1700000000000;7;;true`]];
    if (roll < 0.045) return [[21, id, pick([10, 11, 12, 13]), 0, ...Array.from({ length: 8 }, () => random())]];
    if (roll < 0.05) return priced(id, pick(TYPES), '-1', 0);
    const size = Math.ceil(random() * 500);
    return roll < 0.55 ? priced(id, pick(TYPES), (random() * 200).toFixed(2), size) : [[2, 6, id, pick(SIZES), size]];
  }).flat();
}

async function feedOn(port: number, clientId: number, fastPath: boolean) {
  const feed = new IBKRLiveDataFeed({
    host: '127.0.0.1',
    port,
    clientId,
    env: {},
    envFile: false,
    freshness: false,
    fastPath,
  });
  await feed.connect();
  return feed;
}

it('ends with the same quotes as the library, whatever comes in one burst', async () => {
  await using fastPeer = await Peer.start();
  await using slowPeer = await Peer.start();
  const sides = await Promise.all(
    [fastPeer, slowPeer].map(async (peer, i) => {
      const feed = await feedOn(peer.port, 1, i === 0);
      const subscribed = feed.subscribe(SYMBOLS.map((symbol, n) => ({ ...aapl, symbol, conId: n + 1 })));
      const requests = await Promise.all(SYMBOLS.map((_, n) => peer.nth(OUT.MarketData, n + 1)));
      const ids = requests.map(([, , id = '']) => id);
      peer.say(...ids.map((id): Fields => [58, 1, id, 1]));
      await subscribed;
      return { peer, feed, ids, random: seeded(20_261_122) };
    }),
  );
  const shown = ({ feed }: (typeof sides)[number]): (Omit<Quote, 'time'> | undefined)[] =>
    SYMBOLS.map((symbol) => {
      const quote = feed.getLatestData(symbol);
      return quote && { ...quote, time: undefined };
    });
  for (let round = 1; round <= 40; round++) {
    for (const { peer, ids, random } of sides) {
      peer.say(...burst(random, ids), ...ids.map((id): Fields => [2, 6, id, 5, 1_000_000 + round]));
    }
    for (const side of sides) {
      await expect
        .poll(() => shown(side).map((quote) => quote?.lastSize))
        .toEqual(SYMBOLS.map(() => 1_000_000 + round));
    }
    const [fast, slow] = sides.map(shown);
    expect(fast).toEqual(slow);
  }
  for (const { feed } of sides) await feed[Symbol.asyncDispose]();
});
