/** A bar from the numbers of the wire. */
import type { Bar } from './bar.js';
import type { Moment } from './tws-time.js';

/** TWS writes -1 for a volume, average price or count that it does not have. */
const NONE = -1;

/** @param values open, high, low, close, volume, average price */
export function barFrom(begin: Moment, values: ArrayLike<number>, count: number | undefined): Bar {
  const at = (slot: number): number => values[slot] ?? NaN;
  return {
    time: begin.time,
    date: begin.date,
    open: at(0),
    high: at(1),
    low: at(2),
    close: at(3),
    volume: known(at(4)),
    wap: known(at(5)),
    count: known(count),
  };
}

function known(value: number | undefined): number | undefined {
  return value === undefined || value === NONE || Number.isNaN(value) ? undefined : value;
}
