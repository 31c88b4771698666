// What importing @cq/errors costs at start-up, beyond what importing anything costs: each import in a process of its own.
//   npx tsx benchmarks/src/errors-import.ts     prints both medians and the difference; measures dist/ too once it is built
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Benchmark, Report } from './harness/benchmark.js';
import { lines } from './harness/print.js';
import { sampleInRounds } from './harness/rounds.js';

const errors = fileURLToPath(new URL('../../packages/errors/', import.meta.url));
const built = path.join(errors, 'dist/index.js');
const builtCost = 'import cost of the built package';

/** One way of loading the package, with the same way of loading a module that holds nothing. */
interface Variant {
  readonly measure: string;
  readonly file: string;
  readonly empty: string;
  readonly flags: readonly string[];
}

const variants: readonly Variant[] = [
  ...(existsSync(built) ? [{ measure: builtCost, file: built, empty: 'empty.mjs', flags: [] }] : []),
  {
    measure: 'import cost of the sources through tsx',
    file: path.join(errors, 'src/index.ts'),
    empty: 'empty.ts',
    flags: ['--import', import.meta.resolve('tsx')],
  },
];

export const benchmark: Benchmark = {
  name: 'errors-import',
  package: 'errors',
  title: 'importing the catalogue of 524 codes, against importing an empty module, in a fresh process each time',
  claims: existsSync(built) ? [{ measure: builtCost, limit: 5 }] : [],
  async run({ quick, report }) {
    const folder = mkdtempSync(path.join(tmpdir(), 'cq-import-'));
    try {
      for (const variant of variants) await measure(variant, folder, quick ? 7 : 31, report);
    } finally {
      rmSync(folder, { recursive: true });
    }
    if (!existsSync(built)) report.note('the built package is measured once it is there: pnpm build');
  },
};

async function measure(variant: Variant, folder: string, rounds: number, report: Report): Promise<void> {
  const empty = path.join(folder, variant.empty);
  writeFileSync(empty, 'export {};\n');
  const samples = await sampleInRounds(
    { cq: () => importMs(variant.file, variant.flags), 'an empty module': () => importMs(empty, variant.flags) },
    { rounds, warmups: 2 },
  );
  const difference = samples.cq.map((ms, i) => ms - (samples['an empty module'][i] ?? 0));
  report.row({ measure: `${variant.measure}, whole`, unit: 'ms', better: 'lower', samples });
  report.row({ measure: variant.measure, unit: 'ms', better: 'lower', samples: { cq: difference } });
}

/** How long a fresh process takes for one `import()`, its own start excluded. */
function importMs(file: string, flags: readonly string[]): number {
  const url = JSON.stringify(pathToFileURL(file).href);
  const program = `const t = performance.now(); await import(${url}); console.log(performance.now() - t);`;
  const node = [...flags, '--input-type=module', '--eval', program];
  const { stdout, stderr, status } = spawnSync(process.execPath, node, { encoding: 'utf8', cwd: errors });
  if (status !== 0) throw new Error(`importing ${file} failed: ${stderr}`);
  return Number(stdout);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows: Parameters<Report['row']>[0][] = [];
  const notes: string[] = [];
  const quick = process.argv.includes('--quick');
  await benchmark.run({ quick, report: { row: (row) => rows.push(row), note: (text) => notes.push(text) } });
  const { name, title, claims } = benchmark;
  console.log(lines({ name, package: benchmark.package, title, claims, rows, notes }).join('\n'));
}
