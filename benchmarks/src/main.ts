// pnpm bench: runs the benchmark programs one after the other, prints what they measured, and keeps it.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { machine, writeArchive, type Entry } from './harness/archive.js';
import { discover, type Program } from './harness/discover.js';
import { writePage } from './harness/page.js';
import { lines } from './harness/print.js';
import { runProgram } from './harness/run-program.js';
import { judge } from './harness/verdict.js';
import { parseBenchOptions, usage, type BenchOptions } from './run/bench-options.js';

const folder = path.dirname(fileURLToPath(import.meta.url));
const programs = discover(folder);

function options(): BenchOptions | 'help' | 'list' {
  try {
    const names = programs.map(({ name }) => name);
    return parseBenchOptions(process.argv.slice(2), names, path.join(folder, '../results'));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}

async function measure(program: Program, { quick, verbose }: BenchOptions): Promise<Entry | undefined> {
  const started = Date.now();
  try {
    const result = await runProgram(program, { quick, verbose, timeoutMs: quick ? 60_000 : 600_000 });
    for (const line of lines(result)) console.log(line);
    console.log(`  took ${((Date.now() - started) / 1000).toFixed(1)} s`);
    return { ...result, at: new Date().toISOString(), quick, machine: machine() };
  } catch (error) {
    console.log(`\n✗ ${program.name}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

const chosen = options();
if (chosen === 'help') console.log(usage);
else if (chosen === 'list') for (const { name, kind } of programs) console.log(`${name} (${kind})`);
else {
  console.log(machine());
  const entries: Entry[] = [];
  const wanted = programs.filter(({ name }) => chosen.only?.includes(name) ?? true);
  for (const program of wanted) {
    const entry = await measure(program, chosen);
    if (!entry) continue;
    entries.push(entry);
    // At once, so that what was measured outlives whatever comes after.
    if (chosen.out !== undefined) writePage(chosen.out, writeArchive(chosen.out, [entry]));
  }
  const missed = entries.flatMap((entry) => judge(entry).filter(({ met }) => !met));
  const failed = wanted.length - entries.length;
  if (chosen.out !== undefined && entries.length > 0)
    console.log(`\nWritten to ${path.relative(process.cwd(), chosen.out)}`);
  console.log(`\n${entries.length} ran, ${failed} failed, ${missed.length} claims missed`);
  process.exitCode = failed > 0 || (chosen.strict && missed.length > 0) ? 1 : 0;
}
