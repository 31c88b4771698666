/** Where one answer ends and the next begins nothing is missing, doubled or cut off: every bar size, over seams of all kinds. */
import { describe, expect, it } from 'vitest';
import {
  future,
  IBKRLiveDataFeed,
  type Bar,
  type BarSize,
  type ContractLike,
  type Duration,
  type HistoryProgress,
} from '../src/index.js';
import { resumeAt } from '../src/history-plan.js';
import { during, MORNING, startWorld, type World } from './support/world.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Summer time began in New York on Sunday, March 8. */
const CLOCK_CHANGE = Date.UTC(2026, 2, 8, 7);

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

interface Case {
  readonly barSize: BarSize;
  /** Where the range begins and ends: in the middle of bars, so that no seam falls between them by luck. */
  readonly start: number;
  readonly end: number;
  /** One answer that has it all. */
  readonly whole: Duration;
  readonly contract?: ContractLike;
  readonly useRth?: boolean;
}

const es = future('ES', { expiry: '202609', exchange: 'CME' });
const ODD = 17 * 60_000 + 31_000;
const CASES: readonly Case[] = [
  { barSize: '1 secs', start: MORNING - 2 * HOUR + 333, end: MORNING - 300, whole: '10000 S' },
  { barSize: '5 secs', start: MORNING - 3 * HOUR + 2_222, end: MORNING - 1, whole: '14000 S', useRth: false },
  { barSize: '30 secs', start: MORNING - DAY + ODD, end: MORNING - ODD, whole: '3 D', useRth: false },
  { barSize: '1 min', start: CLOCK_CHANGE - 3 * DAY + ODD, end: CLOCK_CHANGE + 3 * DAY, whole: '8 D' },
  { barSize: '3 mins', start: CLOCK_CHANGE - 9 * DAY + ODD, end: CLOCK_CHANGE + 4 * DAY + ODD, whole: '3 W' },
  { barSize: '20 mins', start: CLOCK_CHANGE - 10 * DAY + ODD, end: CLOCK_CHANGE + 5 * DAY + ODD, whole: '4 W' },
  { barSize: '1 hour', start: CLOCK_CHANGE - 40 * DAY + ODD, end: CLOCK_CHANGE + 30 * DAY + ODD, whole: '4 M' },
  {
    barSize: '3 hours',
    start: CLOCK_CHANGE - 31 * DAY + ODD,
    end: CLOCK_CHANGE + ODD + 2 * DAY,
    whole: '3 M',
    useRth: false,
  },
  {
    barSize: '4 hours',
    start: CLOCK_CHANGE - 45 * DAY + ODD,
    end: CLOCK_CHANGE + 30 * DAY,
    whole: '4 M',
    contract: es,
    useRth: false,
  },
  {
    barSize: '8 hours',
    start: CLOCK_CHANGE - 70 * DAY + ODD,
    end: CLOCK_CHANGE + 9 * DAY + ODD,
    whole: '6 M',
    useRth: false,
  },
  { barSize: '1 day', start: MORNING - 800 * DAY, end: MORNING - 3 * DAY, whole: '3 Y' },
  { barSize: '1 day', start: MORNING - 500 * DAY, end: MORNING - 2 * DAY, whole: '2 Y', useRth: false },
  { barSize: '1 week', start: MORNING - 900 * DAY, end: MORNING - 30 * DAY, whole: '4 Y' },
  { barSize: '1 month', start: MORNING - 1000 * DAY, end: MORNING - 40 * DAY, whole: '4 Y' },
];

/** How much further the whole answer reaches, so that its bars are complete as well. */
const slackMs = (whole: Duration): number => (/[MY]$/.test(whole) ? 40 * DAY : whole.endsWith('S') ? 60_000 : 2 * DAY);

const nameOf = ({ barSize, contract, useRth = true }: Case): string =>
  `of ${barSize}${contract === undefined ? '' : ' of a future'}${useRth ? '' : ' around the clock'}`;

const modes = [{ fastPath: true }, { fastPath: false }];

describe.each(modes)('bars over several answers equal those of one ($fastPath):', ({ fastPath }) => {
  for (const each of CASES) {
    it(nameOf(each), async () => {
      await using world = await startWorld({ feed: { fastPath } });
      const { barSize, contract = 'AAPL', useRth = true } = each;
      const [start, end] = [new Date(each.start), new Date(each.end)];
      const progress: HistoryProgress[] = [];
      const range = { contract, start, end, barSize, useRth };
      const split = await during(
        world.clock,
        all(world.feed.historicalBars(range, { onProgress: (p) => progress.push(p) })),
      );
      expect(progress.length).toBeGreaterThanOrEqual(2);

      const until = new Date(Math.min(each.end + slackMs(each.whole), world.clock.now()));
      const ask = { duration: each.whole, barSize, end: until };
      const whole = await during(world.clock, world.feed.getHistoricalBars(contract, { ...ask, useRth }));
      const from =
        barSize.endsWith('day') || barSize.includes('week') || barSize.includes('month')
          ? each.start - (each.start % DAY)
          : each.start;
      const expected = whole.filter(({ time }) => time.getTime() >= from && time < end);
      expect(whole[0]?.time.getTime()).toBeLessThan(from);
      expect(split.map(brief)).toEqual(expected.map(brief));
      expect(expected.length).toBeGreaterThan(5);
    });
  }
});

const brief = ({ time, date, open, high, low, close, volume }: Bar) =>
  [date ?? time.toISOString(), open, high, low, close, volume].join(' ');

async function readSome(world: World, start: Date, most: number): Promise<{ bars: Bar[]; upTo: Date }> {
  const bars: Bar[] = [];
  let upTo = start;
  const range = { contract: 'AAPL', start, barSize: '1 min' } as const;
  const options = { onProgress: (progress: HistoryProgress) => void (upTo = progress.upTo) };
  for await (const bar of world.feed.historicalBars(range, options)) {
    bars.push(bar);
    if (bars.length === most) break;
  }
  return { bars, upTo };
}

describe.each(modes)('a range ($fastPath)', ({ fastPath }) => {
  it('is taken up by a later call where an earlier one stopped, with the bar that was unfinished then', async () => {
    await using world = await startWorld({ at: MORNING + 30_000, feed: { fastPath } });
    const start = new Date(MORNING - 3 * DAY);
    const first = await during(world.clock, readSome(world, start, Infinity));
    expect(first.upTo).toEqual(first.bars.at(-1)?.time);
    await world.pass(300_000);
    const second = await during(world.clock, readSome(world, first.upTo, Infinity));
    const joined = [...first.bars.slice(0, -1), ...second.bars];
    const options = { duration: '5 D', barSize: '1 min' } as const;
    const whole = await during(world.clock, world.feed.getHistoricalBars('AAPL', options));
    const expected = whole.filter(({ time }) => time >= start);
    expect(joined.slice(0, -1).map(brief)).toEqual(expected.slice(0, -1).map(brief));
    expect(first.bars.at(-1)?.volume).toBeLessThan(second.bars[0]?.volume ?? 0);
  });

  it('left in the middle stops asking', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    await during(world.clock, readSome(world, new Date(MORNING - 60 * DAY), 10));
    const asked = world.requests('reqHistoricalData').length;
    expect(asked).toBeLessThanOrEqual(5);
    await world.pass(60_000);
    expect(world.requests('reqHistoricalData')).toHaveLength(asked);
    expect(world.feed.getStatus().history).toEqual({ open: 0, waiting: 0 });
  });

  it('without a single trading day in it is empty', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const saturday = Date.UTC(2026, 6, 11, 4);
    const range = {
      contract: 'AAPL',
      start: new Date(saturday),
      end: new Date(saturday + DAY),
      barSize: '1 min',
    } as const;
    expect(await during(world.clock, all(world.feed.historicalBars(range)))).toEqual([]);
    const day = { ...range, barSize: '1 day' } as const;
    expect(await during(world.clock, all(world.feed.historicalBars(day)))).toEqual([]);
    const nothing = { ...range, end: range.start };
    expect(await during(world.clock, all(world.feed.historicalBars(nothing)))).toEqual([]);
  });

  it('of a continuous future, or of adjusted prices, is asked for at once: TWS gives them up to now only', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const start = new Date(MORNING - 20 * DAY);
    const end = new Date(MORNING - 5 * DAY);
    const contract = { secType: 'CONTFUT', symbol: 'ES', exchange: 'CME', currency: 'USD' } as const;
    for (const range of [{ contract }, { contract: 'AAPL', whatToShow: 'ADJUSTED_LAST' }] as const) {
      const bars = await during(world.clock, all(world.feed.historicalBars({ ...range, start, end })));
      expect(bars.length).toBeGreaterThan(8);
      expect(bars.every(({ time }) => time < end && time.getTime() > start.getTime() - DAY)).toBe(true);
    }
    expect(world.requests('reqHistoricalData')).toHaveLength(2);
  });

  it('goes on though its progress callback fails', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const range = { contract: 'AAPL', start: new Date(MORNING - 3 * DAY), barSize: '1 min' } as const;
    const onProgress = (): never => {
      throw new Error('mine');
    };
    expect((await during(world.clock, all(world.feed.historicalBars(range, { onProgress })))).length).toBeGreaterThan(
      300,
    );
  });

  it('that is reversed, or no date at all, is refused', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const start = new Date(MORNING - DAY);
    const reversed = { contract: 'AAPL', start, end: new Date(MORNING - 2 * DAY) };
    const never = { contract: 'AAPL', start, end: new Date(NaN) };
    const ahead = { contract: 'AAPL', start: new Date(MORNING + DAY) };
    const { feed } = world;
    await expect(all(feed.historicalBars(reversed))).rejects.toMatchObject({ argument: 'end' });
    await expect(all(feed.historicalBars(never))).rejects.toMatchObject({ argument: 'end' });
    await expect(all(feed.historicalBars({ ...never, start: never.end }))).rejects.toMatchObject({ argument: 'start' });
    await expect(all(feed.historicalTicks(reversed, 'trades'))).rejects.toMatchObject({ argument: 'end' });
    await expect(all(feed.historicalTicks(ahead, 'trades'))).rejects.toMatchObject({ argument: 'start' });
    await expect(feed.getHistoricalTicks('AAPL', 'trades', ahead)).rejects.toMatchObject({ argument: 'start' });
    expect(world.requests('reqHistoricalData')).toEqual([]);
  });
});

describe.each(modes)('while a range is read ($fastPath)', ({ fastPath }) => {
  it('a dropped connection is waited out, for ticks as for bars', async () => {
    await using world = await startWorld({ feed: { fastPath, reconnect: { initialDelayMs: 50, maxDelayMs: 50 } } });
    const range = { contract: 'AAPL', start: new Date(MORNING - 1_800_000), end: new Date(MORNING - 60_000) };
    const whole = await during(world.clock, all(world.feed.historicalTicks(range, 'trades')));
    world.sim.inject({ type: 'drop', when: 'before', message: 'reqHistoricalTicks' });
    const again = await during(world.clock, all(world.feed.historicalTicks(range, 'trades')));
    expect(again).toEqual(whole);
    expect(world.feed.connection.getStatus().reconnectCount).toBe(1);
  });

  it('the feed that is disconnected ends it with an error, for it is not complete', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const { feed } = world;
    const second = new IBKRLiveDataFeed({ connection: feed.connection, fastPath });
    const bars: Bar[] = [];
    const read = async (): Promise<void> => {
      const range = { contract: 'AAPL', start: new Date(MORNING - 60 * DAY), barSize: '1 min' } as const;
      for await (const bar of second.historicalBars(range)) bars.push(bar);
    };
    const reading = read();
    const scans = second.scans({ scanCode: 'MOST_ACTIVE', rows: 3 });
    await during(world.clock, scans.next());
    await world.until(() => bars.length > 100, 'bars come');
    await second[Symbol.asyncDispose]();
    await expect(reading).rejects.toMatchObject({ name: 'ConnectionError', reason: 'closed' });
    expect((await scans.next()).done).toBe(true);
    expect(feed.isConnected()).toBe(true);
    expect(second.getStatus().history).toEqual({ open: 0, waiting: 0 });
    await world.until(() => world.requests('cancelScannerSubscription').length === 1, 'the ranking is given back');
  });
});

describe('where a later call begins', () => {
  const chunk = { from: 0, to: 10 * DAY, until: 10 * DAY, duration: '11 D' } as const;

  it('is the end of what was asked for, when that is long past', () => {
    expect(resumeAt(chunk, 9 * DAY, '1 hour', 20 * DAY)).toBe(10 * DAY);
    expect(resumeAt(chunk, undefined, '1 hour', 20 * DAY)).toBe(10 * DAY);
  });

  it('is never after a bar that has not come yet, however late it comes', () => {
    expect(resumeAt(chunk, 9 * DAY, '1 min', 10 * DAY)).toBe(9 * DAY + 60_000);
    expect(resumeAt(chunk, 9 * DAY, '1 hour', 10 * DAY)).toBe(9 * DAY + 300_000);
    expect(resumeAt(chunk, 8 * DAY, '1 day', 10 * DAY)).toBe(9 * DAY);
    expect(resumeAt(chunk, undefined, '1 day', 10 * DAY)).toBe(0);
  });

  it('is the last bar itself while that is unfinished', () => {
    expect(resumeAt(chunk, 10 * DAY - 1000, '1 min', 10 * DAY)).toBe(10 * DAY - 1000);
  });
});
