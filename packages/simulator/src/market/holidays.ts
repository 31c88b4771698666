/** Days on which exchanges close, or close early, computed from their rules for any year. */

import { dateOf, dayOf, weekday } from './time-zone.js';

/** Whose holidays a market keeps. */
export type HolidayRule = 'us' | 'us-futures' | 'uk' | 'de' | 'hk' | 'jp' | 'forex' | 'none';

const cache = new Map<string, ReadonlySet<number>>();

/** Is the market closed all of this day (weekends not counted)? */
export function isHoliday(rule: HolidayRule, day: number): boolean {
  if (rule === 'none') return false;
  const { year } = dateOf(day);
  const key = `${rule}${year}`;
  let days = cache.get(key);
  if (!days) {
    days = new Set(holidaysOf(rule, year));
    cache.set(key, days);
  }
  return days.has(day);
}

/** US markets close early on the days around three holidays. */
export function isEarlyClose(rule: HolidayRule, day: number): boolean {
  if (rule !== 'us') return false;
  const { year, month, date } = dateOf(day);
  const dayAfterThanksgiving = nthWeekday(year, 11, 4, 4) + 1;
  const eve = (month === 7 && date === 3) || (month === 12 && date === 24);
  return day === dayAfterThanksgiving || (eve && !isHoliday(rule, day));
}

function holidaysOf(rule: HolidayRule, year: number): number[] {
  const easter = easterSunday(year);
  const christmas = dayOf(year, 12, 25);
  const newYear = dayOf(year, 1, 1);
  switch (rule) {
    case 'us':
      return usHolidays(year, easter);
    case 'us-futures':
      return [observed(newYear), easter - 2, observed(christmas)];
    case 'uk':
      return [
        nextWeekday(newYear),
        easter - 2,
        easter + 1,
        nthWeekday(year, 5, 1, 1),
        lastMonday(year, 5),
        lastMonday(year, 8),
        nextWeekday(christmas),
        nextWeekday(christmas + 1),
      ];
    case 'de':
      return [
        newYear,
        easter - 2,
        easter + 1,
        dayOf(year, 5, 1),
        christmas - 1,
        christmas,
        christmas + 1,
        dayOf(year, 12, 31),
      ];
    case 'hk':
      return [
        newYear,
        easter - 2,
        easter + 1,
        dayOf(year, 5, 1),
        dayOf(year, 7, 1),
        dayOf(year, 10, 1),
        christmas,
        christmas + 1,
      ];
    case 'jp':
      return [
        newYear,
        newYear + 1,
        newYear + 2,
        dayOf(year, 4, 29),
        dayOf(year, 5, 3),
        dayOf(year, 5, 4),
        dayOf(year, 5, 5),
        dayOf(year, 11, 3),
        dayOf(year, 12, 31),
      ];
    case 'forex':
      return [newYear, christmas];
    case 'none':
      return [];
  }
}

function usHolidays(year: number, easter: number): number[] {
  const newYear = dayOf(year, 1, 1);
  return [
    // New Year on a Saturday is not observed on the Friday before, which belongs to the old year.
    ...(weekday(newYear) === 6 ? [] : [observed(newYear)]),
    nthWeekday(year, 1, 1, 3),
    nthWeekday(year, 2, 1, 3),
    easter - 2,
    lastMonday(year, 5),
    ...(year >= 2022 ? [observed(dayOf(year, 6, 19))] : []),
    observed(dayOf(year, 7, 4)),
    nthWeekday(year, 9, 1, 1),
    nthWeekday(year, 11, 4, 4),
    observed(dayOf(year, 12, 25)),
  ];
}

/** The `n`th given weekday (0 Sunday) of a month. */
export function nthWeekday(year: number, month: number, day: number, n: number): number {
  const first = dayOf(year, month, 1);
  return first + ((day - weekday(first) + 7) % 7) + 7 * (n - 1);
}

function lastMonday(year: number, month: number): number {
  const last = dayOf(year, month + 1, 1) - 1;
  return last - ((weekday(last) + 6) % 7);
}

function observed(day: number): number {
  if (weekday(day) === 6) return day - 1;
  return weekday(day) === 0 ? day + 1 : day;
}

function nextWeekday(day: number): number {
  if (weekday(day) === 6) return day + 2;
  return weekday(day) === 0 ? day + 1 : day;
}

/** The Gregorian computus in its usual integer form. */
function easterSunday(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return dayOf(year, Math.floor(f / 31), (f % 31) + 1);
}
