// Runs the cells, a few at a time, and gives what each found.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Finding, Scenario } from './scenario.js';

export interface Cell {
  readonly client: string;
  readonly scenario: string;
  /** Undefined when the scenario could not be played. */
  readonly finding: Finding | undefined;
  readonly problem?: string;
}

export interface MatrixOptions {
  /** Cells at the same time. They mostly wait. @default 2 */
  readonly parallel?: number;
  readonly onCell?: (cell: Cell) => void;
}

/** No scenario takes longer; a process that does is hung. */
const timeoutMs = 45_000;
const program = fileURLToPath(new URL('./cell.ts', import.meta.url));

export async function runMatrix(
  scenarios: readonly Scenario[],
  clients: readonly string[],
  { parallel = 2, onCell }: MatrixOptions = {},
): Promise<readonly Cell[]> {
  const wanted = scenarios.flatMap(({ name }) => clients.map((client) => ({ client, scenario: name })));
  const cells: Cell[] = [];
  const next = wanted.values();
  const worker = async () => {
    for (const { client, scenario } of next) {
      const cell = await play(client, scenario);
      cells.push(cell);
      onCell?.(cell);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return cells;
}

async function play(client: string, scenario: string): Promise<Cell> {
  try {
    return { client, scenario, finding: await find(client, scenario) };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { client, scenario, finding: undefined, problem };
  }
}

function find(client: string, scenario: string): Promise<Finding> {
  return new Promise((resolve, reject) => {
    const node = ['--conditions=@cq/source', '--import', 'tsx', program, client, scenario];
    const child = spawn(process.execPath, node, { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (bytes) => (out += String(bytes)));
    child.stderr.on('data', (bytes) => (err += String(bytes)));
    const deadline = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    child.on('error', reject);
    child.on('close', (status, signal) => {
      clearTimeout(deadline);
      const last = out.trimEnd().split('\n').at(-1) ?? '';
      if (signal === 'SIGKILL') resolve({ verdict: 'bad', note: 'hangs the process' });
      else if (last.startsWith('{')) resolve(JSON.parse(last) as Finding);
      else reject(new Error(`${client} × ${scenario} ended with ${status ?? signal ?? '?'}\n${err.slice(-2000)}`));
    });
  });
}
