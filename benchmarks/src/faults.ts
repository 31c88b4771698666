// pnpm bench:faults: the same named faults for our connection and for its peers, in one run.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { kinds } from './faults/clients/index.js';
import { runMatrix } from './faults/matrix.js';
import { page, say } from './faults/page.js';
import { scenarios } from './faults/scenarios/index.js';

const usage = `Usage: pnpm bench:faults [--quick] [--only fault,fault] [--client name] [--out file]

Runs named faults against this toolkit, raw IBApi with a naive reconnect, and IBApiNext, each in a process of its own.

  --quick        those that matter most; writes nothing unless --out says where
  --only a,b     only these faults
  --client name  only this client: ${kinds.map(({ name }) => `"${name}"`).join(', ')}
  --out <file>   where the page goes   [benchmarks/results/faults.md for a full run]
  --parallel n   processes at the same time   [2]
  --list         names the faults
  --help         this text

Exit code: 0 every cell was played and ours are all as wanted, 1 not so, 2 wrong arguments.`;

const results = path.join(path.dirname(fileURLToPath(import.meta.url)), '../results/faults.md');

function options() {
  try {
    const { values } = parseArgs({
      args: process.argv.slice(2).filter((arg) => arg !== '--'),
      options: {
        quick: { type: 'boolean', default: false },
        only: { type: 'string' },
        client: { type: 'string' },
        out: { type: 'string' },
        parallel: { type: 'string', default: '2' },
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const names = values.only?.split(',').filter(Boolean);
    const unknown = names?.find((name) => !scenarios.some((scenario) => scenario.name === name));
    if (unknown !== undefined) throw new Error(`There is no fault "${unknown}"; --list names them`);
    const clients = kinds.filter(({ name }) => values.client === undefined || name === values.client);
    if (clients.length === 0) throw new Error(`There is no client "${String(values.client)}"`);
    const parallel = Number(values.parallel);
    if (!Number.isInteger(parallel) || parallel < 1) throw new Error('--parallel needs a whole number above 0');
    const chosen = scenarios.filter(({ name, quick }) => names?.includes(name) ?? (!values.quick || quick === true));
    const full = !values.quick && names === undefined && values.client === undefined;
    return { ...values, clients, chosen, parallel, out: values.out ?? (full ? results : undefined) };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}

const { help, list, clients, chosen, parallel, out } = options();
if (help) console.log(usage);
else if (list) for (const { name, fault } of scenarios) console.log(`${name.padEnd(24)} ${fault}`);
else {
  const names = clients.map(({ name }) => name);
  const width = Math.max(...names.map((name) => name.length));
  const cells = await runMatrix(chosen, names, {
    parallel,
    onCell: (cell) => console.log(`${cell.scenario.padEnd(24)} ${cell.client.padEnd(width)}  ${say(cell)}`),
  });
  if (out !== undefined) {
    mkdirSync(path.dirname(out), { recursive: true });
    writeFileSync(out, page(chosen, clients, cells));
    console.log(`\nWritten to ${path.relative(process.cwd(), out)}`);
  }
  const ours = cells.filter(({ client, finding }) => client === kinds[0]?.name && finding?.verdict !== 'good');
  for (const { scenario } of ours) console.log(`not as wanted: ${scenario}`);
  process.exitCode = ours.length > 0 || cells.some(({ finding }) => !finding) ? 1 : 0;
}
