import { describe, expect, it } from 'vitest';
import { Calendar } from '../src/market/calendar.js';
import { HOURS, type HoursId } from '../src/market/data/hours.js';
import { dayText, localText, parseDay } from '../src/market/time-zone.js';

const calendars = new Map<HoursId, Calendar>();
const calendar = (id: HoursId): Calendar => {
  const made = calendars.get(id) ?? new Calendar(HOURS[id]);
  calendars.set(id, made);
  return made;
};
const day = (text: string): number => parseDay(text)!;

describe('trading hours', () => {
  it('of US stocks are told as contract details carry them, with weekends and holidays', () => {
    const hours = calendar('usStock');
    expect(hours.hoursText(day('20260116'), false, 5)).toBe(
      '20260116:0400-20260116:2000;20260117:CLOSED;20260118:CLOSED;20260119:CLOSED;20260120:0400-20260120:2000',
    );
    expect(hours.hoursText(day('20260116'), true, 1)).toBe('20260116:0930-20260116:1600');
  });

  it('of a future begin on the evening before', () => {
    const hours = calendar('cmeEquity');
    expect(hours.hoursText(day('20260112'), false, 1)).toBe('20260111:1700-20260112:1600');
    expect(hours.at(Date.UTC(2026, 0, 12, 0)).date).toBe(day('20260112'));
    expect(hours.at(Date.UTC(2026, 0, 12, 0)).kind).toBe('extended');
  });

  it('may have a break', () => {
    expect(calendar('hongkong').hoursText(day('20260114'), true, 1)).toBe(
      '20260114:0930-20260114:1200,20260114:1300-20260114:1600',
    );
  });

  it('end early on the day after Thanksgiving', () => {
    expect(calendar('usStock').hoursText(day('20261127'), true, 1)).toBe('20261127:0930-20261127:1300');
    expect(calendar('usStock').hoursText(day('20261127'), false, 1)).toBe('20261127:0400-20261127:1700');
  });

  it.each([
    ['20260101', 'New Year'],
    ['20260119', 'Martin Luther King'],
    ['20260216', 'Presidents'],
    ['20260403', 'Good Friday'],
    ['20260525', 'Memorial Day'],
    ['20260619', 'Juneteenth'],
    ['20260703', 'Independence Day, observed'],
    ['20260907', 'Labor Day'],
    ['20261126', 'Thanksgiving'],
    ['20261225', 'Christmas'],
    ['20270326', 'Good Friday of another year'],
  ])('are none on %s, %s', (date) => {
    expect(calendar('usStock').isTradeDate(day(date))).toBe(false);
    expect(calendar('crypto').isTradeDate(day(date))).toBe(true);
  });

  it('keep local time when clocks change', () => {
    const hours = calendar('usStock');
    const openings = ['20260306', '20260309', '20261030', '20261102'].map((date) => {
      const { from } = hours.session(day(date), true);
      return [new Date(from).toISOString().slice(11, 16), localText('America/New_York', from).time];
    });
    expect(openings).toEqual([
      ['14:30', '09:30:00'],
      ['13:30', '09:30:00'],
      ['13:30', '09:30:00'],
      ['14:30', '09:30:00'],
    ]);
  });
});

describe('time', () => {
  it.each(Object.keys(HOURS) as HoursId[])('is cut without gap or overlap for %s', (id) => {
    const hours = calendar(id);
    const from = Date.UTC(2026, 0, 1);
    const to = Date.UTC(2027, 0, 1);
    let end = hours.at(from).from;
    let activity = hours.at(from).fromActivity;
    for (const segment of hours.between(from, to)) {
      expect(segment.from).toBe(end);
      expect(segment.to).toBeGreaterThan(segment.from);
      expect(segment.fromActivity).toBeCloseTo(activity, 9);
      expect(segment.toActivity).toBeGreaterThan(segment.fromActivity);
      end = segment.to;
      activity = segment.toActivity;
    }
    expect(end).toBeGreaterThanOrEqual(to);
  });

  it('of the forex market stops on Friday evening and begins again on Sunday', () => {
    const hours = calendar('forex');
    expect(hours.at(Date.UTC(2026, 0, 16, 21, 59)).kind).toBe('regular');
    expect(hours.at(Date.UTC(2026, 0, 17, 12)).kind).toBe('closed');
    expect(hours.at(Date.UTC(2026, 0, 18, 22, 15)).kind).toBe('regular');
    expect(dayText(hours.at(Date.UTC(2026, 0, 18, 22, 15)).date)).toBe('20260119');
  });
});
