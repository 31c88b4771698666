/** A simulator and a feed connected to it, and what tests ask of the two. */
import { Simulator, VirtualClock, type SimulatorOptions, type TranscriptEntry } from '@cq/simulator';
import { IBKRLiveDataFeed, type FeedEvent, type FeedOptions } from '../../src/index.js';
import { ledgerOf } from './ledger.js';

/** A Wednesday morning in New York. */
export const MORNING = Date.UTC(2026, 6, 15, 14, 30);

export interface World extends AsyncDisposable {
  readonly sim: Simulator;
  readonly feed: IBKRLiveDataFeed;
  readonly clock: VirtualClock;
  /** All events so far. */
  readonly events: FeedEvent[];
  /** Lets this much time pass, and everything that it brings. */
  pass(ms: number): Promise<void>;
  /** Lets time pass until the condition holds. */
  until(condition: () => boolean, what: string): Promise<void>;
  /** Requests of one name that the server has received, oldest first. */
  requests(name: TranscriptEntry['name']): readonly TranscriptEntry[];
}

export async function startWorld(
  options: {
    readonly feed?: FeedOptions;
    readonly sim?: SimulatorOptions;
    readonly at?: number;
    readonly clock?: VirtualClock;
  } = {},
): Promise<World> {
  const clock = options.clock ?? new VirtualClock(options.at ?? MORNING);
  const sim = await Simulator.start({ clock, ...options.sim });
  const feed = new IBKRLiveDataFeed({
    host: sim.host,
    port: sim.port,
    clientId: 7,
    env: {},
    envFile: false,
    clock,
    random: () => 0.5,
    ...options.feed,
  });
  const events: FeedEvent[] = [];
  for (const type of ['gap', 'resumed', 'market-data-type', 'incident', 'incident-over', 'ended'] as const) {
    feed.on(type, (event) => events.push(event));
  }
  for (const type of ['overflow', 'error', 'fast-path-off'] as const) feed.on(type, (event) => events.push(event));
  await feed.connect();
  return {
    sim,
    feed,
    clock,
    events,
    pass: (ms) => clock.advance(ms),
    until: (condition, what) => until(clock, condition, what),
    requests: (name) => sim.transcript.filter({ direction: 'in', name }),
    async [Symbol.asyncDispose]() {
      await feed[Symbol.asyncDispose]();
      await sim.close();
    },
  };
}

const STEP_MS = 50;
const LONGEST_MS = 120_000;

async function until(clock: VirtualClock, condition: () => boolean, what: string): Promise<void> {
  for (let passed = 0; passed < LONGEST_MS; passed += STEP_MS) {
    if (condition()) return;
    await clock.advance(STEP_MS);
  }
  throw new Error(`It never happened: ${what}`);
}

/** Runs a promise to its end while time passes. */
export async function during<T>(clock: VirtualClock, promise: Promise<T>): Promise<T> {
  const outcome: { settled: boolean } = { settled: false };
  const settle = (): void => {
    outcome.settled = true;
  };
  promise.then(settle, settle);
  await until(clock, () => outcome.settled, 'the promise settles');
  return promise;
}

/** The ids of the quotes that the server has been asked for and still has to serve. */
export function openLines(sim: Simulator): readonly string[] {
  return ledgerOf(sim, 'reqMktData').open;
}
