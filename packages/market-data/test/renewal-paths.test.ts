/**
 * Every kind of stream, lost in every way TWS and the network have: what the user saw of it, and what it cost at TWS
 * by the simulator's own transcript.
 */
import type { Fault } from '@cq/simulator';
import { describe, expect, it } from 'vitest';
import type { FeedEvent, GapReason, IBKRLiveDataFeed } from '../src/index.js';
import { ledgerOf, type StreamRequest } from './support/ledger.js';
import { startWorld, type World } from './support/world.js';

const modes = [{ fastPath: true }, { fastPath: false }];

interface Kind {
  readonly name: string;
  readonly request: StreamRequest;
  open(feed: IBKRLiveDataFeed, signal: AbortSignal): AsyncIterable<unknown>;
}

const KINDS: readonly Kind[] = [
  { name: 'quotes', request: 'reqMktData', open: (feed, signal) => feed.quotes(['AAPL'], { signal }) },
  { name: 'trades', request: 'reqTickByTickData', open: (feed, signal) => feed.ticks('AAPL', 'trades', { signal }) },
  { name: 'five-second bars', request: 'reqRealTimeBars', open: (feed, signal) => feed.bars('AAPL', { signal }) },
  {
    name: 'growing bars',
    request: 'reqHistoricalData',
    open: (feed, signal) => feed.bars('AAPL', { barSize: '1 min', everyUpdate: true, signal }),
  },
  { name: 'a book', request: 'reqMktDepth', open: (feed, signal) => feed.depth('AAPL', { signal }) },
];

interface Loss {
  readonly name: string;
  readonly reason: GapReason;
  /** How many requests it takes, at most, until the stream is back. */
  readonly requests: number;
  readonly appliesTo?: readonly string[];
  lose(world: World): Promise<void>;
}

async function during(world: World, fault: Fault, ms: number): Promise<void> {
  const handle = world.sim.inject(fault);
  await world.pass(ms);
  handle.dispose();
}

/** TWS says this about the stream that is open; whether it falls silent is another matter. */
async function notice(world: World, code: number): Promise<void> {
  const [id = ''] = KINDS.flatMap(({ request }) => ledgerOf(world.sim, request).open);
  world.sim.notice(code, 'As told by TWS', Number(id));
  await world.pass(10);
}

const ends = (code: number, appliesTo: readonly string[]): Loss => ({
  name: `${code}`,
  reason: 'ended-by-tws',
  requests: 1,
  appliesTo,
  lose: async (world) => {
    world.sim.inject({ type: 'end-stream', code });
    await world.pass(10);
  },
});

/** The simulator goes on with a stream that TWS is said to have ended: its ticks come late, under an old id. */
const saysEnded = (code: number): Loss => ({
  name: `${code}, and late ticks`,
  reason: 'ended-by-tws',
  requests: 1,
  lose: (world) => notice(world, code),
});

const LOST: Fault = { type: 'link-lost', dataLost: true };

const LOSSES: readonly Loss[] = [
  {
    name: 'a dropped connection',
    reason: 'disconnected',
    requests: 1,
    lose: async (world) => {
      const refusal = world.sim.inject({ type: 'refuse', times: 1000 });
      world.sim.dropAll();
      await world.pass(3000);
      refusal.dispose();
    },
  },
  {
    name: 'a restart of TWS',
    reason: 'disconnected',
    requests: 1,
    lose: async (world) => {
      const restarted = world.sim.restart({ downMs: 5000 });
      await world.pass(6000);
      await restarted;
    },
  },
  {
    name: 'a connection that went dead without a word',
    reason: 'disconnected',
    requests: 1,
    lose: async (world) => {
      const fault = world.sim.inject({ type: 'half-open' });
      await world.until(() => gaps(world.events).length === 1, 'it is noticed');
      fault.dispose();
    },
  },
  { name: '1100 and 1101', reason: 'link-lost', requests: 1, lose: (world) => during(world, LOST, 2000) },
  {
    name: '1100 and 1102',
    reason: 'link-lost',
    requests: 0,
    lose: (world) => during(world, { type: 'link-lost' }, 2000),
  },
  {
    name: '1101 out of the blue, and late ticks',
    reason: 'data-lost',
    requests: 1,
    lose: async (world) => {
      world.sim.notice(1101, 'Connectivity between IBKR and Trader Workstation has been restored - data lost.');
      await world.pass(10);
    },
  },
  ends(10182, ['growing bars']),
  ends(10225, ['five-second bars', 'growing bars']),
  ends(316, ['a book']),
  saysEnded(10182),
  saysEnded(10225),
  {
    name: 'a farm blip after which it stays silent',
    reason: 'farm',
    requests: 1,
    appliesTo: ['quotes', 'trades', 'a book'],
    lose: async (world) => {
      const frozen = world.sim.inject({ type: 'freeze', symbol: 'AAPL' });
      await during(world, { type: 'farm', farm: 'usfarm', status: 'broken' }, 1000);
      await world.pass(8000);
      frozen.dispose();
    },
  },
  {
    name: '10197 and silence',
    reason: 'suspended',
    requests: 1,
    appliesTo: ['quotes', 'trades', 'a book'],
    lose: async (world) => {
      const frozen = world.sim.inject({ type: 'freeze', symbol: 'AAPL' });
      // TWS repeats itself; that must not put the next attempt off again and again.
      for (let i = 0; i < 10; i++) await notice(world, 10197);
      await world.pass(2000);
      frozen.dispose();
    },
  },
  {
    name: '10197 without silence',
    reason: 'suspended',
    requests: 0,
    // The others speak less often than a suspended stream is asked for again.
    appliesTo: ['quotes', 'a book'],
    lose: (world) => notice(world, 10197),
  },
];

const gaps = (events: readonly FeedEvent[]): string[] =>
  events.flatMap((event) =>
    event.type === 'gap' || event.type === 'resumed' ? [`${event.type} ${event.reason}`] : [],
  );

describe.each(modes)('a stream is renewed once and never held twice (fast path $fastPath):', ({ fastPath }) => {
  for (const kind of KINDS) {
    for (const loss of LOSSES) {
      if (loss.appliesTo?.includes(kind.name) ?? true) {
        it(`${kind.name} after ${loss.name}`, () => loseAndRenew(kind, loss, fastPath));
      }
    }
  }
});

async function loseAndRenew(kind: Kind, loss: Loss, fastPath: boolean): Promise<void> {
  await using world = await startWorld({ feed: { fastPath, reconnect: { initialDelayMs: 100, maxDelayMs: 100 } } });
  const stopping = new AbortController();
  const seen: unknown[] = [];
  const reading = (async () => {
    for await (const item of kind.open(world.feed, stopping.signal)) seen.push(item);
  })().catch((error: unknown) => error);
  await world.until(() => seen.length > 3, 'it speaks');
  const first = ledgerOf(world.sim, kind.request).open;
  expect(first).toHaveLength(1);

  await loss.lose(world);
  await world.until(() => gaps(world.events).at(-1)?.startsWith('resumed') === true, 'it is back');
  const before = seen.length;
  await world.until(() => seen.length > before + 2, 'it speaks again');

  expect(gaps(world.events)).toEqual([`gap ${loss.reason}`, `resumed ${loss.reason}`]);
  const ledger = ledgerOf(world.sim, kind.request);
  expect(ledger.requested).toHaveLength(1 + loss.requests);
  expect(ledger.open).toEqual(ledger.requested.slice(-1));
  expect([...ledger.cancelled, ...ledger.taken]).toEqual(loss.requests === 0 ? [] : first);

  stopping.abort(new Error('enough'));
  expect(await reading).toEqual(new Error('enough'));
  await world.until(() => ledgerOf(world.sim, kind.request).open.length === 0, 'it is given back');
  expect(world.feed.getStatus().streams).toEqual([]);
}
