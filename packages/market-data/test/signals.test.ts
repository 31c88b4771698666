/** A signal may outlive a thousand readers: each that is over, however it ended, lets go of it. */
import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import type { IBKRLiveDataFeed } from '../src/index.js';
import { during, startWorld } from './support/world.js';

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

type Open = (feed: IBKRLiveDataFeed, signal: AbortSignal) => AsyncIterableIterator<unknown>;

const readers: readonly (readonly [name: string, refused: 'reqTickByTickData' | 'reqMktData' | 'reqMktDepth', Open])[] =
  [
    ['ticks', 'reqTickByTickData', (feed, signal) => feed.ticks('AAPL', 'trades', { signal })],
    ['quotes', 'reqMktData', (feed, signal) => feed.quotes(['AAPL'], { signal })],
    ['depth', 'reqMktDepth', (feed, signal) => feed.depth('AAPL', { signal })],
  ];

it.each(readers)('%s that TWS refuses let go of the signal', async (_name, message, open) => {
  await using world = await startWorld();
  const { signal } = new AbortController();
  world.sim.inject({ type: 'fail', message, code: 10189 });
  const reader = open(world.feed, signal);
  await expect(during(world.clock, reader.next())).rejects.toMatchObject({ name: 'RequestError' });
  expect(listeners(signal)).toBe(0);
});

it.each(readers)('%s that are left let go of the signal', async (_name, _message, open) => {
  await using world = await startWorld();
  const { signal } = new AbortController();
  const reader = open(world.feed, signal);
  await during(world.clock, reader.next());
  await reader.return?.();
  expect(listeners(signal)).toBe(0);
});

it('readers of a symbol that nobody knows let go of the signal', async () => {
  await using world = await startWorld();
  const { signal } = new AbortController();
  await expect(during(world.clock, world.feed.bars('NOSUCH', { signal }).next())).rejects.toThrow();
  await expect(during(world.clock, world.feed.quotes(['NOSUCH'], { signal }).next())).rejects.toThrow();
  expect(listeners(signal)).toBe(0);
});

it('a callback for ticks that is stopped, or refused, lets go of the signal', async () => {
  await using world = await startWorld();
  const { signal } = new AbortController();
  const listen = () => world.feed.onTick('AAPL', 'trades', () => undefined, { signal });
  listen()();
  expect(listeners(signal)).toBe(0);
  world.sim.inject({ type: 'fail', message: 'reqTickByTickData', code: 10189 });
  listen();
  await world.until(() => world.events.some(({ type }) => type === 'error'), 'TWS refuses');
  expect(listeners(signal)).toBe(0);
});

it('any number of readers may share a signal, without a warning of a leak', async () => {
  const warnings: Error[] = [];
  const warned = (warning: Error): void => void warnings.push(warning);
  process.on('warning', warned);
  await using world = await startWorld();
  const { signal } = new AbortController();
  const all: unknown[] = Array.from({ length: 15 }, () => world.feed.ticks('AAPL', 'trades', { signal }));
  for (let i = 0; i < 15; i++) {
    all.push(world.feed.quotes(['AAPL'], { signal }));
    all.push(world.feed.onTick('AAPL', 'trades', () => undefined, { signal }));
    world.feed.scans({ scanCode: 'MOST_ACTIVE', rows: 3 });
  }
  const symbols = ['AAPL', 'MSFT', 'SPY', 'GOOGL', 'AMZN', 'NVDA', 'TSLA', 'META', 'IBM', 'JPM', 'QQQ', 'GE'];
  await during(world.clock, world.feed.subscribe(symbols, undefined, { signal }));
  // Node warns on the next tick.
  await world.pass(1_000);
  process.off('warning', warned);
  expect(warnings).toEqual([]);
  expect(listeners(signal)).toBe(all.length);
});

it('an abort is heard at once while TWS is asked for the zone of an exchange, which bars are told in', async () => {
  await using world = await startWorld();
  const { feed, clock, sim } = world;
  const contract = await during(clock, feed.qualify('AAPL'));
  using _ = sim.inject({ type: 'ignore', message: 'reqContractData', times: Infinity });
  const stop = new AbortController();
  const { signal } = stop;
  const reads = [
    feed.getTimeZone(contract, { signal }),
    feed.getHistoricalBars(contract, { signal }),
    feed.bars(contract, { signal }).next(),
    feed.historicalBars({ contract, start: new Date(clock.now() - 60_000), barSize: '1 min' }, { signal }).next(),
  ].map((read) => read.catch((error: unknown) => error));
  await world.pass(100);
  const reason = new Error('enough');
  stop.abort(reason);
  expect(new Set(await Promise.all(reads))).toEqual(new Set([reason]));
  expect(listeners(signal)).toBe(0);
});
