// What a number of reconnects leaves behind in this process.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { IBKRConnectionManager } from '@cq/connection';
import { EventName, IBApi } from '@stoqey/ib';

export interface Leftovers {
  /** One for each of several times as many reconnects. */
  readonly heapKb: readonly number[];
  readonly resources: number;
  readonly msEach: readonly number[];
}

/** Until then the compiler still adds optimised code to the heap, which is not what is looked for. */
const WARMUPS = 3_000;

/**
 * How many times the reconnects are counted: the heap breathes by half a megabyte between one count and the next, while
 * a leak shows in all of them.
 */
const COUNTS = 5;

/** Reconnects often and measures what remains. */
async function measure(reconnect: () => Promise<void>, times: number): Promise<Omit<Leftovers, 'resources'>> {
  for (let n = 0; n < WARMUPS; n += 1) await reconnect();
  const heapKb: number[] = [];
  const msEach: number[] = [];
  let before = await heapBytes();
  for (let count = 0; count < COUNTS; count += 1) {
    const startedAt = performance.now();
    for (let n = 0; n < times; n += 1) await reconnect();
    msEach.push((performance.now() - startedAt) / times);
    const after = await heapBytes();
    heapKb.push((after - before) / 1_024);
    before = after;
  }
  return { heapKb, msEach };
}

export async function cqLeftovers(port: number, times: number): Promise<Leftovers> {
  const idle = await resources();
  const connection = new IBKRConnectionManager({ host: '127.0.0.1', port, clientId: 900, envFile: false, env: {} });
  await connection.connect();
  const measured = await measure(async () => {
    if (!(await connection.reconnect())) throw new Error('A reconnect failed');
  }, times);
  await connection[Symbol.asyncDispose]();
  return { ...measured, resources: (await resources()) - idle };
}

/** One client, used over and over, as the library's documentation suggests. */
export async function rawLeftovers(port: number, times: number): Promise<Leftovers> {
  const idle = await resources();
  const ib = new IBApi({ host: '127.0.0.1', port, clientId: 901, maxReqPerSec: 1e9 });
  const connect = (): Promise<void> =>
    new Promise((resolve) => {
      ib.once(EventName.nextValidId, () => resolve());
      ib.connect();
    });
  await connect();
  const measured = await measure(async () => {
    const gone = new Promise<void>((resolve) => void ib.once(EventName.disconnected, () => resolve()));
    ib.disconnect();
    await gone;
    await connect();
  }, times);
  ib.disconnect();
  return { ...measured, resources: (await resources()) - idle };
}

/** Sockets, servers and timers that are open once things have settled. */
async function resources(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 150));
  return process.getActiveResourcesInfo().length;
}

async function heapBytes(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let n = 0; n < 4; n += 1) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return process.memoryUsage().heapUsed;
}
