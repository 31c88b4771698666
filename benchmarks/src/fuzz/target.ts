// What a fuzz target is: a property over generated input, that holds or names a counterexample.
import type { IRawProperty } from 'fast-check';

export interface FuzzTarget {
  /** As in `pnpm fuzz --target <name>`. */
  readonly name: string;
  /** What must hold, in one sentence. */
  readonly claim: string;
  /** Called once for each batch of runs. Whatever it opens is closed by `close`. */
  property(): IRawProperty<unknown>;
  close?(): Promise<void>;
}
