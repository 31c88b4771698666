/** The command as users start it: a process of its own, from the sources. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url));
const cwd = fileURLToPath(new URL('..', import.meta.url));

/** Starts `cq-simulator` with these arguments. */
export function simulator(...args: string[]) {
  const child = spawn(process.execPath, ['--conditions=@cq/source', '--import', 'tsx', cli, ...args], { cwd });
  const said = { out: '', err: '' };
  child.stdout.on('data', (bytes: Buffer) => (said.out += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (said.err += bytes.toString()));
  const exited = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null,
    ...said,
  }));
  return {
    child,
    said,
    exited,
    /** The first line on standard output. Rejects when the process ends before it. */
    async ready(): Promise<string> {
      while (!said.out.includes('\n')) {
        const ended = await Promise.race([once(child.stdout, 'data').then(() => undefined), exited]);
        if (ended !== undefined && !said.out.includes('\n'))
          throw new Error(`it ended instead: ${JSON.stringify(ended)}`);
      }
      return said.out.split('\n')[0] ?? '';
    },
    async stop(signal: NodeJS.Signals = 'SIGTERM') {
      child.kill(signal);
      return exited;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

export interface Ready {
  readonly host: string;
  readonly port: number;
  readonly control: { readonly host: string; readonly port: number } | null;
  readonly pid: number;
}
