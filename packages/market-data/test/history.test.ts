/** Bars and ticks of the past: equal to the market's own, split and paced, without a seam, and honest when there is nothing. */
import { describe, expect, it } from 'vitest';
import type { Bar, HistoryProgress } from '../src/index.js';
import { during, MORNING, startWorld } from './support/world.js';

const modes = [{ fastPath: true }, { fastPath: false }];
const DAY = 86_400_000;

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}
const isAscending = (times: readonly number[]): boolean =>
  times.every((time, i) => i === 0 || time > (times[i - 1] ?? 0));

describe.each(modes)('historical bars ($fastPath)', ({ fastPath }) => {
  it('of a month come by the day, as calendar dates', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const bars = await during(world.clock, world.feed.getHistoricalBars('AAPL'));
    expect(bars.length).toBeGreaterThanOrEqual(19);
    for (const bar of bars) {
      expect(bar.date).toMatch(/^2026-0[67]-\d\d$/);
      expect(bar.time.toISOString()).toBe(`${bar.date}T00:00:00.000Z`);
      expect(bar.timeZone).toBe('America/New_York');
      expect(bar.high).toBeGreaterThanOrEqual(Math.max(bar.open, bar.close, bar.low));
      expect(bar.volume).toBeGreaterThan(0);
    }
  });

  it('of minutes carry instants', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const options = { duration: '3600 S', barSize: '1 min', whatToShow: 'MIDPOINT' } as const;
    const bars = await during(world.clock, world.feed.getHistoricalBars('AAPL', options));
    expect(bars.length).toBeGreaterThanOrEqual(59);
    expect(bars.every(({ date, volume }) => date === undefined && volume === undefined)).toBe(true);
    expect(isAscending(bars.map(({ time }) => time.getTime()))).toBe(true);
  });

  it('of any range are split, joined without a seam, and equal to one answer', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const start = new Date(MORNING - 4 * DAY);
    const progress: HistoryProgress[] = [];
    const range = { contract: 'AAPL', start, barSize: '1 min', useRth: true } as const;
    const split = await during(
      world.clock,
      all(world.feed.historicalBars(range, { onProgress: (p) => progress.push(p) })),
    );
    expect(progress.map(({ requestsDone }) => requestsDone)).toEqual([1, 2, 3, 4]);
    expect(progress.at(-1)).toMatchObject({ requestsTotal: 4, bars: split.length });
    expect(isAscending(split.map(({ time }) => time.getTime()))).toBe(true);
    const options = { duration: '4 D', barSize: '1 min', end: new Date(MORNING) } as const;
    const whole = await during(world.clock, world.feed.getHistoricalBars('AAPL', options));
    const within = whole.filter(({ time }) => time >= start && time.getTime() < MORNING);
    expect(split).toEqual(within);
  });

  it('go on after a dropped connection from where they stopped', async () => {
    await using world = await startWorld({ feed: { fastPath, reconnect: { initialDelayMs: 50, maxDelayMs: 50 } } });
    const range = { contract: 'AAPL', start: new Date(MORNING - 6 * DAY), barSize: '1 min' } as const;
    const bars: Bar[] = [];
    const read = async (): Promise<void> => {
      for await (const bar of world.feed.historicalBars(range)) {
        bars.push(bar);
        if (bars.length === 200) world.sim.dropAll();
      }
    };
    await during(world.clock, read());
    expect(bars.length).toBeGreaterThan(900);
    expect(isAscending(bars.map(({ time }) => time.getTime()))).toBe(true);
  });

  it('keep to the rules of TWS, which never has to say so', async () => {
    await using world = await startWorld({ feed: { fastPath }, sim: { historicalPacing: true } });
    const range = {
      contract: 'AAPL',
      start: new Date(MORNING - 6 * 3_600_000),
      barSize: '5 secs',
      whatToShow: 'BID_ASK',
      useRth: false,
    } as const;
    const bars = await during(world.clock, all(world.feed.historicalBars(range)));
    expect(bars.length).toBeGreaterThan(3000);
    const refusals = world.sim.transcript.filter((entry) => entry.name === 'error' && entry.fields[2] === '162');
    expect(refusals).toEqual([]);
  });

  it('keep to the rules of TWS together with bars that are kept up to date', async () => {
    await using world = await startWorld({ feed: { fastPath }, sim: { historicalPacing: true } });
    const { feed, clock } = world;
    const kinds = ['TRADES', 'MIDPOINT'] as const;
    const readers = [true, false].flatMap((useRth) =>
      kinds.map((whatToShow) => feed.bars('AAPL', { barSize: '10 secs', useRth, whatToShow })),
    );
    await world.until(() => world.requests('reqHistoricalData').length === 4, 'they are asked for');
    const ends = [1, 2, 3, 4, 5].map((minutes) => new Date(MORNING - minutes * 60_000));
    const options = { duration: '60 S', barSize: '10 secs' } as const;
    await during(clock, Promise.all(ends.map((end) => feed.getHistoricalBars('AAPL', { ...options, end }))));
    const refusals = world.sim.transcript.filter((entry) => entry.name === 'error' && entry.fields[2] === '162');
    expect(refusals.filter(({ fields }) => fields[3]?.includes('pacing'))).toEqual([]);
    for (const reader of readers) await reader.return?.();
  });

  it('are tried again when TWS says that it was asked too often', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    world.sim.inject({ type: 'pacing-violation', times: 2 });
    const range = { contract: 'AAPL', start: new Date(MORNING - 2 * DAY), barSize: '1 hour' } as const;
    const bars = await during(world.clock, all(world.feed.historicalBars(range)));
    expect(bars.length).toBeGreaterThan(5);
    expect(world.requests('reqHistoricalData').length).toBe(3);
  });

  it('are not tried again when that is of no use', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const text = 'Historical Market Data Service error message:No market data permissions for NASDAQ STK';
    using _ = world.sim.inject({ type: 'fail', message: 'reqHistoricalData', code: 162, text });
    const range = { contract: 'AAPL', start: new Date(MORNING - 2 * DAY), barSize: '1 hour' } as const;
    await expect(during(world.clock, all(world.feed.historicalBars(range)))).rejects.toMatchObject({
      name: 'RequestError',
      code: 162,
    });
    expect(world.requests('reqHistoricalData')).toHaveLength(1);
  });

  it('are given up after as many attempts as were asked for', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    world.sim.inject({ type: 'pacing-violation', times: 10 });
    const range = { contract: 'AAPL', start: new Date(MORNING - 2 * DAY), barSize: '1 hour' } as const;
    const reading = all(world.feed.historicalBars(range, { retryCount: 2 }));
    await expect(during(world.clock, reading)).rejects.toMatchObject({ name: 'RequestError', code: 162 });
    expect(world.requests('reqHistoricalData')).toHaveLength(3);
  });

  it('are an empty answer when there are none, and an error when the question is impossible', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const { feed, clock } = world;
    const none = { duration: '1 D', barSize: '1 min', end: new Date(Date.UTC(1950, 0, 5)) } as const;
    expect(await during(clock, feed.getHistoricalBars('AAPL', none))).toEqual([]);
    await expect(feed.getHistoricalBars('AAPL', { end: new Date(MORNING + DAY) })).rejects.toThrow(/future/);
    await expect(all(feed.historicalBars({ contract: 'AAPL', start: new Date(MORNING + DAY) }))).rejects.toThrow(
      /future/,
    );
    // @ts-expect-error no such bar size
    await expect(feed.getHistoricalBars('AAPL', { barSize: '7 mins' })).rejects.toThrow(/barSize/);
    // @ts-expect-error no such unit
    await expect(feed.getHistoricalBars('AAPL', { duration: '2 H' })).rejects.toThrow(/duration/);
    const range = { contract: 'AAPL', start: new Date(MORNING - DAY) } as const;
    await expect(all(feed.historicalBars(range, { retryCount: NaN }))).rejects.toThrow(/retryCount/);
    // @ts-expect-error TWS keeps no such ticks
    await expect(feed.getHistoricalTicks('AAPL', 'all-trades')).rejects.toMatchObject({ argument: 'type' });
    // @ts-expect-error TWS keeps no such ticks
    await expect(all(feed.historicalTicks(range, 'all-trades'))).rejects.toMatchObject({ argument: 'type' });
    await expect(during(clock, feed.getHistoricalBars('NOSUCH'))).rejects.toMatchObject({ name: 'ContractError' });
  });

  it('are given up when their signal says so', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    using _ = world.sim.inject({ type: 'ignore', message: 'reqHistoricalData' });
    const controller = new AbortController();
    const asked = world.feed.getHistoricalBars('AAPL', { signal: controller.signal });
    await world.until(() => world.requests('reqHistoricalData').length === 1, 'it is asked');
    controller.abort(new Error('never mind'));
    await expect(asked).rejects.toThrow('never mind');
    await world.until(() => world.requests('cancelHistoricalData').length === 1, 'it is cancelled');
    expect(world.feed.getStatus().history).toEqual({ open: 0, waiting: 0 });
  });
});

describe.each(modes)('historical ticks ($fastPath)', ({ fastPath }) => {
  it('of all three kinds come in order, up to the number asked for', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const start = new Date(MORNING - 3_600_000);
    for (const kind of ['trades', 'bid-ask', 'midpoint'] as const) {
      const ticks = await during(world.clock, world.feed.getHistoricalTicks('AAPL', kind, { start, count: 100 }));
      expect(ticks.length).toBeGreaterThanOrEqual(100);
      expect(ticks.length).toBeLessThan(200);
      expect(ticks.every(({ time }) => time >= start)).toBe(true);
    }
  });

  it('of any range come without a hole and without a tick twice', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const range = { contract: 'AAPL', start: new Date(MORNING - 1_800_000), end: new Date(MORNING - 60_000) };
    const ticks = await during(world.clock, all(world.feed.historicalTicks(range, 'trades')));
    expect(ticks.length).toBeGreaterThan(1200);
    expect(world.requests('reqHistoricalTicks').length).toBeGreaterThan(1);
    const times = ticks.map(({ time }) => time.getTime());
    expect(times.every((time, i) => i === 0 || time >= (times[i - 1] ?? 0))).toBe(true);
    expect(times[0]).toBeGreaterThanOrEqual(range.start.getTime());
    expect(times.at(-1)).toBeLessThan(range.end.getTime());
  });

  it('are counted from one end only', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const both = { start: new Date(MORNING - 1000), end: new Date(MORNING) };
    await expect(world.feed.getHistoricalTicks('AAPL', 'trades', both)).rejects.toThrow(/end/);
    await expect(world.feed.getHistoricalTicks('AAPL', 'trades', { count: 0 })).rejects.toThrow(/count/);
  });
});
