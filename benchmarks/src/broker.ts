// What the broker costs on top of the library: from placeOrder to the socket, fifty orders in a second, and how long it
// takes to know where everything stands. pnpm bench --only broker
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { IBKRBroker, openJournal, type BrokerOptions } from '@cq/broker';
import { EventName, IBApi, OrderAction, OrderType, SecType } from '@stoqey/ib';
import type { Benchmark, BenchmarkContext } from './harness/benchmark.js';
import { sampleInRounds } from './harness/rounds.js';

const WIRE = 'placeOrder until the bytes are handed to the socket, median of 100';
const BEYOND = `${WIRE}, beyond the library`;
const BURST = '50 orders at once: first to last on the wire';
const RECONCILE = '5,000 open orders and 20,000 executions, from connect() until orders are taken';
const BURST_AMONG_DATA = 'the same with 500 contract lookups asked for in the same moment';
const BLOCKED = 'the longest turn of the event loop meanwhile, in processor time of its thread';
const BLOCKED_BY_CLOCK = 'the same by the clock';

export const benchmark: Benchmark = {
  name: 'broker',
  package: 'broker',
  title: 'orders to a TWS of a few lines in another process, and its books from it',
  claims: [
    { measure: BEYOND, limit: 50 },
    { measure: BURST, limit: 1_000 },
    { measure: BURST_AMONG_DATA, limit: 1_000 },
    { measure: RECONCILE, limit: 2_000 },
    { measure: BLOCKED, limit: 50 },
  ],
  async run(context) {
    await placing(context);
    await bursting(context);
    await reconciling(context);
  },
};

interface Server extends AsyncDisposable {
  readonly process: ChildProcess;
  readonly port: number;
}

async function startServer(books: { readonly openOrders: number; readonly executions: number }): Promise<Server> {
  const file = fileURLToPath(new URL('broker/server.ts', import.meta.url));
  const child = fork(file, [JSON.stringify(books)], { execArgv: ['--conditions=@cq/source', '--import', 'tsx'] });
  const [ready] = (await once(child, 'message')) as [{ readonly port: number }];
  return {
    process: child,
    port: ready.port,
    async [Symbol.asyncDispose]() {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

const unhurried = { messagesPerSecond: 10_000 };

function brokerOn({ port }: Server, more: BrokerOptions = {}): IBKRBroker {
  return new IBKRBroker({ port, clientId: 7, env: {}, envFile: false, pacing: unhurried, ...more });
}

const ORDERS = 100;
const order = { type: 'LMT', action: 'BUY', quantity: 1, limitPrice: 1 } as const;

/** When bytes were last handed to any socket of this process. */
const wire = { writtenAt: 0 };

function watchWrites(): () => void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its own `this` below
  const original = net.Socket.prototype.write;
  net.Socket.prototype.write = function (this: net.Socket, ...args: Parameters<typeof original>) {
    wire.writtenAt = performance.now();
    return original.apply(this, args);
  } as typeof original;
  return () => {
    net.Socket.prototype.write = original;
  };
}

async function placing({ quick, report }: BenchmarkContext): Promise<void> {
  await using server = await startServer({ openOrders: 0, executions: 0 });
  const folder = mkdtempSync(path.join(tmpdir(), 'cq-bench-'));
  const stopWatching = watchWrites();
  using inProcess = openJournal(path.join(folder, 'process'), { durability: 'process' });
  using onDisk = openJournal(path.join(folder, 'disk'), { durability: 'disk' });
  await using plain = brokerOn(server);
  await using written = brokerOn(server, { clientId: 8, journal: inProcess });
  await using synced = brokerOn(server, { clientId: 9, journal: onDisk });
  for (const broker of [plain, written, synced]) await ready(broker);
  const ib = await rawClient(server);
  try {
    const samples = await sampleInRounds(
      {
        cq: () => medianOf(ORDERS, () => placeOurs(plain)),
        'cq, journal': () => medianOf(ORDERS, () => placeOurs(written)),
        'cq, journal on disk': () => medianOf(ORDERS / 5, () => placeOurs(synced)),
        IBApi: () => medianOf(ORDERS, () => placeTheirs(ib)),
      },
      { rounds: quick ? 11 : 31, warmups: 5 },
    );
    report.row({ measure: WIRE, unit: 'µs', better: 'lower', samples });
    const beyond = samples.cq.map((value, round) => value - (samples.IBApi[round] ?? 0));
    report.row({ measure: BEYOND, unit: 'µs', better: 'lower', samples: { cq: beyond } });
    report.note(
      'IBApi: its rate limiter lifted, so that it writes at once; the journal on disk waits for the disk each time.',
    );
  } finally {
    stopWatching();
    ib.disconnect();
    rmSync(folder, { recursive: true });
  }
}

async function ready(broker: IBKRBroker): Promise<void> {
  await broker.connect();
  await broker.qualify('AAPL');
}

async function medianOf(count: number, measure: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < count; n += 1) times.push(await measure());
  return times.sort((a, b) => a - b)[Math.floor(count / 2)] ?? NaN;
}

/** Microseconds from the call to the last write before the answer. */
async function placeOurs(broker: IBKRBroker): Promise<number> {
  const calledAt = performance.now();
  await broker.placeOrder('AAPL', order);
  return (wire.writtenAt - calledAt) * 1_000;
}

async function rawClient({ port }: Server): Promise<IBApi> {
  const ib = new IBApi({ host: '127.0.0.1', port, clientId: 1, maxReqPerSec: 1e9 });
  const connected = new Promise((resolve) => ib.once(EventName.nextValidId, resolve));
  ib.connect();
  await connected;
  return ib;
}

let nextRawId = 1;

async function placeTheirs(ib: IBApi): Promise<number> {
  const id = nextRawId++;
  const answered = new Promise((resolve) => ib.once(EventName.orderStatus, resolve));
  const contract = { conId: 265598, symbol: 'AAPL', secType: SecType.STK, exchange: 'SMART', currency: 'USD' };
  const calledAt = performance.now();
  ib.placeOrder(id, contract, {
    orderType: OrderType.LMT,
    action: OrderAction.BUY,
    totalQuantity: 1,
    lmtPrice: 1,
    orderRef: `raw-${id}`,
    transmit: true,
  });
  const took = (wire.writtenAt - calledAt) * 1_000;
  await answered;
  return took;
}

async function bursting({ quick, report }: BenchmarkContext): Promise<void> {
  await using server = await startServer({ openOrders: 0, executions: 0 });
  const rounds = quick ? 2 : 7;
  const alone: number[] = [];
  const amongData: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    alone.push(await spread(server, 50, () => undefined));
    amongData.push(await spread(server, 50, (broker) => lookUp(broker, 500)));
  }
  report.row({ measure: BURST, unit: 'ms', better: 'lower', samples: { cq: alone } });
  report.row({ measure: BURST_AMONG_DATA, unit: 'ms', better: 'lower', samples: { cq: amongData } });
}

/** From the first of so many orders on the wire to the last, all placed at once after `busy`. */
async function spread(server: Server, count: number, busy: (broker: IBKRBroker) => void): Promise<number> {
  await using broker = brokerOn(server, { pacing: { messagesPerSecond: 50, maxQueued: 10_000 } });
  await ready(broker);
  // The second in which it connected has used some of the fifty.
  await sleep(1_100);
  await arrivals(server);
  const placed = Promise.all(Array.from({ length: count }, () => broker.placeOrder('AAPL', order)));
  busy(broker);
  await placed;
  const arrived = await arrivals(server);
  const ids = arrived.map(({ id }) => id);
  if (ids.length !== count || ids.some((id, index) => id <= (ids[index - 1] ?? 0))) {
    throw new Error(`Out of order: ${ids.join()}`);
  }
  return (arrived.at(-1)?.atMs ?? NaN) - (arrived[0]?.atMs ?? NaN);
}

/** Requests of the lowest priority, whose answers nobody waits for. */
function lookUp(broker: IBKRBroker, count: number): void {
  for (let n = 0; n < count; n += 1) broker.qualify(`SYMBOL${n}`).catch(() => undefined);
}

async function arrivals({
  process: server,
}: Server): Promise<readonly { readonly id: number; readonly atMs: number }[]> {
  server.send('orders');
  const [message] = (await once(server, 'message')) as [{ orders: { id: number; atMs: number }[] }];
  return message.orders;
}

async function reconciling({ quick, report }: BenchmarkContext): Promise<void> {
  await using server = await startServer({ openOrders: 5_000, executions: 20_000 });
  const took: number[] = [];
  const worked: number[] = [];
  const blocked: number[] = [];
  const byClock: number[] = [];
  for (let round = -1; round < (quick ? 3 : 9); round += 1) {
    await using broker = brokerOn(server);
    const stall = watchLoop();
    const startedAt = performance.now();
    const used = process.cpuUsage();
    await broker.connect();
    const tookMs = performance.now() - startedAt;
    const { user, system } = process.cpuUsage(used);
    const longest = stall();
    const trades = broker.getAllOrders();
    const fills = trades.reduce((sum, { executions }) => sum + executions.length, 0);
    if (trades.length !== 5_000 || fills !== 20_000) throw new Error(`${trades.length} orders, ${fills} executions`);
    if (round < 0) continue;
    took.push(tookMs);
    worked.push((user + system) / 1_000);
    blocked.push(longest.processorMs);
    byClock.push(longest.clockMs);
  }
  report.row({ measure: RECONCILE, unit: 'ms', better: 'lower', samples: { cq: took } });
  report.row({ measure: `${RECONCILE}, in processor time`, unit: 'ms', better: 'lower', samples: { cq: worked } });
  report.row({ measure: BLOCKED, unit: 'ms', better: 'lower', samples: { cq: blocked } });
  report.row({ measure: BLOCKED_BY_CLOCK, unit: 'ms', better: 'lower', samples: { cq: byClock } });
  report.note('By the clock a turn also waits for whatever else the machine does.');
}

interface Longest {
  readonly clockMs: number;
  readonly processorMs: number;
}

/** Turns the event loop over and over; the answer ends it and gives the longest turn, both ways. */
function watchLoop(): () => Longest {
  let longest: Longest = { clockMs: 0, processorMs: 0 };
  let last = performance.now();
  let used = threadMs();
  let isOn = true;
  const turn = (): void => {
    const clockMs = performance.now() - last;
    longest = {
      clockMs: Math.max(longest.clockMs, clockMs),
      processorMs: Math.max(longest.processorMs, Math.min(clockMs, threadMs() - used)),
    };
    last = performance.now();
    used = threadMs();
    if (isOn) setImmediate(turn);
  };
  setImmediate(turn);
  return () => {
    isOn = false;
    return longest;
  };
}

/**
 * Processor time of the thread that turns the event loop, where the system tells it (Linux); elsewhere that of the whole
 * process, which counts the garbage collector's helpers too.
 */
function threadMs(): number {
  try {
    const schedule = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1');
    return Number(schedule.slice(0, schedule.indexOf(' '))) / 1e6;
  } catch {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  }
}
