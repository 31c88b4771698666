// Prints what a quiet subscription keeps and what a tick allocates, in bytes.
import { constants, PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks';
import { MemorySocket } from './memory.js';
import { feedFor, ours } from './ours.js';
import { firstTicks } from './traffic.js';
import type { MemoryFigures } from './memory-use.js';

const SUBSCRIPTIONS = 10_000;
const TICKS = 400_000;
const MARKING = constants.NODE_PERFORMANCE_GC_INCREMENTAL;

const used = (): number => {
  for (let i = 0; i < 3; i += 1) globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** Everything that comes with a subscription but the contract, which was the caller's before. */
async function heapPerSubscription(): Promise<number> {
  const socket = new MemorySocket();
  const feed = feedFor(1, 1, { dial: () => socket });
  await feed.connect();
  const contracts = Array.from({ length: SUBSCRIPTIONS }, (_, i) => ({
    secType: 'STK' as const,
    conId: i + 1,
    symbol: `S${i}`,
    exchange: 'SMART',
    currency: 'USD',
  }));
  // Code that runs for the first time is compiled, and kept: not a cost of the ten thousandth subscription.
  await feed.subscribe(contracts.slice(0, 100), () => undefined);
  const before = used();
  await feed.subscribe(contracts.slice(100), () => undefined);
  for (const id of socket.side.ids.quotes.splice(0)) socket.emit('data', firstTicks(id));
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const after = used();
  const kept = (after - before) / (SUBSCRIPTIONS - 100);
  await feed[Symbol.asyncDispose]();
  return kept;
}

/** Growth of the heap over a run in which nothing is collected: reads, callbacks and quotes included. */
async function allocatedPerTick(): Promise<number> {
  const socket = new MemorySocket();
  const contender = await ours(feedFor(1, 2, { dial: () => socket }), 2, { quotes: 100, ticks: 0, books: 0 });
  const reads = socket.readsOf('quotes', TICKS);
  const run = async (): Promise<number> => {
    const done = contender.run();
    const before = process.memoryUsage().heapUsed;
    for (const [i, read] of reads.entries()) {
      socket.emit('data', read);
      if (i % 32 === 31) await new Promise((resolve) => setImmediate(resolve));
    }
    await done;
    return process.memoryUsage().heapUsed - before;
  };
  for (let i = 0; i < 6; i += 1) await run();
  const grown = await uncollected(run);
  await contender.close();
  return grown / TICKS;
}

/** What a run answers in which nothing was collected. What ran before can bring a collection about, so it has a few tries. */
async function uncollected(run: () => Promise<number>): Promise<number> {
  for (let tries = 0; tries < 5; tries += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
    let collections = 0;
    const observer = new PerformanceObserver((list) => {
      // Marking frees nothing; the others do.
      collections += list.getEntries().filter((entry) => kindOf(entry) !== MARKING).length;
    });
    observer.observe({ entryTypes: ['gc'] });
    const grown = await run();
    await new Promise((resolve) => setTimeout(resolve, 10));
    observer.disconnect();
    if (collections === 0) return grown;
  }
  throw new Error('something was collected each time it was counted');
}

const kindOf = (entry: PerformanceEntry): number => (entry as unknown as { detail: { kind: number } }).detail.kind;

const figures: MemoryFigures = {
  heapPerSubscription: await heapPerSubscription(),
  allocatedPerTick: await allocatedPerTick(),
};
process.stdout.write(`${JSON.stringify(figures)}\n`, () => process.exit(0));
