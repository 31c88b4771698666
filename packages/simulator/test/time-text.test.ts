import { expect, test } from 'vitest';
import { clockText, connectionTimeText, dashedText, minuteText, parseTime } from '../src/time-text.js';

const AT = Date.UTC(2026, 0, 14, 15, 4, 5);

test('an instant is written as TWS writes it, in the zone it lives in', () => {
  expect(clockText(AT, 'America/New_York')).toBe('20260114 10:04:05 US/Eastern');
  expect(clockText(AT, 'Europe/Berlin')).toBe('20260114 16:04:05 Europe/Berlin');
  expect(connectionTimeText(AT, 'America/New_York')).toBe('20260114 10:04:05 EST');
  expect(dashedText(AT, 'America/New_York')).toBe('2026-01-14 10:04:05 US/Eastern');
  expect(minuteText(AT, 'America/New_York')).toBe('10:04');
});

test.each([
  ['20260114 10:04:05 US/Eastern', AT],
  ['20260114-15:04:05', AT],
  ['20260114 10:04:05', AT],
  ['20260114  10:04:05', AT],
  ['20260114 16:04:05 Europe/Berlin', AT],
  ['20260714 10:00:00 US/Eastern', Date.UTC(2026, 6, 14, 14)],
  ['20260114', Date.UTC(2026, 0, 14, 5)],
  ['tomorrow', undefined],
  ['', undefined],
  ['20260114 10:04:05 Nowhere/Land', undefined],
])('%j is read as the instant it means', (text, expected) => {
  expect(parseTime(text, 'America/New_York')).toBe(expected);
});

test('an instant in the hour that comes twice, or never, is still an instant', () => {
  expect(parseTime('20261101 01:30:00', 'America/New_York')).toBeTypeOf('number');
  expect(parseTime('20260308 02:30:00', 'America/New_York')).toBeTypeOf('number');
});
