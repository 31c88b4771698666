/**
 * When a market is open. Time is a gapless row of segments (extended, regular, closed), each belonging to a trade
 * date: the closed hours before a day's first trade belong to that day, so its opening gap has somewhere to happen.
 */

import { isEarlyClose, isHoliday, type HolidayRule } from './holidays.js';
import { dayText, localDay, localText, localToUtc, weekday } from './time-zone.js';

type Span = readonly [from: number, to: number];

/** Trading hours as a rule. Minutes from local midnight of the trade date; negative is the evening before. */
export interface HoursSpec {
  /** IANA name, as TWS reports it (`US/Eastern`). */
  readonly timeZone: string;
  /** All hours in which the instrument trades. */
  readonly trading: readonly Span[];
  /** Regular trading hours: TWS's "liquid hours". */
  readonly liquid: readonly Span[];
  readonly holidays: HolidayRule;
  /** Trade dates, 0 Sunday … 6 Saturday. @default Monday to Friday */
  readonly days?: readonly number[];
  /** End of regular and of all trading on days of early close. */
  readonly earlyClose?: Span;
}

export type SegmentKind = 'regular' | 'extended' | 'closed';

/** A stretch of time within one trade date in which nothing about the market's state changes. */
export interface Segment {
  /** Milliseconds since the epoch; `to` is excluded. */
  readonly from: number;
  readonly to: number;
  readonly kind: SegmentKind;
  /** Trade date as a day number. */
  readonly date: number;
  /** Activity time in trading days: how much price movement has room before `from` and before `to`. */
  readonly fromActivity: number;
  readonly toActivity: number;
}

const WEEKDAYS = [1, 2, 3, 4, 5];
const CLOSED_SHARE = 0.15;
const EXTENDED_WEIGHT = 0.25;
const SEARCH_DAYS = 15;

export class Calendar {
  readonly spec: HoursSpec;
  readonly timeZone: string;
  readonly #days: readonly number[];
  readonly #segments = new Map<number, readonly Segment[]>();

  constructor(spec: HoursSpec) {
    this.spec = spec;
    this.timeZone = spec.timeZone;
    this.#days = spec.days ?? WEEKDAYS;
  }

  /** Does the market trade on this date? */
  isTradeDate(day: number): boolean {
    return this.#days.includes(weekday(day)) && !isHoliday(this.spec.holidays, day);
  }

  /** The next trade date after `day` (`step` 1) or the last before it (`step` -1). */
  nextTradeDate(day: number, step: 1 | -1 = 1): number {
    for (let i = 1; i <= SEARCH_DAYS; i++) if (this.isTradeDate(day + i * step)) return day + i * step;
    return day + step;
  }

  /** The segments of one trade date, oldest first, beginning where the previous trade date ended. */
  segments(date: number): readonly Segment[] {
    let segments = this.#segments.get(date);
    if (!segments) {
      segments = this.#build(date);
      this.#segments.set(date, segments);
    }
    return segments;
  }

  /** The segment that contains the instant `at`. */
  at(at: number): Segment {
    let date = localDay(this.timeZone, at);
    if (!this.isTradeDate(date)) date = this.nextTradeDate(date);
    if (this.#ends(date) <= at) date = this.nextTradeDate(date);
    const found = this.segments(date).find((segment) => at < segment.to && at >= segment.from);
    return found ?? this.at(this.#ends(this.nextTradeDate(date, -1)) - 1);
  }

  /** All segments that overlap [from, to), oldest first. */
  *between(from: number, to: number): Generator<Segment> {
    for (let date = this.at(from).date; ; date = this.nextTradeDate(date)) {
      for (const segment of this.segments(date)) {
        if (segment.from >= to) return;
        if (segment.to > from) yield segment;
      }
    }
  }

  /** The segment after `segment`. */
  after(segment: Segment): Segment {
    const own = this.segments(segment.date);
    return own[own.indexOf(segment) + 1] ?? this.at(segment.to);
  }

  /** First and last instant of trading (`regular`: of regular trading) on a trade date. */
  session(date: number, regular: boolean): { readonly from: number; readonly to: number } {
    const open = this.segments(date).filter((s) => s.kind === 'regular' || (!regular && s.kind === 'extended'));
    return { from: open[0]?.from ?? 0, to: open.at(-1)?.to ?? 0 };
  }

  /** Hours as contract details carry them: `20260114:0400-20260114:2000;20260117:CLOSED;…`. */
  hoursText(day: number, regular: boolean, days = 6): string {
    const texts: string[] = [];
    for (let date = day; date < day + days; date++) texts.push(this.#dayText(date, regular));
    return texts.join(';');
  }

  #dayText(date: number, regular: boolean): string {
    if (!this.isTradeDate(date)) return `${dayText(date)}:CLOSED`;
    return this.#spans(date, regular)
      .map(([from, to]) => `${this.#stamp(date, from)}-${this.#stamp(date, to)}`)
      .join(',');
  }

  #stamp(date: number, minute: number): string {
    const { date: local, hhmm } = localText(this.timeZone, localToUtc(this.timeZone, date, minute));
    return `${local}:${hhmm}`;
  }

  #spans(date: number, regular: boolean): readonly Span[] {
    const spans = regular ? this.spec.liquid : this.spec.trading;
    if (!this.spec.earlyClose || !isEarlyClose(this.spec.holidays, date)) return spans;
    const end = this.spec.earlyClose[regular ? 0 : 1];
    return spans.map(([from, to]): Span => [from, Math.min(to, end)]).filter(([from, to]) => from < to);
  }

  #ends(date: number): number {
    const spans = this.#spans(date, false);
    return localToUtc(this.timeZone, date, spans.at(-1)?.[1] ?? 0);
  }

  #build(date: number): readonly Segment[] {
    const previous = this.nextTradeDate(date, -1);
    const pieces = this.#pieces(date, this.#ends(previous));
    const days = this.#activityDay(date) - this.#activityDay(previous);
    const weights = activityShares(pieces, days);
    let activity = this.#activityDay(previous);
    return pieces.map((piece, i) => {
      const fromActivity = activity;
      activity = i === pieces.length - 1 ? this.#activityDay(date) : activity + (weights[i] ?? 0);
      return { ...piece, date, fromActivity, toActivity: activity };
    });
  }

  /** The date cut into stretches of one kind, in order, with the breaks between them. */
  #pieces(date: number, start: number): { from: number; to: number; kind: SegmentKind }[] {
    const trading = this.#spans(date, false);
    const liquid = this.#spans(date, true);
    const at = (minute: number): number => localToUtc(this.timeZone, date, minute);
    const cuts = [...new Set([start, ...[...trading, ...liquid].flat().map(at)])].sort((a, b) => a - b);
    const inside = (spans: readonly Span[], t: number): boolean => spans.some(([a, b]) => t >= at(a) && t < at(b));
    const pieces: { from: number; to: number; kind: SegmentKind }[] = [];
    cuts.forEach((from, i) => {
      const to = cuts[i + 1];
      if (to === undefined || from < start) return;
      pieces.push({ from, to, kind: inside(liquid, from) ? 'regular' : inside(trading, from) ? 'extended' : 'closed' });
    });
    return pieces;
  }

  /** Days on which prices may move, counted from the epoch: weekdays, or all days where trading never stops. */
  #activityDay(day: number): number {
    if (this.#days.length > 5) return day;
    const weeks = Math.floor((day + 3) / 7);
    return weeks * 5 + Math.min(5, day + 3 - weeks * 7);
  }
}

/** How a trade date's activity is shared out: closed hours little, extended hours some, regular hours the most. */
function activityShares(pieces: readonly { from: number; to: number; kind: SegmentKind }[], days: number): number[] {
  const hours = pieces.map((p) => (p.to - p.from) / 3_600_000);
  const weigh = (kind: SegmentKind): number =>
    pieces.reduce((sum, p, i) => sum + (p.kind === kind ? (hours[i] ?? 0) : 0), 0);
  const closedHours = weigh('closed');
  const closed = days - 1 + CLOSED_SHARE * Math.min(1, closedHours / 12);
  const open = days - closed;
  const openHours = weigh('regular') + EXTENDED_WEIGHT * weigh('extended');
  return pieces.map((p, i) => {
    const own = hours[i] ?? 0;
    if (p.kind === 'closed') return (closed * own) / closedHours;
    return (open * own * (p.kind === 'regular' ? 1 : EXTENDED_WEIGHT)) / openHours;
  });
}
