import { describe, expect, it } from 'vitest';
import { dayIn, dayRange, parseTime, utcText } from '../src/tws/time.js';

describe('times as TWS writes them', () => {
  it.each([
    ['20260114 10:00:00 US/Eastern', undefined, '2026-01-14T15:00:00.000Z'],
    ['20260714 10:00:00 US/Eastern', undefined, '2026-07-14T14:00:00.000Z'],
    ['20260114-15:00:00', 'Asia/Tokyo', '2026-01-14T15:00:00.000Z'],
    ['20260114  10:00:00', 'America/New_York', '2026-01-14T15:00:00.000Z'],
    // Half an hour before clocks go forward, and after.
    ['20260308 01:30:00 America/New_York', undefined, '2026-03-08T06:30:00.000Z'],
    ['20260308 03:30:00 America/New_York', undefined, '2026-03-08T07:30:00.000Z'],
  ])('%s in %s is %s', (text, zone, expected) => {
    expect(parseTime(text, zone)?.toISOString()).toBe(expected);
  });

  it.each(['', 'yesterday', '2026-01-14', undefined])('%s is none', (text) => {
    expect(parseTime(text, undefined)).toBeUndefined();
  });

  it('are written in UTC, whatever the zone of TWS', () => {
    expect(utcText(new Date('2026-01-14T15:00:00Z'))).toBe('20260114-15:00:00');
  });

  it('fall into days of the zone', () => {
    const late = Date.parse('2026-01-15T03:00:00Z');
    expect(dayIn(late, 'America/New_York')).toBe('20260114');
    const { from, to } = dayRange(late, 'America/New_York');
    expect([new Date(from).toISOString(), new Date(to).toISOString()]).toEqual([
      '2026-01-14T05:00:00.000Z',
      '2026-01-15T05:00:00.000Z',
    ]);
    const spring = dayRange(Date.parse('2026-03-08T12:00:00Z'), 'America/New_York');
    expect(spring.to - spring.from).toBe(23 * 3_600_000);
  });
});
