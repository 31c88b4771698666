// The Markdown page of the latest results, and the plots it shows.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Entry } from './archive.js';
import type { Row } from './benchmark.js';
import { figure, times } from './figure.js';
import { plot } from './plot.js';
import { describeClaim } from './print.js';
import { ratio, summarize } from './statistics.js';
import { judge } from './verdict.js';

export function writePage(folder: string, entries: readonly Entry[]): void {
  const plots = path.join(folder, 'plots');
  rmSync(plots, { recursive: true, force: true });
  mkdirSync(plots, { recursive: true });
  for (const entry of entries)
    for (const [i, row] of entry.rows.entries()) writeFileSync(path.join(plots, plotName(entry, i)), plot(row));
  writeFileSync(path.join(folder, 'README.md'), page(entries));
}

const plotName = ({ name }: Entry, row: number) => `${name}-${row + 1}.svg`;

function page(entries: readonly Entry[]): string {
  const intro = [
    '# Benchmark results',
    '',
    'Written by `pnpm bench`; how it measures is said in [the README](../README.md). Each figure is the median, with minimum and',
    'maximum behind it. "×" is how many times better ours was, round by round; below 1 it was worse.',
    '',
  ];
  return `${[...intro, ...entries.flatMap(section)].join('\n')}\n`;
}

function section(entry: Entry): readonly string[] {
  const verdicts = judge(entry).map(({ claim, met, measured }) => {
    const found = measured === undefined ? 'not measured' : 'ratio' in claim ? times(measured) : figure(measured);
    return `- ${met ? 'Met' : '**Missed**'}: ${describeClaim(claim)}. Measured: ${found}.`;
  });
  return [
    `## ${entry.name}`,
    '',
    `${entry.title}. Package \`@cq/${entry.package}\`; ${entry.at.slice(0, 10)}${entry.quick ? ', quick run' : ''}; ${entry.machine}.`,
    '',
    ...entry.rows.flatMap((row, i) => [...table(row), '', `![${row.measure}](plots/${plotName(entry, i)})`, '']),
    ...(verdicts.length > 0 ? [...verdicts, ''] : []),
    ...entry.notes.flatMap((note) => [note, '']),
  ];
}

function table(row: Row): readonly string[] {
  const name = row.ours ?? 'cq';
  const ours = row.samples[name] ?? [];
  const body = Object.entries(row.samples).map(([contender, samples]) => {
    const { min, median, max } = summarize(samples);
    const r = ratio(ours, samples, row.better);
    const against = contender === name || !r ? '' : `${times(r.median)} (${times(r.min)} … ${times(r.max)})`;
    return `| ${contender} | ${figure(median)} | ${figure(min)} … ${figure(max)} | ${samples.length} | ${against} |`;
  });
  const head = `| ${row.measure}, ${row.unit} | median | min … max | samples | × |`;
  return [head, '| --- | ---: | ---: | ---: | ---: |', ...body];
}
