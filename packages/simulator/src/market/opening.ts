/** Whether a market is open: as the exchange's calendar says, or without a break from the simulator's start on. */

import type { Segment } from './calendar.js';
import type { Opening } from './path.js';

/** `exchange`: as in the calendar. `always`: as in the calendar until the simulator starts, and open ever after. */
export type MarketHours = 'exchange' | 'always';

interface Span {
  readonly from: number;
  readonly to: number;
}

/** The opening hours of instruments that trade in regular hours only (`regularOnly`), or in extended hours too. */
export function opening(hours: MarketHours, startedAt: number, regularOnly: boolean): Opening {
  return {
    open: (segment, regular) => {
      const isOpen = segment.kind === 'regular' || (segment.kind === 'extended' && !regular && !regularOnly);
      if (isOpen) return segment;
      return hours === 'always' ? after(segment, startedAt) : undefined;
    },
  };
}

function after(segment: Segment, opened: number): Span | undefined {
  if (segment.to <= opened) return undefined;
  return segment.from >= opened ? segment : { from: opened, to: segment.to };
}
