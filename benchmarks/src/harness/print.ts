// One benchmark's result as the lines `pnpm bench` prints.
import type { BenchmarkResult, Claim, Row } from './benchmark.js';
import { figure, times } from './figure.js';
import { ratio, summarize } from './statistics.js';
import { judge } from './verdict.js';

export function lines(result: BenchmarkResult): readonly string[] {
  return [
    `\n${result.name} (@cq/${result.package}): ${result.title}`,
    ...result.rows.flatMap(rowLines),
    ...result.notes.map((note) => `  note: ${note}`),
    ...judge(result).map(({ claim, met, measured }) => {
      const found = measured === undefined ? 'not measured' : 'ratio' in claim ? times(measured) : figure(measured);
      return `  ${met ? '✓' : '✗'} claimed ${describeClaim(claim)}: ${found}`;
    }),
  ];
}

/** "ticks decoded ≥ 10× IBApi". */
export function describeClaim(claim: Claim): string {
  if ('limit' in claim) return `${claim.measure}, limit ${figure(claim.limit)}`;
  return `${claim.measure} ≥ ${times(claim.ratio)} ${claim.versus}`;
}

function rowLines(row: Row): readonly string[] {
  const ours = row.samples[row.ours ?? 'cq'] ?? [];
  const width = Math.max(...Object.keys(row.samples).map((name) => name.length));
  return [
    `  ${row.measure}, ${row.unit} (${row.better} is better)`,
    ...Object.entries(row.samples).map(([name, samples]) => {
      const { min, median, max } = summarize(samples);
      const range = `${figure(median).padStart(8)}  [${figure(min)} … ${figure(max)}]`;
      if (name === (row.ours ?? 'cq')) return `    ${name.padEnd(width)} ${range}`;
      const r = ratio(ours, samples, row.better);
      if (!r) return `    ${name.padEnd(width)} ${range}`;
      return `    ${name.padEnd(width)} ${range}   we are ${times(r.median)} [${times(r.min)} … ${times(r.max)}]`;
    }),
  ];
}
