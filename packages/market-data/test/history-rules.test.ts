/** TWS's limits on historical data, and how ranges are split to stay within them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bar } from '../src/bar.js';
import { checkBarSize, checkDuration, DAY_MS, durationMs, longestDuration } from '../src/bar-size.js';
import {
  allowedAt,
  EMPTY_LEDGER,
  sent,
  settled,
  TWS_LIMITS,
  type HistoryCall,
  type HistoryLedger,
} from '../src/history-pacing.js';
import { fitBars, planAtOnce, planHistory } from '../src/history-plan.js';

const call = (over: Partial<HistoryCall> = {}): HistoryCall => ({
  key: 'k',
  series: 's',
  small: true,
  weight: 1,
  ...over,
});

describe('pacing of historical requests', () => {
  it('lets the first one go at once', () => {
    expect(allowedAt(EMPTY_LEDGER, call())).toBe(0);
  });

  it('keeps identical requests 15 seconds apart', () => {
    const ledger = sent(EMPTY_LEDGER, call(), 1000);
    expect(allowedAt(ledger, call({ series: 'other' }))).toBe(16_000);
    expect(allowedAt(ledger, call({ key: 'other', series: 'other' }))).toBe(0);
  });

  it('sends at most five for one contract and kind within two seconds', () => {
    let ledger: HistoryLedger = EMPTY_LEDGER;
    for (let i = 0; i < 5; i++) ledger = sent(ledger, call({ key: String(i) }), 1000 + i);
    expect(allowedAt(ledger, call({ key: '5' }))).toBe(3000);
    expect(allowedAt(ledger, call({ key: '5', series: 'other' }))).toBe(0);
  });

  it('counts BID_ASK twice against sixty in ten minutes', () => {
    let ledger: HistoryLedger = EMPTY_LEDGER;
    for (let i = 0; i < 30; i++) ledger = settled(sent(ledger, call({ key: `${i}`, series: `${i}`, weight: 2 }), i));
    expect(allowedAt(ledger, call({ key: 'x', series: 'x', weight: 1 }))).toBe(600_000);
    expect(allowedAt(ledger, call({ key: 'x', series: 'x', small: false }))).toBe(0);
  });

  it('has at most fifty open', () => {
    let ledger: HistoryLedger = EMPTY_LEDGER;
    for (let i = 0; i < 50; i++) ledger = sent(ledger, call({ key: `${i}`, series: `${i}`, small: false }), i);
    expect(allowedAt(ledger, call({ key: 'x', series: 'x', small: false }))).toBe(Infinity);
    expect(allowedAt(settled(ledger), call({ key: 'x', series: 'x', small: false }))).toBe(0);
  });

  it('never breaks a rule, whatever is asked and whenever', () => {
    const calls = fc.array(
      fc.record({
        gapMs: fc.integer({ min: 0, max: 4000 }),
        key: fc.integer({ min: 0, max: 40 }),
        small: fc.boolean(),
        weight: fc.constantFrom(1, 2),
      }),
      { maxLength: 150 },
    );
    fc.assert(
      fc.property(calls, (wanted) => {
        let now = 0;
        let ledger = EMPTY_LEDGER;
        const out: { at: number; call: HistoryCall }[] = [];
        for (const { gapMs, key, small, weight } of wanted) {
          now += gapMs;
          const next = call({ key: `${key}`, series: `${key % 3}`, small, weight });
          now = Math.max(now, allowedAt(ledger, next));
          ledger = settled(sent(ledger, next, now));
          out.push({ at: now, call: next });
        }
        for (const { at, call: one } of out) {
          const within = (ms: number) => out.filter((other) => other.at <= at && other.at > at - ms);
          const smallWeight = within(600_000)
            .filter((o) => o.call.small)
            .reduce((sum, o) => sum + o.call.weight, 0);
          if (one.small && smallWeight > TWS_LIMITS.small.weight) return false;
          if (within(2000).filter((o) => o.call.series === one.series).length > 5) return false;
          if (within(15_000).filter((o) => o.call.key === one.key).length > 1) return false;
        }
        return true;
      }),
      { numRuns: 60 },
    );
  });
});

describe('splitting a range of bars', () => {
  it('asks for no more at once than TWS answers, oldest first, without holes', () => {
    const range = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 0, 3, 5) };
    const chunks = planHistory(range, '1 min');
    expect(chunks.map(({ duration }) => duration)).toEqual(['86400 S', '86400 S', '18000 S']);
    expect(chunks[0]?.from).toBe(range.from);
    expect(chunks.at(-1)?.to).toBe(range.to);
    for (const [i, chunk] of chunks.entries()) {
      if (i > 0) expect(chunk.from).toBe(chunks[i - 1]?.to);
      expect(chunk.to - chunk.from).toBeLessThanOrEqual(durationMs(longestDuration('1 min')));
    }
  });

  it('speaks in seconds, days and years as TWS limits them', () => {
    expect(planHistory({ from: 0, to: 1000 * 1000 }, '1 secs').map((c) => c.duration)).toEqual(['1000 S']);
    expect(planHistory({ from: 0, to: 10 * DAY_MS }, '1 day').map((c) => c.duration)).toEqual(['12 D']);
    expect(planHistory({ from: 0, to: 6 * DAY_MS }, '5 mins').map((c) => c.duration)).toEqual(['7 D']);
    expect(planAtOnce({ from: 0, to: 800 * DAY_MS }).map((c) => c.duration)).toEqual(['3 Y']);
    expect(planHistory({ from: 5, to: 5 }, '1 day')).toEqual([]);
  });

  it('joins answers without duplicates, out of order or outside the range', () => {
    const bar = (ms: number): Bar => ({
      time: new Date(ms),
      date: undefined,
      timeZone: undefined,
      open: 1,
      high: 1,
      low: 1,
      close: 1,
      volume: 1,
      wap: 1,
      count: 1,
    });
    const fitting = fitBars([bar(30), bar(10), bar(20), bar(20), bar(50)], { from: 10, to: 50 }, 10);
    expect(fitting.map((b) => b.time.getTime())).toEqual([20, 30]);
  });
});

describe('bar sizes and durations', () => {
  it('refuses what TWS has not', () => {
    expect(() => checkBarSize('7 mins')).toThrow(/barSize must be one of/);
    for (const bad of ['0 D', '-1 D', '1.5 D', '90000 S', '1 H', '1D', '']) {
      expect(() => checkDuration(bad), bad).toThrow(/duration must be/);
    }
    expect(checkBarSize('5 mins')).toBe('5 mins');
    expect(checkDuration('86400 S')).toBe('86400 S');
  });
});
