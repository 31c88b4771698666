/** Silence: when it is suspicious, what is done about it, and when it means nothing. */
import { describe, expect, it } from 'vitest';
import { during, MORNING, openLines, startWorld, type World } from './support/world.js';

const modes = [{ fastPath: true }, { fastPath: false }];
const asked = (world: World) => world.requests('reqMktData').length;

async function subscribed(fastPath: boolean, symbols = ['AAPL', 'MSFT']): Promise<World> {
  const world = await startWorld({ feed: { fastPath, freshness: { silentAfterMs: 20_000 } } });
  await during(world.clock, world.feed.subscribe(symbols));
  await world.until(() => symbols.every((s) => world.feed.getLatestData(s)?.bid !== undefined), 'quotes come');
  return world;
}
const reasons = (world: World) =>
  world.events.map((event) =>
    event.type === 'gap' || event.type === 'resumed' ? `${event.type} ${event.symbol} ${event.reason}` : event.type,
  );

describe.each(modes)('a silent stream ($fastPath)', ({ fastPath }) => {
  it('is asked for again; a quiet instrument is told apart from a broken stream, and asked ever more rarely', async () => {
    await using world = await subscribed(fastPath);
    using _ = world.sim.inject({ type: 'freeze', symbol: 'AAPL' });
    await world.pass(300_000);
    const again = asked(world) - 2;
    expect(again).toBeGreaterThanOrEqual(2);
    // Twenty seconds, forty, eighty, and so on; a first answer may still bring something.
    expect(again).toBeLessThanOrEqual(6);
    expect(world.events).toEqual([]);
    expect(world.feed.getLatestData('AAPL')?.stale).toBe(false);
    expect(openLines(world.sim)).toHaveLength(2);
  });

  it('that was quiet and has become lively is doubted as soon as any other', async () => {
    await using world = await subscribed(fastPath);
    const quiet = world.sim.inject({ type: 'freeze', symbol: 'AAPL' });
    await world.pass(700_000);
    quiet.dispose();
    await world.pass(300_000);
    const before = asked(world);
    using _ = world.sim.inject({ type: 'freeze', symbol: 'AAPL' });
    using _ignored = world.sim.inject({ type: 'ignore', message: 'reqMktData' });
    await world.pass(30_000);
    expect(asked(world)).toBeGreaterThan(before);
    expect(world.feed.getLatestData('AAPL')?.stale).toBe(true);
  });

  it('that stays mute when asked again is stale until it speaks', async () => {
    await using world = await subscribed(fastPath);
    const frozen = world.sim.inject({ type: 'freeze', symbol: 'AAPL' });
    const ignored = world.sim.inject({ type: 'ignore', message: 'reqMktData' });
    await world.until(() => world.feed.getLatestData('AAPL')?.stale === true, 'AAPL is stale');
    expect(reasons(world)).toEqual(['gap AAPL silent']);
    ignored.dispose();
    frozen.dispose();
    await world.until(() => world.feed.getLatestData('AAPL')?.stale === false, 'AAPL is fresh');
    expect(reasons(world)).toEqual(['gap AAPL silent', 'resumed AAPL silent']);
  });

  it('is asked for soon after a farm has come back, and not while it is down', async () => {
    await using world = await subscribed(fastPath);
    const frozen = world.sim.inject({ type: 'freeze', symbol: 'AAPL' });
    const farm = world.sim.inject({ type: 'farm', farm: 'usfarm', status: 'broken' });
    await world.pass(30_000);
    expect(asked(world)).toBe(2);
    expect(reasons(world)).toEqual(['gap AAPL farm', 'gap MSFT farm']);
    farm.dispose();
    await world.until(() => world.feed.getLatestData('MSFT')?.stale === false, 'MSFT speaks by itself');
    expect(asked(world)).toBe(2);
    await world.until(() => world.feed.getLatestData('AAPL')?.stale === false, 'AAPL is fresh');
    expect(asked(world)).toBe(3);
    frozen.dispose();
    expect(reasons(world).slice(2)).toEqual(['resumed MSFT farm', 'resumed AAPL farm']);
    expect(openLines(world.sim)).toHaveLength(2);
  });

  it('that had been quiet for long is doubted as soon as any other while a farm is broken', async () => {
    await using world = await subscribed(fastPath);
    const frozen = world.sim.inject({ type: 'freeze', symbol: 'AAPL' });
    // Asked again at twenty seconds, sixty, two minutes and a half, and so on: it is known to be quiet by now.
    await world.pass(330_000);
    frozen.dispose();
    await world.pass(10_000);
    expect(world.events).toEqual([]);
    using _ = world.sim.inject({ type: 'farm', farm: 'usfarm', status: 'broken' });
    await world.pass(30_000);
    expect(reasons(world).sort()).toEqual(['gap AAPL farm', 'gap MSFT farm']);
    expect(world.feed.getLatestData('AAPL')?.stale).toBe(true);
  });

  it('is left alone after a farm blip that did it no harm', async () => {
    await using world = await subscribed(fastPath);
    const farm = world.sim.inject({ type: 'farm', farm: 'usfarm', status: 'broken' });
    await world.pass(2000);
    farm.dispose();
    await world.pass(10_000);
    expect(asked(world)).toBe(2);
    expect(world.events).toEqual([]);
  });

  it('means nothing while its market is closed', async () => {
    const night = MORNING + 12 * 3_600_000;
    await using world = await startWorld({
      feed: { fastPath, freshness: { silentAfterMs: 20_000 } },
      sim: { marketHours: 'exchange' },
      at: night,
    });
    await during(world.clock, world.feed.subscribe(['AAPL']));
    await world.pass(120_000);
    expect(asked(world)).toBe(1);
    expect(world.events).toEqual([]);
  });
});
