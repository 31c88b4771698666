// Runs a TypeScript program in a process of its own, the way `pnpm example` does, and keeps what it prints.

import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

export interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));
const tsx = new URL('node_modules/tsx/dist/loader.mjs', `file://${root}`).href;

/** Ends the program with SIGKILL when it is not done in time; its code is then null. */
export async function runProgram(
  file: string,
  options: {
    readonly args?: readonly string[];
    readonly env?: Record<string, string>;
    readonly timeoutMs?: number;
    /** @default a folder without a .env */
    readonly folder?: string;
  } = {},
): Promise<Outcome> {
  // The machine's own settings must not reach the test.
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('IB_')));
  const child = spawn(process.execPath, ['--conditions=@cq/source', '--import', tsx, file, ...(options.args ?? [])], {
    cwd: options.folder ?? tmpdir(),
    env: { ...inherited, NO_COLOR: '1', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? 60_000);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(timer);
  return { code, output };
}
