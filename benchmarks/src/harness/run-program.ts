// Runs one program in a process of its own, on the built packages, and reads the result off its last line.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BenchmarkResult } from './benchmark.js';
import type { Program } from './discover.js';
import { asResult } from './result.js';

export interface RunOptions {
  readonly quick: boolean;
  /** Killed, and counted as failed, after this long. */
  readonly timeoutMs: number;
  /** Passes on what the program says while it runs. */
  readonly verbose: boolean;
}

const child = fileURLToPath(new URL('../run/child.ts', import.meta.url));

export async function runProgram(program: Program, options: RunOptions): Promise<BenchmarkResult> {
  const args = program.kind === 'module' ? [child, program.file] : [program.file, '--json'];
  if (options.quick) args.push('--quick');
  const node = ['--expose-gc', '--import', 'tsx', ...args];
  const stdout = await outputOf(node, options);
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  if (!last.startsWith('{')) throw new Error(`its last line on stdout is not JSON: ${last.slice(0, 80)}`);
  return asResult(JSON.parse(last));
}

function outputOf(args: readonly string[], { timeoutMs, verbose }: RunOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const process_ = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', verbose ? 'inherit' : 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    process_.stdout?.on('data', (bytes: Buffer) => out.push(bytes));
    process_.stderr?.on('data', (bytes: Buffer) => err.push(bytes));
    const deadline = setTimeout(() => process_.kill('SIGKILL'), timeoutMs);
    process_.on('error', reject);
    process_.on('close', (status, signal) => {
      clearTimeout(deadline);
      if (status === 0) resolve(Buffer.concat(out).toString());
      else if (signal === 'SIGKILL') reject(new Error(`no result within ${timeoutMs / 1000} s`));
      else reject(new Error(`exit code ${status ?? signal ?? '?'}\n${Buffer.concat(err).toString().slice(-4000)}`));
    });
  });
}
