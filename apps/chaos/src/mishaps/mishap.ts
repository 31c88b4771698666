// A kind of mishap, drawn from chance alone, so that a schedule is plain data; and the words to write one down.

import type { Fault } from '@cq/simulator';
import type { Chance } from '../chance.js';
import type { Step } from '../incident.js';

export interface Mishap {
  readonly name: string;
  /** How likely it is, against all others. */
  readonly weight: number;
  readonly draw: (chance: Chance) => readonly Step[];
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;

/** A fault that ends by itself. */
export const once = (fault: Fault, afterMs = 0): Step => ({ afterMs, fault });

/** A fault that is ended after a while. */
export const lasting = (fault: Fault, forMs: number, afterMs = 0): Step => ({ afterMs, forMs, fault });

export const cut = (chance: Chance, afterMs = 0): Step => once({ type: 'drop', reset: chance.happens(0.5) }, afterMs);
