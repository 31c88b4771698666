// How much the simulator streams from one core: ticks to one client, ticks to 32 clients, and how soon it is ready.
//   pnpm bench --only simulator-throughput
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Simulator, VirtualClock, type SimulatorOptions } from '@cq/simulator';
import type { Benchmark } from './harness/benchmark.js';
import { CountingReader } from './simulator-throughput/reader.js';
import { STOCKS } from './simulator-throughput/stocks.js';

const ONE = 'ticks streamed to one client, 100 instruments';
const MANY = 'ticks streamed to 32 clients together, 100 instruments each';
const START = 'start to ready, in a process that has loaded the package';

export const benchmark: Benchmark = {
  name: 'simulator-throughput',
  package: 'simulator',
  title: 'ticks from the market to the bytes that a client in another process has read; the server has one core',
  // The promises: 500,000 a second to one client, 100,000 to 32, ready within 200 ms.
  claims: [
    { measure: START, limit: 200 },
    { measure: `${ONE}, time for each`, limit: 2 },
    { measure: `${MANY}, time for each`, limit: 10 },
  ],
  async run({ quick, report }) {
    const rounds = quick ? 3 : 9;
    const one = await streaming({ clients: 1, tickIntervalMs: 0.1, rounds });
    const many = await streaming({ clients: 32, tickIntervalMs: 5, rounds });
    const startMs = await startTimes(rounds);
    report.row({ measure: ONE, unit: 'ticks/s', better: 'higher', samples: { cq: one } });
    report.row({ measure: `${ONE}, time for each`, unit: 'µs', better: 'lower', samples: { cq: one.map(each) } });
    report.row({ measure: MANY, unit: 'ticks/s', better: 'higher', samples: { cq: many } });
    report.row({ measure: `${MANY}, time for each`, unit: 'µs', better: 'lower', samples: { cq: many.map(each) } });
    report.row({ measure: START, unit: 'ms', better: 'lower', samples: { cq: startMs } });
    report.note(
      'A tick is a TICK_PRICE or TICK_SIZE message. The market offers more than can be sent; what a slow reader cannot take is conflated.',
    );
  },
};

const each = (perSecond: number): number => 1e6 / perSecond;

interface Load {
  readonly clients: number;
  readonly tickIntervalMs: number;
  readonly rounds: number;
}

/** Ticks per second in each of `rounds` seconds, after one second of warming up. */
async function streaming({ clients, tickIntervalMs, rounds }: Load): Promise<number[]> {
  const server = await startServer({ tickIntervalMs, transcriptLimit: 0, messagesPerSecond: 1e9 });
  const readers = await Promise.all(
    Array.from({ length: clients }, (_, i) => CountingReader.subscribe(server.port, i + 1, STOCKS)),
  );
  const total = () => readers.reduce((sum, reader) => sum + reader.ticks, 0);
  const samples: number[] = [];
  await sleep(1000);
  for (let round = 0; round < rounds; round++) {
    const [ticks, started] = [total(), performance.now()];
    await sleep(1000);
    samples.push(((total() - ticks) * 1000) / (performance.now() - started));
  }
  for (const reader of readers) reader.close();
  server.process.disconnect();
  await once(server.process, 'exit');
  return samples;
}

async function startServer(
  options: SimulatorOptions,
): Promise<{ readonly process: ChildProcess; readonly port: number }> {
  const file = fileURLToPath(new URL('simulator-throughput/server.ts', import.meta.url));
  const child = fork(file, [JSON.stringify(options)], { execArgv: ['--import', 'tsx'] });
  const [ready] = (await once(child, 'message')) as [{ readonly port: number }];
  return { process: child, port: ready.port };
}

async function startTimes(rounds: number): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    const sim = await Simulator.start({ clock: new VirtualClock() });
    times.push(performance.now() - started);
    await sim.close();
  }
  return times;
}
