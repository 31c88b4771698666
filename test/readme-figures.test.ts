// The README quotes the fault matrix; what it quotes must be what the latest run wrote.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (page: string) => readFileSync(new URL(`../${page}`, import.meta.url), 'utf8');

/** The rows "name | good | partly | bad" of the first table with three columns of numbers. */
const totals = (text: string) =>
  [...text.matchAll(/^\|[^|\n]+\|\s*(\d+)\s*\|\s*(\d+)\s*\|\s*(\d+)\s*\|$/gm)].map(([, ...counts]) => counts.join(' '));

it('the README quotes the totals of the latest fault matrix', () => {
  const measured = totals(read('benchmarks/results/faults.md'));
  expect(measured).toHaveLength(3);
  expect(totals(read('README.md'))).toEqual(measured);
});
