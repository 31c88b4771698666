// How long a run takes its reader: processor time of this process, which a busy machine does not stretch as it does the clock.
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { MemorySocket } from './memory.js';
import type { Order } from './server.js';
import type { Ids, Workload } from './traffic.js';

/** The server process. */
export class Wire {
  readonly port: number;
  readonly #child: ChildProcess;

  static async start(): Promise<Wire> {
    const child = fork(fileURLToPath(new URL('server.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] });
    const port = await new Promise<number>((resolve, reject) => {
      child.once('message', (message: { readonly port: number }) => resolve(message.port));
      child.once('exit', (code) => reject(new Error(`the server ended with ${String(code)}`)));
    });
    return new Wire(child, port);
  }

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  order(order: Order): void {
    this.#child.send(order);
  }

  stop(): void {
    this.#child.removeAllListeners('exit');
    this.#child.kill();
  }
}

/** Somebody who reads a run. */
export interface Contender {
  readonly clientId: number;
  /** Where the requests are not asked for on the wire, the ids to write into the run. */
  readonly ids?: Ids;
  /** Resolves when the last message of the run that comes next has been read. */
  run(): Promise<void>;
  close(): void | Promise<void>;
}

export interface Load {
  readonly workload: Workload;
  readonly count: number;
}

/** Messages per second of processor time, user and system, garbage collection included. */
export async function overSocket(wire: Wire, contender: Contender, { workload, count }: Load): Promise<number> {
  globalThis.gc?.();
  const { clientId, ids } = contender;
  const done = contender.run();
  const before = process.cpuUsage();
  wire.order({ do: 'traffic', clientId, workload, count, ...(ids && { ids }) });
  await done;
  return rate(count, before);
}

/** The same without a kernel: from the socket's `data` event on. */
export async function fromMemory(socket: MemorySocket, contender: Contender, load: Load): Promise<number> {
  const { workload, count } = load;
  const reads = socket.readsOf(workload, count, contender.ids);
  globalThis.gc?.();
  const done = contender.run();
  const before = process.cpuUsage();
  for (const [i, read] of reads.entries()) {
    socket.emit('data', read);
    // A kernel gives at most 32 reads in one turn of the event loop.
    if (i % 32 === 31) await new Promise((resolve) => setImmediate(resolve));
  }
  await done;
  return rate(count, before);
}

function rate(count: number, before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (count * 1e6) / (user + system);
}
