/** Readers of ticks, bars and books through mishaps in any order: each goes on, and costs one request. */
import type { ActiveFault } from '@cq/simulator';
import { expect, it } from 'vitest';
import { ledgerOf } from './support/ledger.js';
import { die, mishap } from './support/mishaps.js';
import { during, startWorld, type World } from './support/world.js';

const SYMBOLS = ['AAPL', 'MSFT'];
const STEPS = 50;
const REQUESTS = ['reqTickByTickData', 'reqRealTimeBars', 'reqHistoricalData', 'reqMktDepth'] as const;

interface Reading {
  readonly request: (typeof REQUESTS)[number];
  stop(): void;
}

function open(
  { feed }: World,
  request: Reading['request'],
  symbol: string,
  signal: AbortSignal,
): AsyncIterable<unknown> {
  switch (request) {
    case 'reqTickByTickData':
      return feed.ticks(symbol, 'bid-ask', { signal });
    case 'reqRealTimeBars':
      return feed.bars(symbol, { signal });
    case 'reqHistoricalData':
      return feed.bars(symbol, { barSize: '1 min', signal });
    case 'reqMktDepth':
      return feed.depth(symbol, { signal });
  }
}

/** Reads until it is stopped, or TWS refuses: then it is taken off the list. */
function read(world: World, request: Reading['request'], symbol: string, readings: Set<Reading>): Reading {
  const stopping = new AbortController();
  const reading: Reading = { request, stop: () => stopping.abort(new Error('enough')) };
  readings.add(reading);
  void (async () => {
    for await (const _item of open(world, request, symbol, stopping.signal));
  })()
    .catch(() => undefined)
    .finally(() => readings.delete(reading));
  return reading;
}

const cases = [true, false].flatMap((fastPath) => [1, 2, 3, 4, 5, 6].map((seed) => ({ fastPath, seed })));

it.each(cases)('readers go on, one request each (fast path $fastPath, seed $seed)', async ({ fastPath, seed }) => {
  await using world = await startWorld({
    feed: { fastPath, reconnect: { initialDelayMs: 100, maxDelayMs: 1000 } },
  });
  await during(world.clock, Promise.all(SYMBOLS.map((symbol) => world.feed.qualify(symbol))));
  const roll = die(seed);
  const faults: ActiveFault[] = [];
  const readings = new Set<Reading>();
  const byName = new Map<string, Reading>();
  for (let i = 0; i < STEPS; i++) {
    const request = REQUESTS[roll(REQUESTS.length)] ?? 'reqMktDepth';
    const symbol = SYMBOLS[roll(SYMBOLS.length)] ?? 'AAPL';
    const name = `${request} ${symbol}`;
    const known = byName.get(name);
    const turn = roll(3);
    if (turn === 0) mishap(world, roll, faults);
    else if (turn === 1 && (known === undefined || !readings.has(known))) {
      byName.set(name, read(world, request, symbol, readings));
    } else if (turn === 2) known?.stop();
    await world.pass(200 + roll(4000));
  }
  for (const fault of faults) fault.dispose();
  const streams = () => world.feed.getStatus().streams;
  await world.until(() => streams().length === readings.size, 'all are asked for');
  await world.until(() => streams().every(({ stale }) => !stale), 'none is stale');
  await world.pass(10_000);

  expect(streams().filter(({ stale }) => stale)).toEqual([]);
  for (const request of REQUESTS) {
    const wanted = [...readings].filter((reading) => reading.request === request);
    expect([request, ledgerOf(world.sim, request).open.length]).toEqual([request, wanted.length]);
  }
  for (const reading of readings) reading.stop();
  const held = () => REQUESTS.flatMap((request) => ledgerOf(world.sim, request).open);
  await world.until(() => held().length === 0, 'everything is given back');
  expect(streams()).toEqual([]);
});
