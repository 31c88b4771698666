// Market data from the wire to its reader: quotes, mixed traffic, memory and history, beside the library below.
import type { Benchmark, BenchmarkContext, Row } from './harness/benchmark.js';
import { sampleInRounds } from './harness/rounds.js';
import { framingOnly, handDecoder, tcp } from './market-data/bounds.js';
import { fromMemory, overSocket, Wire, type Contender } from './market-data/gauge.js';
import { HISTORY, historyRows, LONGEST_TURN } from './market-data/history.js';
import { next, rawEvents } from './market-data/library.js';
import { libraryOn, MemorySocket } from './market-data/memory.js';
import { memoryRows } from './market-data/memory-use.js';
import { feedFor, ours } from './market-data/ours.js';
import type { Shape, Workload } from './market-data/traffic.js';

const HUNDRED: Shape = { quotes: 100, ticks: 0, books: 0 };
const TEN_THOUSAND: Shape = { quotes: 10_000, ticks: 0, books: 0 };
const MIXED: Shape = { quotes: 100, ticks: 5, books: 3 };

/** Messages of a run that shows what a tick costs in the long run: some fifty milliseconds of it. */
const STEADY = 2_000_000;

const QUOTES = 'price and size ticks to quotes, from the socket on';
const QUOTES_WIRE = 'price and size ticks to quotes, kernel included';
const MIXED_TRAFFIC = 'mixed traffic, from the socket on';
const MANY = 'cost of a tick at 10,000 subscriptions, times that at 100, from the socket on';
const MANY_WIRE = 'cost of a tick at 10,000 subscriptions, times that at 100, kernel included';

export const benchmark: Benchmark = {
  name: 'market-data',
  package: 'market-data',
  title:
    'ticks from the socket to the latest quote with a callback, on the same bytes, by us, by the library and by two bounds',
  claims: [
    { measure: QUOTES, versus: 'IBApi', ratio: 20 },
    { measure: QUOTES, versus: 'hand decoder', ratio: 0.5 },
    { measure: QUOTES_WIRE, versus: 'hand decoder', ratio: 0.5 },
    { measure: MIXED_TRAFFIC, versus: 'IBApi', ratio: 10 },
    { measure: MANY, limit: 1.3 },
    { measure: MANY_WIRE, limit: 1.3 },
    { measure: 'heap of a quiet subscription', limit: 1024 },
    { measure: 'allocated per conflated tick', limit: 2 },
    { measure: HISTORY, limit: 100 },
    { measure: LONGEST_TURN, limit: 20 },
  ],
  async run(context) {
    await mixedTraffic(context);
    await pricesAndSizes(context);
    await manySubscriptions(context);
    const wire = await Wire.start();
    try {
      await withTheKernel(wire, context);
      await manyWithTheKernel(wire, context);
      await historyRows(context);
    } finally {
      wire.stop();
    }
    await memoryRows(context);
    context.report.note(
      'Rates are messages per second of processor time (user and system, garbage collection included).',
    );
    context.report.note('TWS writes a quote as price and size, then the size again: half of the messages are each.');
    context.report.note(
      `What 10,000 subscriptions cost is taken from runs of ${(STEADY / 1e6).toString()} million messages (half as many when quick).`,
    );
    context.report.note(
      'Our feed validates, keeps the whole quote and calls back; the hand decoder does none of that.',
    );
  },
};

/** A contender with its own socket in memory. */
async function inMemory<C extends Contender>(make: (socket: MemorySocket) => Promise<C>) {
  const socket = new MemorySocket();
  return { socket, contender: await make(socket) };
}

const oursInMemory = (clientId: number, shape: Shape) =>
  inMemory((socket) => ours(feedFor(1, clientId, { dial: () => socket }), clientId, shape));
const libraryInMemory = (clientId: number, shape: Shape) =>
  inMemory((socket) => rawEvents(clientId, shape, 1, (ib) => libraryOn(socket, () => ib.connect())));

/** What a run comes to, from the socket on. */
const sampler =
  (quick: boolean) =>
  (of: Awaited<ReturnType<typeof inMemory>>, workload: Workload, count: number) =>
  (): Promise<number> =>
    fromMemory(of.socket, of.contender, { workload, count: quick ? count / 2 : count });
const roundsOf = (quick: boolean): { rounds: number; warmups: number } => ({ rounds: quick ? 5 : 15, warmups: 2 });

async function mixedTraffic({ quick, report }: BenchmarkContext): Promise<void> {
  const sample = sampler(quick);
  const cq = await oursInMemory(26, MIXED);
  const library = await libraryInMemory(27, MIXED);
  const samples = await sampleInRounds(
    { cq: sample(cq, 'mixed', 200_000), IBApi: sample(library, 'mixed', 40_000) },
    roundsOf(quick),
  );
  report.row({ measure: MIXED_TRAFFIC, unit: 'messages/s', better: 'higher', samples });
  for (const { contender } of [cq, library]) await contender.close();
}

async function pricesAndSizes({ quick, report }: BenchmarkContext): Promise<void> {
  const sample = sampler(quick);
  const cq = await oursInMemory(21, HUNDRED);
  const library = await libraryInMemory(23, HUNDRED);
  const framing = await inMemory((socket) => framingOnly(() => Promise.resolve(socket), 24, HUNDRED));
  const hand = await inMemory((socket) => handDecoder(() => Promise.resolve(socket), 25, HUNDRED));
  const samples = await sampleInRounds(
    {
      cq: sample(cq, 'quotes', 400_000),
      IBApi: sample(library, 'quotes', 40_000),
      'framing only': sample(framing, 'quotes', 400_000),
      'hand decoder': sample(hand, 'quotes', 400_000),
    },
    roundsOf(quick),
  );
  report.row({ measure: QUOTES, unit: 'messages/s', better: 'higher', samples });
  for (const { contender } of [cq, library, framing, hand]) await contender.close();
}

/** Both alone, and for long enough that fetching ten thousand contracts after each pause does not count. */
async function manySubscriptions({ quick, report }: BenchmarkContext): Promise<void> {
  const sample = sampler(quick);
  const few = await oursInMemory(28, HUNDRED);
  const many = await oursInMemory(22, TEN_THOUSAND);
  const samples = await sampleInRounds(
    { few: sample(few, 'quotes', STEADY), many: sample(many, 'quotes', STEADY) },
    roundsOf(quick),
  );
  report.row({ measure: MANY, ...costRatio(samples.few, samples.many) });
  for (const { contender } of [few, many]) await contender.close();
}

async function manyWithTheKernel(wire: Wire, { quick, report }: BenchmarkContext): Promise<void> {
  const few = await ours(feedFor(wire.port, 8), 8, HUNDRED);
  const many = await ours(feedFor(wire.port, 2), 2, TEN_THOUSAND);
  const load = { workload: 'quotes', count: STEADY / (quick ? 2 : 1) } as const;
  const samples = await sampleInRounds(
    { few: () => overSocket(wire, few, load), many: () => overSocket(wire, many, load) },
    roundsOf(quick),
  );
  report.row({ measure: MANY_WIRE, ...costRatio(samples.few, samples.many) });
  for (const contender of [few, many]) await contender.close();
}

async function withTheKernel(wire: Wire, { quick, report }: BenchmarkContext): Promise<void> {
  const { port } = wire;
  const contenders = {
    cq: await ours(feedFor(port, 1), 1, HUNDRED),
    'cq, fastPath off': await ours(feedFor(port, 3, { fastPath: false }), 3, HUNDRED),
    IBApi: await rawEvents(4, HUNDRED, port),
    IBApiNext: await next(5, HUNDRED, port),
    'framing only': await framingOnly(tcp(port), 6, HUNDRED),
    'hand decoder': await handDecoder(tcp(port), 7, HUNDRED),
  };
  const count = (name: string): number => (/IBApi|off/.test(name) ? 60_000 : 600_000) / (quick ? 2 : 1);
  const entries = Object.entries(contenders).map(([name, contender]) => [
    name,
    () => overSocket(wire, contender, { workload: 'quotes', count: count(name) }),
  ]);
  const jobs = Object.fromEntries(entries) as Record<keyof typeof contenders, () => Promise<number>>;
  const samples = await sampleInRounds(jobs, roundsOf(quick));
  report.row({ measure: QUOTES_WIRE, unit: 'messages/s', better: 'higher', samples });
  for (const contender of Object.values(contenders)) await contender.close();
}

/** By round, as both were measured in the same state of the machine. */
function costRatio(few: readonly number[], many: readonly number[]): Pick<Row, 'unit' | 'better' | 'samples'> {
  return { unit: '×', better: 'lower', samples: { cq: few.map((rate, i) => rate / (many[i] ?? NaN)) } };
}
