// Holds what a package claims against what was measured.
import type { BenchmarkResult, Claim } from './benchmark.js';
import { ratio, summarize } from './statistics.js';

export interface Verdict {
  readonly claim: Claim;
  readonly met: boolean;
  /** The median ratio, or the median itself for a limit; undefined when no row measured it. */
  readonly measured: number | undefined;
}

/** A claim that nothing measured is not met. */
export function judge(result: BenchmarkResult): readonly Verdict[] {
  return result.claims.map((claim) => {
    const measured = measure(result, claim);
    return { claim, measured, met: measured !== undefined && holds(result, claim, measured) };
  });
}

function measure(result: BenchmarkResult, claim: Claim): number | undefined {
  const row = result.rows.find(({ measure }) => measure === claim.measure);
  const ours = row?.samples[row.ours ?? 'cq'];
  if (!row || !ours) return undefined;
  if ('limit' in claim) return summarize(ours).median;
  const theirs = row.samples[claim.versus];
  return theirs && ratio(ours, theirs, row.better)?.median;
}

function holds(result: BenchmarkResult, claim: Claim, measured: number): boolean {
  if ('ratio' in claim) return measured >= claim.ratio;
  const better = result.rows.find(({ measure }) => measure === claim.measure)?.better;
  return better === 'higher' ? measured >= claim.limit : measured <= claim.limit;
}
