// A check that cannot fail proves nothing: those of quotes and streams, shown a feed that does what it must not.

import { expect, test } from 'vitest';
import { failuresOf, library, reportsUntil, type Tamper, type Wrong } from './support/tampering.js';

/** A price a cent away. */
const moved = (arg: unknown): unknown => (typeof arg === 'number' && !Number.isInteger(arg) ? arg + 0.01 : arg);

const wrongs: readonly Wrong[] = [
  [
    'quotes that stand still and do not say so',
    /^no quote is silently stale: AAPL shows \S+ since/,
    ({ feed }) => {
      const look = feed.getLatestData.bind(feed);
      const first = new Map<string, ReturnType<typeof look>>();
      feed.getLatestData = (symbol) => {
        const quote = first.get(symbol) ?? look(symbol);
        first.set(symbol, quote);
        return quote;
      };
    },
  ],
  [
    'quotes that stay stale',
    /^every wanted stream recovers: AAPL: stale, live, true/,
    ({ feed }) => {
      const look = feed.getLatestData.bind(feed);
      feed.getLatestData = (symbol) => {
        const quote = look(symbol);
        return quote && { ...quote, stale: true };
      };
    },
  ],
  [
    'symbols that are given up',
    /^every wanted stream recovers: MSFT: not subscribed/,
    ({ feed }) => {
      feed.getSubscribedSymbols = () => ['AAPL', 'SPY', 'AMZN'];
    },
  ],
];

test.each(wrongs)('%s are reported', async (_what, report, tamper) => {
  expect(await failuresOf(tamper)).toContainEqual(expect.stringMatching(report));
});

test.each(['bars', 'ticks', 'depth'] as const)('%s that dry up are reported', async (kind) => {
  const dryUp: Tamper = ({ feed, life: { signal } }) => {
    const read = { bars: feed.bars.bind(feed), depth: feed.depth.bind(feed), ticks: feed.ticks.bind(feed) };
    feed.bars = (...args) => upTo(3, read.bars(...args), signal);
    feed.depth = (...args) => upTo(3, read.depth(...args), signal);
    feed.ticks = (...args) => upTo(3, read.ticks(...args), signal);
  };
  // Which of the three a trader reads is up to its seed.
  const report = new RegExp(`^no stream is silently dead: ${kind} of`);
  expect(await reportsUntil(report, dryUp)).toContainEqual(expect.stringMatching(report));
});

test('a fast path that reads what the library does not is reported', async () => {
  const tamper = library((ib) => {
    const emit = ib.emit.bind(ib);
    ib.emit = (event, ...args: unknown[]) => Reflect.apply(emit, ib, [event, ...args.map(moved)]);
  });
  // Some seeds leave it off.
  const report = /^the fast path reads as the library does: message \d+/;
  expect(await reportsUntil(report, tamper)).toContainEqual(expect.stringMatching(report));
});

/** The first items; then nothing, while the source goes on. */
async function* upTo<T>(count: number, items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T, undefined> {
  let seen = 0;
  for await (const item of items) {
    seen += 1;
    if (seen <= count || signal.aborted) yield item;
  }
  return undefined;
}
