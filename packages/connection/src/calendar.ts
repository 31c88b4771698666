// When IBKR restarts things: used for one thing only, to say whether an outage is expected.

export type Weekday = 'Sun' | 'Mon' | 'Tue' | 'Wed' | 'Thu' | 'Fri' | 'Sat';

/** A time of the week in which connections are known to break. `to` before `from` runs past midnight. */
export interface OutageWindow {
  readonly name: string;
  /** IANA name, `America/New_York`. */
  readonly timeZone: string;
  /** `HH:MM` on the clock of that zone. */
  readonly from: string;
  readonly to: string;
  /** The days on which the window begins. @default every day */
  readonly days?: readonly Weekday[];
}
