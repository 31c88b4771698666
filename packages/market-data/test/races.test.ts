/** Things that happen at the same time: leaving, losing, asking and answering, in the unlucky order. */
import { describe, expect, it } from 'vitest';
import { IBKRLiveDataFeed } from '../src/index.js';
import { ledgerOf } from './support/ledger.js';
import { during, MORNING, openLines, startWorld, type World } from './support/world.js';

const modes = [{ fastPath: true }, { fastPath: false }];
const quick = { reconnect: { initialDelayMs: 100, maxDelayMs: 100 } } as const;
const isFresh = (world: World, symbol = 'AAPL'): boolean => world.feed.getLatestData(symbol)?.stale === false;

async function noticed(world: World, code: number): Promise<string> {
  const [id = ''] = openLines(world.sim);
  world.sim.notice(code, 'As told by TWS', Number(id));
  await world.pass(10);
  return id;
}

describe.each(modes)('in an unlucky moment ($fastPath)', ({ fastPath }) => {
  it('a session that ends while a contract is looked up only delays the subscription', async () => {
    await using world = await startWorld({ feed: { fastPath, ...quick } });
    world.sim.inject({ type: 'drop', when: 'before', message: 'reqContractData' });
    const results = await during(world.clock, world.feed.subscribe(['AAPL', 'NOSUCH']));
    expect(results.get('AAPL')).toMatchObject({ ok: true });
    expect(results.get('NOSUCH')).toMatchObject({ ok: false, error: { name: 'ContractError' } });
    world.sim.inject({ type: 'drop', when: 'after', message: 'reqContractData' });
    const reader = world.feed.quotes(['MSFT']);
    expect((await during(world.clock, reader.next())).value?.symbol).toBe('MSFT');
    expect(openLines(world.sim)).toHaveLength(2);
  });

  it('a subscription made while the connection is down waits for it', async () => {
    await using world = await startWorld({ feed: { fastPath, ...quick } });
    const refusal = world.sim.inject({ type: 'refuse', times: 1000 });
    world.sim.dropAll();
    await world.until(() => world.feed.connection.state === 'reconnecting', 'it is down');
    const asked = world.feed.subscribe(['AAPL']);
    await world.pass(2000);
    refusal.dispose();
    expect((await during(world.clock, asked)).get('AAPL')).toMatchObject({ ok: true });
    await world.until(() => isFresh(world), 'quotes come');
    expect(openLines(world.sim)).toHaveLength(1);
  });

  it('who leaves while a renewal waits for its turn is not renewed', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    await during(world.clock, world.feed.subscribe(['AAPL']));
    await world.until(() => isFresh(world), 'quotes come');
    world.sim.inject({ type: 'freeze', symbol: 'AAPL' });
    await noticed(world, 10225);
    const second = await noticed(world, 10225);
    expect(second).not.toBe('');
    await world.feed.unsubscribe(['AAPL']);
    await world.pass(120_000);
    expect(ledgerOf(world.sim, 'reqMktData').requested).toHaveLength(2);
    expect(openLines(world.sim)).toEqual([]);
  });

  it('what TWS says of an id that was given up concerns nobody', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    await during(world.clock, world.feed.subscribe(['AAPL']));
    await world.until(() => isFresh(world), 'quotes come');
    const old = await noticed(world, 10182);
    await world.until(() => isFresh(world), 'it is renewed');
    for (const code of [200, 354, 10197, 101]) world.sim.notice(code, 'Too late', Number(old));
    await world.pass(5000);
    expect(isFresh(world)).toBe(true);
    expect(world.events.map(({ type }) => type)).toEqual(['gap', 'resumed']);
    expect(openLines(world.sim)).toHaveLength(1);
  });

  it('one of two readers that leaves during a gap leaves the other its stream', async () => {
    await using world = await startWorld({ feed: { fastPath, ...quick } });
    const [first, second] = [world.feed.quotes(['AAPL']), world.feed.quotes(['AAPL'])];
    await during(world.clock, Promise.all([first.next(), second.next()]));
    const refusal = world.sim.inject({ type: 'refuse', times: 1000 });
    world.sim.dropAll();
    await world.until(() => world.events.length > 0, 'the gap is told');
    await first.return?.();
    refusal.dispose();
    let quote = (await during(world.clock, second.next())).value;
    while (quote?.stale !== false) quote = (await during(world.clock, second.next())).value;
    expect(openLines(world.sim)).toHaveLength(1);
    await second.return?.();
    await world.until(() => openLines(world.sim).length === 0, 'the line is given back');
  });

  it('readers that leave before their contract is known leave nothing behind', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const { feed } = world;
    for (const reader of [feed.quotes(['AAPL']), feed.ticks('AAPL', 'trades'), feed.bars('AAPL'), feed.depth('AAPL')]) {
      await reader.return?.();
      expect((await reader.next()).done).toBe(true);
    }
    feed.onTick('MSFT', 'trades', () => undefined)();
    await world.pass(5000);
    for (const request of ['reqMktData', 'reqTickByTickData', 'reqRealTimeBars', 'reqMktDepth'] as const) {
      expect(ledgerOf(world.sim, request).open).toEqual([]);
    }
    expect(feed.getStatus()).toMatchObject({ streams: [], lines: { used: 0, waiting: 0 } });
  });

  it('a feed that is disconnected while everything is being renewed asks for nothing more', async () => {
    await using world = await startWorld({ feed: { fastPath, ...quick } });
    await during(world.clock, world.feed.subscribe(['AAPL', 'MSFT', 'SPY']));
    world.sim.dropAll();
    await world.until(() => world.requests('startApi').length === 2, 'the next session begins');
    await world.feed.disconnect();
    const asked = world.requests('reqMktData').length;
    await world.pass(60_000);
    expect(world.requests('reqMktData')).toHaveLength(asked);
    expect(world.feed.getSubscribedSymbols()).toEqual([]);
    expect(world.feed.getStatus()).toMatchObject({ streams: [], lines: { used: 0, waiting: 0 } });
  });

  it('what is still being opened when a feed lets go of a lent connection is not opened any more', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const { connection } = world.feed;
    await using second = new IBKRLiveDataFeed({ connection, fastPath });
    using _ = world.sim.inject({ type: 'delay', ms: 500 });
    const subscribing = second.subscribe(['AAPL']);
    const readers = [second.quotes(['MSFT']), second.ticks('SPY', 'trades'), second.bars('GOOGL'), second.depth('IBM')];
    const firsts = Promise.allSettled(readers.map((reader) => reader.next()));
    second.onTick('NVDA', 'trades', () => undefined);
    await world.until(() => world.requests('reqContractData').length >= 6, 'the contracts are looked up');
    await second.disconnect();
    expect((await during(world.clock, subscribing)).get('AAPL')).toMatchObject({
      ok: false,
      error: { name: 'ConnectionError', reason: 'closed' },
    });
    for (const first of await during(world.clock, firsts)) {
      expect(first).toMatchObject({ status: 'rejected', reason: { name: 'ConnectionError', reason: 'closed' } });
    }
    await world.pass(5000);
    for (const request of ['reqMktData', 'reqTickByTickData', 'reqRealTimeBars', 'reqMktDepth'] as const) {
      expect(ledgerOf(world.sim, request).requested).toEqual([]);
    }
    expect(connection.isConnected()).toBe(true);
  });

  it('history that is given up while it waits for its turn is never asked for', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const { feed, clock } = world;
    const options = { duration: '3600 S', barSize: '1 min', end: new Date(MORNING - 60_000) } as const;
    await during(clock, feed.getHistoricalBars('AAPL', options));
    const stopping = new AbortController();
    // The same again within 15 seconds has to wait.
    const again = feed.getHistoricalBars('AAPL', { ...options, signal: stopping.signal });
    await world.until(() => feed.getStatus().history.waiting === 1, 'it waits');
    stopping.abort(new Error('never mind'));
    await expect(again).rejects.toThrow('never mind');
    await world.pass(30_000);
    expect(world.requests('reqHistoricalData')).toHaveLength(1);
    expect(feed.getStatus().history).toEqual({ open: 0, waiting: 0 });
  });
});

describe.each(modes)('a queue that is full ($fastPath)', ({ fastPath }) => {
  it('delays subscriptions and cancellations, and loses none', async () => {
    await using world = await startWorld({ feed: { fastPath, pacing: { messagesPerSecond: 10, maxQueued: 3 } } });
    const symbols = ['AAPL', 'MSFT', 'SPY', 'GOOGL', 'AMZN', 'NVDA', 'TSLA', 'META', 'IBM', 'JPM', 'QQQ', 'GE'];
    const contracts = [];
    for (const symbol of symbols) contracts.push(await during(world.clock, world.feed.qualify(symbol)));
    await world.pass(3000);
    const results = await during(world.clock, world.feed.subscribe(contracts));
    expect([...results.values()].every(({ ok }) => ok)).toBe(true);
    await world.until(() => symbols.every((symbol) => isFresh(world, symbol)), 'all have quotes');
    expect(openLines(world.sim)).toHaveLength(symbols.length);
    expect(await world.feed.unsubscribe(symbols)).toHaveProperty('size', symbols.length);
    await world.until(() => openLines(world.sim).length === 0, 'all lines are given back');
  });
});
