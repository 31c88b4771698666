/** What begins ends: feeds on a connection of their own or on a lent one leave nothing behind. */
import { IBKRConnectionManager } from '@cq/connection';
import { Simulator } from '@cq/simulator';
import { describe, expect, it } from 'vitest';
import { IBKRLiveDataFeed } from '../src/index.js';
import { during, openLines, startWorld } from './support/world.js';

const options = (sim: Simulator) =>
  ({
    host: sim.host,
    port: sim.port,
    clientId: 3,
    env: {},
    envFile: false,
    pacing: { messagesPerSecond: 1000 },
  }) as const;
const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

describe.each([{ fastPath: true }, { fastPath: false }])('a feed ($fastPath)', ({ fastPath }) => {
  it('on a lent connection gives its lines back and leaves the connection as it was', async () => {
    await using sim = await Simulator.start();
    await using connection = new IBKRConnectionManager(options(sim));
    await connection.connect();
    const before = timers();
    const feed = new IBKRLiveDataFeed({ connection, fastPath });
    await feed.subscribe(['AAPL', 'MSFT']);
    const reader = feed.ticks('AAPL', 'trades');
    await reader.next();
    await feed[Symbol.asyncDispose]();
    await feed[Symbol.asyncDispose]();
    // It ends, after what had come before.
    for await (const tick of reader) expect(tick.price).toBeGreaterThan(0);
    await expect.poll(() => openLines(sim).length).toBe(0);
    await expect.poll(() => sim.transcript.count({ name: 'cancelTickByTickData' })).toBe(1);
    expect(connection.isConnected()).toBe(true);
    await expect.poll(timers).toBeLessThanOrEqual(before);
  });

  it('on a lent connection that is over for good asks TWS for nothing any more, and says so', async () => {
    await using sim = await Simulator.start();
    await using connection = new IBKRConnectionManager(options(sim));
    await connection.connect();
    const feed = new IBKRLiveDataFeed({ connection, fastPath });
    const contract = await feed.qualify('AAPL');
    await feed[Symbol.asyncDispose]();
    const asked = sim.transcript.count({ direction: 'in' });
    const closed = expect.objectContaining({ name: 'ConnectionError', reason: 'closed' }) as Error;
    expect(await feed.subscribe([contract])).toEqual(new Map([['AAPL', { ok: false, error: closed }]]));
    await expect(feed.quotes([contract]).next()).rejects.toEqual(closed);
    await expect(feed.ticks(contract, 'trades').next()).rejects.toEqual(closed);
    await expect(feed.getSnapshot(contract)).rejects.toEqual(closed);
    await expect(feed.getHistoricalBars(contract)).rejects.toEqual(closed);
    expect(() => feed.scans({ scanCode: 'MOST_ACTIVE' })).toThrow(closed);
    expect(sim.transcript.count({ direction: 'in' })).toBe(asked);
  });

  it('on a lent connection waits for no answer any more', async () => {
    await using sim = await Simulator.start();
    await using connection = new IBKRConnectionManager({ ...options(sim), requestTimeoutMs: 60_000 });
    await connection.connect();
    const ib = connection.getIb();
    const listening = (): number => ib.eventNames().reduce((sum, event) => sum + ib.listenerCount(event), 0);
    const before = listening();
    const feed = new IBKRLiveDataFeed({ connection });
    const contract = await feed.qualify('AAPL');
    sim.inject({ type: 'ignore', message: 'reqContractData' });
    // Bars are told in the time zone of their exchange, which is asked for first.
    const bars = feed
      .bars(contract)
      .next()
      .catch(() => undefined);
    const asked = sim.transcript.count({ direction: 'in', name: 'reqContractData' });
    await expect.poll(() => sim.transcript.count({ direction: 'in', name: 'reqContractData' })).toBe(asked + 1);
    await feed[Symbol.asyncDispose]();
    await expect.poll(listening).toBe(before);
    await bars;
  });

  it('on a connection of its own ends it', async () => {
    await using sim = await Simulator.start();
    const feed = new IBKRLiveDataFeed({ ...options(sim), fastPath });
    await feed.connect();
    await feed.subscribe(['AAPL']);
    await feed[Symbol.asyncDispose]();
    expect(feed.isConnected()).toBe(false);
    await expect.poll(() => sim.clientIds).toEqual([]);
  });

  it('that never connected ends as well', async () => {
    const feed = new IBKRLiveDataFeed({ host: '127.0.0.1', port: 1, clientId: 1, env: {}, envFile: false });
    expect(feed.getSubscribedSymbols()).toEqual([]);
    expect(feed.getLatestPrice('AAPL')).toBeUndefined();
    await expect(feed.subscribe(['AAPL'])).rejects.toMatchObject({ name: 'ConnectionError' });
    await expect(feed.quotes(['AAPL']).next()).rejects.toMatchObject({ name: 'ConnectionError' });
    await feed[Symbol.asyncDispose]();
  });

  it('can be used again after it was disconnected', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    await during(world.clock, world.feed.subscribe(['AAPL']));
    await world.feed.disconnect();
    expect(world.feed.getSubscribedSymbols()).toEqual([]);
    await world.feed.connect();
    await during(world.clock, world.feed.subscribe(['AAPL']));
    await world.until(() => world.feed.getLatestData('AAPL')?.bid !== undefined, 'quotes come');
  });

  it('shares a connection with another feed: each has its own lines', async () => {
    await using sim = await Simulator.start();
    await using connection = new IBKRConnectionManager(options(sim));
    await connection.connect();
    await using one = new IBKRLiveDataFeed({ connection, fastPath });
    await using two = new IBKRLiveDataFeed({ connection, fastPath: !fastPath });
    await Promise.all([one.subscribe(['AAPL']), two.subscribe(['AAPL'])]);
    await expect.poll(() => one.getLatestData('AAPL')?.bid).toBeDefined();
    await expect.poll(() => two.getLatestData('AAPL')?.bid).toBeDefined();
    await one[Symbol.asyncDispose]();
    const before = two.getLatestData('AAPL')?.time ?? new Date();
    await expect.poll(() => two.getLatestData('AAPL')?.time.getTime()).toBeGreaterThan(before.getTime());
  });

  it('refuses impossible options by name', () => {
    const bad = (feed: object) => () => new IBKRLiveDataFeed({ env: {}, envFile: false, ...feed });
    expect(bad({ marketDataType: 'stale' })).toThrow(/marketDataType/);
    expect(bad({ lines: { limit: 0 } })).toThrow(/lines\.limit/);
    expect(bad({ lines: { overBudget: 'pray' } })).toThrow(/lines\.overBudget/);
    expect(bad({ freshness: { silentAfterMs: -1 } })).toThrow(/freshness\.silentAfterMs/);
    expect(bad({ freshness: { silentAfter: 5_000 } })).toThrow(/freshness\.silentAfter must be one of silentAfterMs/);
    expect(bad({ lines: { max: 5 } })).toThrow(/lines\.max must be one of limit/);
    expect(bad({ port: 70_000 })).toThrow(/port/);
  });
});
