// What a reader of the results relies on: ratios mean the same whichever way is better, and nothing unmeasured counts as met.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readArchive, writeArchive, type Entry } from '../src/harness/archive.js';
import type { BenchmarkResult } from '../src/harness/benchmark.js';
import { discover } from '../src/harness/discover.js';
import { figure } from '../src/harness/figure.js';
import { writePage } from '../src/harness/page.js';
import { asResult } from '../src/harness/result.js';
import { sampleInRounds } from '../src/harness/rounds.js';
import { runProgram } from '../src/harness/run-program.js';
import { ratio, summarize } from '../src/harness/statistics.js';
import { judge } from '../src/harness/verdict.js';

const result: BenchmarkResult = {
  name: 'demo',
  package: 'errors',
  title: 'Doing nothing',
  claims: [
    { measure: 'rate', versus: 'peer', ratio: 2 },
    { measure: 'delay', limit: 5 },
    { measure: 'never measured', limit: 5 },
  ],
  rows: [
    { measure: 'rate', unit: 'n/s', better: 'higher', ours: 'cq', samples: { cq: [30, 10, 20], peer: [10, 5, 10] } },
    { measure: 'delay', unit: 'ms', better: 'lower', ours: 'cq', samples: { cq: [6, 4, 5], 'a <b> & c': [1, 1] } },
  ],
  notes: [],
};

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});
function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'cq-bench-'));
  folders.push(folder);
  return folder;
}

describe('statistics', () => {
  it('take the middle, or the mean of the middle two', () => {
    expect(summarize([3, 1, 2])).toEqual({ min: 1, median: 2, max: 3 });
    expect(summarize([4, 1, 2, 3]).median).toBe(2.5);
  });

  it('give a ratio above 1 when ours is better, whichever way is better', () => {
    expect(ratio([10, 20], [5, 5], 'higher')).toEqual({ min: 2, median: 3, max: 4 });
    expect(ratio([5, 5], [10, 20], 'lower')).toEqual({ min: 2, median: 3, max: 4 });
    expect(ratio([10, 20, 30], [5, 10], 'higher')).toEqual({ min: 1, median: 20 / 7.5, max: 6 });
    expect(ratio([-1], [2], 'lower')).toBeUndefined();
  });

  it('print three digits', () => {
    expect([figure(12_345_678), figure(45_678), figure(1234.5), figure(0.1234), figure(0)]).toEqual([
      '12.3 M',
      '45.7 k',
      '1235',
      '0.123',
      '0',
    ]);
  });
});

describe('claims', () => {
  it('are met by the median, and never by what was not measured', () => {
    expect(judge(result).map(({ met, measured }) => [met, measured])).toEqual([
      [true, 2],
      [true, 5],
      [false, undefined],
    ]);
  });
});

describe('rounds', () => {
  it('take every contender equally often, warm-ups not counted, and let another one begin each time', async () => {
    const order: string[] = [];
    const take = (name: string) => () => order.push(name);
    const samples = await sampleInRounds({ a: take('a'), b: take('b') }, { rounds: 2, warmups: 1 });
    expect(order.join('')).toBe('baabba');
    expect([samples.a.length, samples.b.length]).toEqual([2, 2]);
  });
});

describe('a result from another process', () => {
  it('is taken as it is when it is whole', () => {
    expect(asResult(JSON.parse(JSON.stringify(result)))).toEqual(result);
  });

  it.each([
    [{ ...result, package: 'other' }, 'package'],
    [{ ...result, rows: [{ ...result.rows[0], samples: { cq: [] } }] }, 'samples of cq'],
    [{ ...result, rows: [{ ...result.rows[0], samples: { peer: [1] } }] }, 'those of "cq"'],
    [{ ...result, claims: [{ measure: 'rate' }] }, 'versus'],
    [[], 'name'],
  ])('is refused with the name of what is wrong', (value, problem) => {
    expect(() => asResult(value)).toThrow(problem);
  });
});

describe('the programs', () => {
  it('are found by their text, and a plain script is read by its last line', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'module.ts'), 'export const benchmark = {};\n');
    writeFileSync(path.join(folder, 'main.ts'), '');
    writeFileSync(
      path.join(folder, 'script.ts'),
      `console.log('first'); console.log(JSON.stringify(${JSON.stringify(result)}));\n`,
    );
    const programs = discover(folder);
    expect(programs.map(({ name, kind }) => `${name}: ${kind}`)).toEqual(['module: module', 'script: script']);
    const script = programs.find(({ name }) => name === 'script');
    if (!script) throw new Error('no script');
    expect(await runProgram(script, { quick: true, timeoutMs: 60_000, verbose: false })).toEqual(result);
  });
});

describe('the results page', () => {
  it('keeps the results of programs that were not run again, and shows each row with a plot', () => {
    const folder = temporaryFolder();
    const entry: Entry = { ...result, at: '2026-01-02T03:04:05Z', quick: false, machine: 'a machine' };
    writeArchive(folder, [{ ...entry, name: 'older' }]);
    const all = writeArchive(folder, [entry]);
    expect(readArchive(folder).map(({ name }) => name)).toEqual(['demo', 'older']);
    writePage(folder, all);
    const page = readFileSync(path.join(folder, 'README.md'), 'utf8');
    expect(page).toContain('| peer | 10.0 | 5.00 … 10.0 | 3 | 2.00× (2.00× … 3.00×) |');
    expect(page).toContain('**Missed**: never measured');
    const svg = readFileSync(path.join(folder, 'plots/demo-2.svg'), 'utf8');
    expect(svg).toContain('a &lt;b&gt; &amp; c');
  });
});
