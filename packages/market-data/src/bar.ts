/** One bar, historical or live. */
export interface Bar {
  /** When the bar begins (UTC). For bars of a day and more: midnight UTC of {@link Bar.date}. */
  readonly time: Date;
  /** The exchange's calendar date, `YYYY-MM-DD`, on bars of a day and more; otherwise undefined. */
  readonly date: string | undefined;
  /** The exchange's time zone (IANA name) to show times in; undefined when TWS does not tell. */
  readonly timeZone: string | undefined;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** In the contract's units; `undefined` where TWS has none (MIDPOINT, forex). */
  readonly volume: number | undefined;
  /** Volume-weighted average price. */
  readonly wap: number | undefined;
  /** Number of trades. */
  readonly count: number | undefined;
}
