/** A bar from the numbers of the wire. */
import type { Bar } from './bar.js';
import type { Moment } from './tws-time.js';

/** TWS writes -1 for a volume, average price or count that it does not have. */
const NONE = -1;

export interface BarNumbers {
  readonly begin: Moment;
  /** Open, high, low, close, volume, average price. */
  readonly values: ArrayLike<number>;
  readonly count: number | undefined;
  readonly timeZone: string | undefined;
}

export function barFrom({ begin, values, count, timeZone }: BarNumbers): Bar {
  return {
    time: begin.time,
    date: begin.date,
    timeZone,
    open: values[0] ?? NaN,
    high: values[1] ?? NaN,
    low: values[2] ?? NaN,
    close: values[3] ?? NaN,
    volume: known(values[4]),
    wap: known(values[5]),
    count: known(count),
  };
}

function known(value: number | undefined): number | undefined {
  return value === undefined || value === NONE || Number.isNaN(value) ? undefined : value;
}
