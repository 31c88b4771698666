/** Streams that TWS, or the way to it, has dropped: asked for again under new ids, and the gap is told. */
import { describe, expect, it } from 'vitest';
import type { FeedEvent } from '../src/index.js';
import { during, openLines, startWorld, type World } from './support/world.js';

const brief = (events: readonly FeedEvent[]) =>
  events.map((event) => ('reason' in event ? `${event.type} ${event.reason}` : event.type));

async function subscribed(fastPath: boolean, symbols: readonly string[] = ['AAPL']): Promise<World> {
  const world = await startWorld({ feed: { fastPath, reconnect: { initialDelayMs: 100, maxDelayMs: 100 } } });
  await during(world.clock, world.feed.subscribe(symbols));
  const known = () => symbols.every((symbol) => world.feed.getLatestData(symbol)?.bid !== undefined);
  await world.until(known, 'quotes come');
  return world;
}
const ids = (world: World) => world.requests('reqMktData').map(({ fields }) => fields[1]);
const fresh = (world: World, symbol = 'AAPL') => world.feed.getLatestData(symbol)?.stale === false;

describe.each([{ fastPath: true }, { fastPath: false }])('a stream ($fastPath)', ({ fastPath }) => {
  it('is renewed after a dropped connection, and stale in between', async () => {
    await using world = await subscribed(fastPath, ['AAPL', 'MSFT']);
    const before = world.feed.getLatestData('AAPL');
    const refusal = world.sim.inject({ type: 'refuse', times: 1000 });
    world.sim.dropAll();
    await world.until(() => world.feed.getLatestData('AAPL')?.stale === true, 'the quote is stale');
    // A bare number could not say that it is old.
    expect(world.feed.getLatestPrice('AAPL')).toBeUndefined();
    expect(world.feed.getLatestData('AAPL')).toEqual({
      ...before,
      stale: true,
      time: world.feed.getLatestData('AAPL')?.time,
    });
    await world.pass(5000);
    refusal.dispose();
    await world.until(() => fresh(world) && fresh(world, 'MSFT'), 'quotes are fresh again');
    expect(world.feed.getLatestPrice('AAPL')).toBe(world.feed.getLatestData('AAPL')?.last);
    expect(new Set(ids(world)).size).toBe(4);
    expect(openLines(world.sim)).toHaveLength(2);
    expect(brief(world.events)).toEqual([
      'gap disconnected',
      'gap disconnected',
      'resumed disconnected',
      'resumed disconnected',
    ]);
    const resumed = world.events.find((event) => event.type === 'resumed');
    expect(resumed?.durationMs).toBeGreaterThanOrEqual(5000);
  });

  it('stays while the link is lost and TWS keeps the data, and is fresh with its first word', async () => {
    await using world = await subscribed(fastPath);
    const outage = world.sim.inject({ type: 'link-lost', repeatEveryMs: 500 });
    await world.until(() => world.feed.getLatestData('AAPL')?.stale === true, 'the quote is stale');
    await world.pass(3000);
    outage.dispose();
    await world.until(() => fresh(world), 'the quote is fresh again');
    expect(ids(world)).toHaveLength(1);
    expect(brief(world.events)).toEqual(['gap link-lost', 'resumed link-lost']);
  });

  it('is renewed when the link comes back without the data', async () => {
    await using world = await subscribed(fastPath);
    const outage = world.sim.inject({ type: 'link-lost', dataLost: true });
    await world.pass(2000);
    outage.dispose();
    await world.until(() => fresh(world), 'the quote is fresh again');
    expect(new Set(ids(world)).size).toBe(2);
    expect(brief(world.events)).toEqual(['gap link-lost', 'resumed link-lost']);
    expect(openLines(world.sim).at(-1)).toBe(ids(world)[1]);
  });

  it('is renewed when the user reconnects on purpose, and waits when that fails', async () => {
    await using world = await subscribed(fastPath, ['AAPL', 'MSFT']);
    expect(await during(world.clock, world.feed.reconnect())).toBe(true);
    await world.until(() => fresh(world) && fresh(world, 'MSFT'), 'quotes are fresh again');
    expect(world.feed.getSubscribedSymbols()).toEqual(['AAPL', 'MSFT']);
    expect(new Set(ids(world)).size).toBe(4);
    const refusal = world.sim.inject({ type: 'refuse', times: 1000 });
    expect(await during(world.clock, world.feed.reconnect({ timeoutMs: 2000 }))).toBe(false);
    expect(world.feed.getLatestData('AAPL')?.stale).toBe(true);
    refusal.dispose();
    await during(world.clock, world.feed.connect());
    await world.until(() => fresh(world) && fresh(world, 'MSFT'), 'quotes are fresh once more');
    expect(openLines(world.sim)).toHaveLength(2);
  });

  it('is not renewed after the user unsubscribed while the connection was down', async () => {
    await using world = await subscribed(fastPath, ['AAPL', 'MSFT']);
    const refusal = world.sim.inject({ type: 'refuse', times: 1000 });
    world.sim.dropAll();
    await world.until(() => world.feed.getLatestData('AAPL')?.stale === true, 'the quote is stale');
    await world.feed.unsubscribe(['AAPL']);
    refusal.dispose();
    await world.until(() => fresh(world, 'MSFT'), 'the other is fresh again');
    await world.pass(1000);
    expect(ids(world)).toHaveLength(3);
  });

  it('goes on in an iteration, whose reader sees the gap and the return', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const reader = world.feed.quotes(['AAPL']);
    await during(world.clock, reader.next());
    const refusal = world.sim.inject({ type: 'refuse', times: 1000 });
    world.sim.dropAll();
    const seen: boolean[] = [];
    while (seen.at(-1) !== true) seen.push((await during(world.clock, reader.next())).value?.stale === true);
    refusal.dispose();
    while (seen.at(-1) === true) seen.push((await during(world.clock, reader.next())).value?.stale === true);
    await reader.return?.();
    await world.until(() => openLines(world.sim).length === 0, 'the line is given back');
  });

  it('ends its iterations when the user disconnects', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const reader = world.feed.quotes(['AAPL']);
    await during(world.clock, reader.next());
    await world.feed.disconnect();
    let result = await reader.next();
    if (result.done !== true) result = await reader.next();
    expect(result.done).toBe(true);
  });
});
