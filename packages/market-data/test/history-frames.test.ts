/** Large answers, decoded from bytes: what the library says, in linear time, between other work. */
import { describe, expect, it } from 'vitest';
import { BarFrame } from '../src/fast-path/bar-frame.js';
import { decodeTickFrame } from '../src/fast-path/tick-frame.js';
import { IBKRLiveDataFeed } from '../src/index.js';
import { libraryDecoder, seeded } from './support/frames.js';
import { frame, OUT, Peer } from './support/peer.js';

const random = seeded(5);
const price = (): string => (random() * 100 - 20).toFixed(2);
const whole = (): string => String(Math.floor(random() * 10_000));
const payloadOf = (fields: readonly (string | number)[]): Buffer => frame(fields).subarray(4);

const barFields = (count: number): (string | number)[] => {
  const bars = Array.from({ length: count }, (_, i) => [
    i % 3 === 0 ? `2026${String(10 + (i % 3))}15` : 1_763_715_600 + i * 60,
    ...[price(), price(), price(), price()],
    i % 7 === 0 ? '-1' : whole(),
    price(),
    whole(),
  ]);
  return [17, 42, '20260101  00:00:00', '20261122  00:00:00', count, ...bars.flat()];
};

describe('a message of historical bars', () => {
  it('is read as the library reads it', () => {
    const payload = payloadOf(barFields(200));
    const frame17 = BarFrame.open(payload, 0, payload.length);
    expect(frame17?.decode(Infinity)).toBe(true);
    const theirs = (libraryDecoder(193)(payload) ?? []).slice(0, -1);
    expect(frame17?.bars).toHaveLength(theirs.length);
    for (const [i, [, , date, open, high, low, close, volume, count, wap]] of theirs.entries()) {
      const bar = frame17?.bars[i];
      const none = (value: unknown): unknown => (value === -1 ? undefined : value);
      expect([bar?.open, bar?.high, bar?.low, bar?.close]).toEqual([open, high, low, close]);
      expect([bar?.volume, bar?.count, bar?.wap]).toEqual([none(volume), none(count), none(wap)]);
      const text = String(date);
      expect(text.length === 8 ? bar?.date?.replaceAll('-', '') : String((bar?.time.getTime() ?? 0) / 1000)).toBe(text);
    }
  });

  it('is left to the library when it is not exactly what it says', () => {
    const fields = barFields(3);
    const damaged = [fields.slice(0, -1), [...fields, '1'], fields.with(4, 4), fields.with(4, -1), fields.with(4, 'x')];
    for (const bad of damaged) {
      const payload = payloadOf(bad);
      expect(BarFrame.open(payload, 0, payload.length)).toBeUndefined();
    }
  });

  it('is decoded in portions', () => {
    const payload = payloadOf(barFields(10));
    const portions = BarFrame.open(payload, 0, payload.length);
    expect([portions?.decode(4), portions?.bars.length]).toEqual([false, 4]);
    expect([portions?.decode(4), portions?.decode(4), portions?.bars.length]).toEqual([false, true, 10]);
  });

  it('of twenty thousand arrives whole while ticks go on', async () => {
    await using peer = await Peer.start();
    await using feed = new IBKRLiveDataFeed({
      host: '127.0.0.1',
      port: peer.port,
      clientId: 1,
      env: {},
      envFile: false,
    });
    await feed.connect();
    const contract = { secType: 'STK', conId: 1, symbol: 'AAPL', exchange: 'SMART', currency: 'USD' } as const;
    const asked = feed.getHistoricalBars(contract, { duration: '30 D', barSize: '1 min' });
    const [, details = ''] = (await peer.nth(9, 1)).slice(1);
    peer.say([4, 2, details, 200, 'No security definition has been found', '']);
    const [, id = ''] = await peer.nth(OUT.HistoricalData, 1);
    const count = 20_000;
    const bars = Array.from({ length: count }, (_, i) => [1_700_000_000 + i * 60, 1, 2, 0.5, 1.5, 100, 1.2, 7]);
    peer.say([17, id, 'from', 'to', count, ...bars.flat()]);
    const answer = await asked;
    expect(answer).toHaveLength(count);
    expect(answer.at(-1)).toMatchObject({
      time: new Date((1_700_000_000 + (count - 1) * 60) * 1000),
      close: 1.5,
      count: 7,
    });
  });
});

describe('a message of historical ticks', () => {
  const kinds = [
    { id: 96, event: 'midpoint', row: () => [1_700_000_000, 0, price(), 0] },
    { id: 97, event: 'bid-ask', row: () => [1_700_000_000, 3, price(), price(), whole(), whole()] },
    { id: 98, event: 'trade', row: () => [1_700_000_000, 1, price(), whole(), 'ARCA', 'I'] },
  ] as const;

  it.each(kinds)('of kind $event is read as the library reads it', ({ id, event, row }) => {
    const rows = Array.from({ length: 50 }, row);
    const payload = payloadOf([id, 42, rows.length, ...rows.flat(), 1]);
    const ours = decodeTickFrame(payload, 0, payload.length);
    expect(ours).toMatchObject({ reqId: 42, done: true });
    const [[, , theirs] = []] = libraryDecoder(193)(payload) ?? [];
    const list = theirs as Record<string, unknown>[];
    expect(ours?.ticks).toHaveLength(list.length);
    for (const [i, tick] of (ours?.ticks ?? []).entries()) {
      const other = list[i] ?? {};
      expect(tick.type).toBe(event);
      if (tick.type === 'bid-ask') expect([tick.bidSize, tick.askPastHigh]).toEqual([other['sizeBid'], true]);
      else expect(tick.price).toBe(other['price']);
    }
  });

  it('is left to the library when it is not consumed exactly', () => {
    for (const fields of [
      [96, 42, 2, 1_700_000_000, 0, 1, 0, 1],
      [96, 42, 1, 1_700_000_000, 0, 1, 0, 1, 1],
      [96, 42, -1, 1],
      [95, 42, 0, 1],
    ]) {
      const payload = payloadOf(fields);
      expect(decodeTickFrame(payload, 0, payload.length)).toBeUndefined();
    }
  });
});
