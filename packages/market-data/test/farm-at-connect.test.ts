/** A farm that was broken before the session began is as broken as one that breaks during it. */
import { expect, it } from 'vitest';
import { during, startWorld } from './support/world.js';

it.each([{ fastPath: true }, { fastPath: false }])(
  'streams of a farm that TWS calls broken at connect are held for stale, and not asked for again in vain ($fastPath)',
  async ({ fastPath }) => {
    await using world = await startWorld({ feed: { fastPath, freshness: { silentAfterMs: 20_000 } } });
    const { feed, sim } = world;
    await during(world.clock, feed.subscribe(['AAPL']));
    await world.until(() => feed.getLatestData('AAPL')?.bid !== undefined, 'quotes come');
    const farm = sim.inject({ type: 'farm', farm: 'usfarm', status: 'broken' });
    sim.dropAll();
    await world.until(() => feed.connection.getStatus().reconnectCount === 1, 'the next session');
    await world.pass(30_000);
    expect(feed.getStatus().streams).toMatchObject([{ stale: true, reason: 'farm' }]);
    await world.pass(300_000);
    expect(world.requests('reqMktData')).toHaveLength(2);
    farm.dispose();
    await world.until(() => feed.getLatestData('AAPL')?.stale === false, 'the quote is fresh');
  },
);
