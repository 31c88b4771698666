// Connecting, coming back after a drop, finding a dead socket, and leaving nothing behind: beside the library below.
//   pnpm bench --only connection
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { cq, next, raw, type Connect } from './connection/clients.js';
import { cqLeftovers, rawLeftovers } from './connection/leaks.js';
import type { Benchmark, BenchmarkContext } from './harness/benchmark.js';
import { sampleInRounds } from './harness/rounds.js';

const CONNECT = 'connect() until the first question is answered';
const RECOVER = 'drop until 20 subscriptions tick again';
const HALF_OPEN = 'silence until a half-open socket is given up, 200 ms + 200 ms';
const EACH = 'one reconnect of a thousand';
const HEAP = 'heap after 1,000 reconnects';
const RESOURCES = 'sockets and timers after 1,000 reconnects';

const SUBSCRIPTIONS = 20;
/** How long it is waited for what may never come. */
const PATIENCE_MS = 2_000;

const contenders: Readonly<Record<'cq' | 'IBApi' | 'IBApiNext', Connect>> = { cq, IBApi: raw, IBApiNext: next };
const names = ['cq', 'IBApi', 'IBApiNext'] as const;

export const benchmark: Benchmark = {
  name: 'connection',
  package: 'connection',
  title: 'the life of a connection over loopback to a server in another process',
  claims: [
    { measure: CONNECT, limit: 10 },
    { measure: RECOVER, limit: 50 },
    { measure: HALF_OPEN, limit: 440 },
    { measure: RESOURCES, limit: 0 },
    { measure: HEAP, limit: 256 },
  ],
  async run(context) {
    const server = await startServer();
    try {
      await connecting(server, context);
      await recovering(server, context);
      await halfOpen(server, context);
      await leaving(server, context);
    } finally {
      server.process.disconnect();
    }
  },
};

interface Server {
  readonly process: ChildProcess;
  readonly port: number;
}

async function startServer(): Promise<Server> {
  const file = fileURLToPath(new URL('connection/server.ts', import.meta.url));
  const child = fork(file, [], { execArgv: ['--import', 'tsx'] });
  const [ready] = (await once(child, 'message')) as [{ readonly port: number }];
  return { process: child, port: ready.port };
}

async function connecting({ port }: Server, { quick, report }: BenchmarkContext): Promise<void> {
  const samples = await sampleInRounds(
    each(async (connect) => {
      const startedAt = performance.now();
      const client = await connect(port, 0);
      const tookMs = performance.now() - startedAt;
      await client.close();
      return tookMs;
    }),
    { rounds: quick ? 15 : 51, warmups: 3 },
  );
  report.row({ measure: CONNECT, unit: 'ms', better: 'lower', samples });
  report.note(
    'cq waits for the version, the next order id and the accounts before it calls itself connected, and asks then.',
  );
}

async function recovering(server: Server, { quick, report }: BenchmarkContext): Promise<void> {
  const samples = await sampleInRounds(
    each(async (connect) => {
      const client = await connect(server.port, SUBSCRIPTIONS);
      await sleep(20);
      const recovered = client.expectTicks();
      const startedAt = performance.now();
      server.process.send('drop');
      await recovered;
      const tookMs = performance.now() - startedAt;
      await client.close();
      return tookMs;
    }),
    { rounds: quick ? 9 : 31, warmups: 2 },
  );
  report.row({ measure: RECOVER, unit: 'ms', better: 'lower', samples });
  report.note(
    'IBApi reconnects 1 ms after it says that it is disconnected and asks again for everything; IBApiNext with reconnectInterval 1. ' +
      'Both have their rate limiter switched off, which at its default would add half a second.',
  );
}

async function halfOpen(server: Server, { quick, report }: BenchmarkContext): Promise<void> {
  const samples = await sampleInRounds(
    each(async (connect) => {
      const client = await connect(server.port, 0);
      await sleep(20);
      const noticed = client.noticed();
      const startedAt = performance.now();
      server.process.send('silence');
      await Promise.race([noticed, sleep(PATIENCE_MS)]);
      const tookMs = performance.now() - startedAt;
      await client.close();
      return tookMs;
    }),
    { rounds: quick ? 2 : 7, warmups: 0 },
  );
  report.row({ measure: HALF_OPEN, unit: 'ms', better: 'lower', samples });
  report.note(
    `Half-open: ${PATIENCE_MS} ms means never; nobody was waited for longer. IBApiNext with a watchdog of 200 ms.`,
  );
}

async function leaving({ port }: Server, { quick, report }: BenchmarkContext): Promise<void> {
  const times = quick ? 300 : 1_000;
  const ours = await cqLeftovers(port, times);
  const theirs = await rawLeftovers(port, times);
  const both = (pick: (left: typeof ours) => readonly number[]) => ({
    cq: pick(ours),
    'IBApi, one client reused': pick(theirs),
  });
  report.row({ measure: EACH, unit: 'ms', better: 'lower', samples: both(({ msEach }) => msEach) });
  report.row({ measure: HEAP, unit: 'KB', better: 'lower', samples: both(({ heapKb }) => heapKb) });
  report.row({ measure: RESOURCES, unit: 'open', better: 'lower', samples: both((left) => [left.resources]) });
  if (quick) report.note(`Quick: ${times} reconnects instead of 1,000.`);
}

/** The same work for each contender. */
function each(work: (connect: Connect) => Promise<number>): Record<(typeof names)[number], () => Promise<number>> {
  const [first, second, third] = names;
  return {
    [first]: () => work(contenders[first]),
    [second]: () => work(contenders[second]),
    [third]: () => work(contenders[third]),
  };
}
