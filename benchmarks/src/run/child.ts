// The process in which one benchmark module runs: `child.ts <file> [--quick]`. Prints the result as its last line.
import { pathToFileURL } from 'node:url';
import type { Benchmark, BenchmarkResult, Row } from '../harness/benchmark.js';

const [file, ...flags] = process.argv.slice(2);
if (file === undefined) throw new Error('child.ts needs the file of a benchmark');

const { benchmark } = (await import(pathToFileURL(file).href)) as { benchmark: Benchmark };
const rows: Row[] = [];
const notes: string[] = [];
await benchmark.run({
  quick: flags.includes('--quick'),
  report: {
    row: (row) => {
      rows.push(row);
      console.error(`  ${row.measure}: ${Object.keys(row.samples).join(', ')}`);
    },
    note: (text) => notes.push(text),
  },
});
const { name, title, claims } = benchmark;
const result: BenchmarkResult = { name, package: benchmark.package, title, claims, rows, notes };
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
