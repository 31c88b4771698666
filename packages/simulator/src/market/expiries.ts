/** When futures and options end, by rule. */

import { nthWeekday } from './holidays.js';
import type { Calendar } from './calendar.js';
import { dateOf, dayOf, weekday } from './time-zone.js';

/** Futures month letters, January first. */
export const MONTH_LETTERS = 'FGHJKMNQUVXZ';

/** A month, counted from January 1970 = 0. */
export const monthOf = (day: number): number => {
  const { year, month } = dateOf(day);
  return (year - 1970) * 12 + month - 1;
};

/** Year and month (1 to 12) of a month number. */
export const yearMonth = (month: number): { readonly year: number; readonly month: number } => ({
  year: 1970 + Math.floor(month / 12),
  month: (month % 12) + 1,
});

/** `YYYYMM`. */
export const monthText = (month: number): string => {
  const { year, month: m } = yearMonth(month);
  return `${year}${String(m).padStart(2, '0')}`;
};

/** The third Friday of a month, or the trading day before it when that is a holiday. */
function thirdFriday(month: number, calendar: Calendar): number {
  const { year, month: m } = yearMonth(month);
  return lastTradeDateUpTo(nthWeekday(year, m, 5, 3), calendar);
}

/** `day` itself, or the last trade date before it. */
const lastTradeDateUpTo = (day: number, calendar: Calendar): number =>
  calendar.isTradeDate(day) ? day : calendar.nextTradeDate(day, -1);

/** The last trade date of a future: third Friday for financial ones, some days before the month for commodities. */
export function futureExpiry(root: string, month: number, calendar: Calendar): number {
  const { year, month: m } = yearMonth(month);
  const first = dayOf(year, m, 1);
  if (root === 'CL') {
    const before = yearMonth(month - 1);
    return tradingDaysBefore(lastTradeDateUpTo(dayOf(before.year, before.month, 25), calendar), 3, calendar);
  }
  if (root === 'NG') return tradingDaysBefore(first, 3, calendar);
  if (['GC', 'SI', 'HG', 'ZN', 'ZB', 'ZF'].includes(root)) return tradingDaysBefore(dayOf(year, m + 1, 1), 7, calendar);
  if (['ZC', 'ZS', 'ZW'].includes(root)) return lastTradeDateUpTo(first + 13, calendar);
  // Thirty days before the third Friday of the following month.
  if (root === 'VX') return lastTradeDateUpTo(thirdFriday(month + 1, calendar) - 30, calendar);
  if (root.startsWith('6')) return tradingDaysBefore(nthWeekday(year, m, 3, 3), 2, calendar);
  return thirdFriday(month, calendar);
}

/** The next Fridays after `day`, monthly expiries left out. */
export function weeklyExpiries(day: number, count: number, calendar: Calendar): number[] {
  const days: number[] = [];
  for (let friday = day + ((5 - weekday(day) + 7) % 7); days.length < count; friday += 7) {
    const expiry = lastTradeDateUpTo(friday, calendar);
    if (expiry >= day && expiry !== thirdFriday(monthOf(friday), calendar)) days.push(expiry);
  }
  return days;
}

/** The next monthly expiries not before `day`. */
export function monthlyExpiries(day: number, count: number, calendar: Calendar): number[] {
  const days: number[] = [];
  for (let month = monthOf(day); days.length < count; month++) {
    const expiry = thirdFriday(month, calendar);
    if (expiry >= day) days.push(expiry);
  }
  return days;
}

function tradingDaysBefore(day: number, count: number, calendar: Calendar): number {
  let result = day;
  for (let i = 0; i < count; i++) result = calendar.nextTradeDate(result, -1);
  return result;
}
