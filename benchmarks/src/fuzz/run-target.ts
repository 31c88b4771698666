// Runs one target for a time or for a number of inputs, and says how to see a failure again.
import fc from 'fast-check';
import type { FuzzTarget } from './target.js';

export interface RunOptions {
  readonly seed: number;
  /** Where in the generation to start: only to repeat a failure. */
  readonly path?: string;
  /** Stops after this long … */
  readonly forMs?: number;
  /** … or after this many inputs. @default Infinity */
  readonly runs?: number;
  /** Told how many inputs have passed, after each batch. */
  readonly onProgress?: (runs: number) => void;
}

export interface Outcome {
  readonly target: string;
  readonly runs: number;
  /** The counterexample, shrunk, and how to repeat it; undefined when nothing was found. */
  readonly failure: string | undefined;
}

const batch = 1_000;

export async function runTarget(target: FuzzTarget, options: RunOptions): Promise<Outcome> {
  const { path, forMs = Infinity, runs: wanted = Infinity, onProgress } = options;
  const end = performance.now() + forMs;
  let runs = 0;
  try {
    for (let seed = options.seed; runs < wanted && performance.now() < end; seed += 1) {
      const left = end - performance.now();
      const details = await fc.check(target.property(), {
        seed,
        numRuns: Math.min(batch, wanted - runs),
        ...(path === undefined ? {} : { path }),
        ...(Number.isFinite(left) ? { interruptAfterTimeLimit: left, markInterruptAsFailure: false } : {}),
      });
      runs += details.numRuns;
      if (details.counterexample !== null) return { target: target.name, runs, failure: report(target, seed, details) };
      onProgress?.(runs);
      if (path !== undefined) break;
    }
    return { target: target.name, runs, failure: undefined };
  } finally {
    await target.close?.();
  }
}

function report(target: FuzzTarget, seed: number, details: fc.RunDetails<unknown>): string {
  const path = details.counterexamplePath ?? '0';
  const input = fc.stringify(details.counterexample).slice(0, 4_000);
  const why = details.errorInstance instanceof Error ? details.errorInstance.message : String(details.errorInstance);
  return `After ${details.numShrinks} shrinks: ${input}\n${why}\n\nAgain: pnpm fuzz --target ${target.name} --seed ${seed} --path ${path}`;
}
