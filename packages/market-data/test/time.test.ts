/** Moments as TWS writes them, exchange clocks, and trading hours. */
import { describe, expect, it } from 'vitest';
import { fromWallClock, ianaTimeZone } from '../src/time-zone.js';
import { isOpen, openSince, parseTradingHours } from '../src/trading-hours.js';
import { formatMoment, parseMoment } from '../src/tws-time.js';

const iso = (text: string, zone?: string) => parseMoment(text, zone)?.time.toISOString();

describe('reading a moment', () => {
  it.each([
    ['1763715600', '2025-11-21T09:00:00.000Z'],
    ['20260115 09:30:00 US/Eastern', '2026-01-15T14:30:00.000Z'],
    ['20260715 09:30:00 US/Eastern', '2026-07-15T13:30:00.000Z'],
    ['20260715-13:30:00', '2026-07-15T13:30:00.000Z'],
    ['20260715  09:30:00', '2026-07-15T09:30:00.000Z'],
    ['20260715 09:30:00 EST (Eastern Standard Time)', '2026-07-15T13:30:00.000Z'],
    ['20260715 15:00:00 JST', '2026-07-15T06:00:00.000Z'],
  ])('%s', (text, expected) => {
    expect(iso(text)).toBe(expected);
  });

  it('takes a bare time to be in the zone given', () => {
    expect(iso('20260715 09:30:00', 'America/New_York')).toBe('2026-07-15T13:30:00.000Z');
  });

  it('reads a date as a date', () => {
    expect(parseMoment('20260715')).toEqual({ time: new Date(Date.UTC(2026, 6, 15)), date: '2026-07-15' });
  });

  it('says when it cannot read', () => {
    for (const text of ['', 'finished', '20260715 09:30:00 Mars/Base', '2026-07-15'])
      expect(parseMoment(text)).toBeUndefined();
  });

  it('writes what TWS reads as UTC', () => {
    expect(formatMoment(new Date('2026-07-15T13:30:05.999Z'))).toBe('20260715-13:30:05');
  });
});

describe('exchange clocks', () => {
  it('knows the first of two hours that winter time repeats, and the one after the hour that summer time skips', () => {
    const zone = 'America/New_York';
    expect(new Date(fromWallClock(Date.UTC(2026, 10, 1, 1, 30), zone)).toISOString()).toBe('2026-11-01T05:30:00.000Z');
    expect(new Date(fromWallClock(Date.UTC(2026, 2, 8, 2, 30), zone)).toISOString()).toBe('2026-03-08T07:30:00.000Z');
  });

  it('does not know zones that nobody knows', () => {
    expect(ianaTimeZone('Nowhere')).toBeUndefined();
    expect(ianaTimeZone('MET')).toBe('Europe/Berlin');
  });
});

describe('trading hours', () => {
  const hours = parseTradingHours(
    '20260713:0400-20260713:2000;20260714:0400-20260714:2000;20260715:CLOSED',
    'US/Eastern',
  );
  const at = (text: string) => Date.parse(text);

  it('know when the market is open, closed, and when they do not know', () => {
    if (hours === undefined) throw new Error('not read');
    expect(isOpen(hours, at('2026-07-13T08:00:00Z'))).toBe(true);
    expect(isOpen(hours, at('2026-07-14T03:00:00Z'))).toBe(false);
    expect(isOpen(hours, at('2026-07-15T15:00:00Z'))).toBe(false);
    expect(isOpen(hours, at('2026-07-16T15:00:00Z'))).toBeUndefined();
    expect(openSince(hours, at('2026-07-14T09:00:00Z'))).toBe(at('2026-07-14T08:00:00Z'));
  });

  it('read sessions over midnight and the older form', () => {
    const future = parseTradingHours('20260712:1700-20260713:1600', 'US/Central');
    expect(future && isOpen(future, at('2026-07-13T03:00:00Z'))).toBe(true);
    const older = parseTradingHours('20260713:0930-1130,1230-1600', 'JST');
    expect(older?.sessions).toHaveLength(2);
  });

  it('are nothing when TWS sent nothing', () => {
    expect(parseTradingHours('', 'US/Eastern')).toBeUndefined();
    expect(parseTradingHours('20260713:0400-20260713:2000', undefined)).toBeUndefined();
  });
});
