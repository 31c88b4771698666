/** What TWS tells while it has no link to IBKR is what it knew before: nothing vouches for it. */
import { expect, it } from 'vitest';
import { during, startWorld } from './support/world.js';

it.each([true, false].flatMap((fastPath) => [false, true].map((dataLost) => ({ fastPath, dataLost }))))(
  'a quote subscribed to while the link is lost is stale until it is back ($dataLost, $fastPath)',
  async ({ dataLost, fastPath }) => {
    await using world = await startWorld({ feed: { fastPath } });
    const { feed, sim } = world;
    await during(world.clock, feed.subscribe(['AAPL']));
    await world.until(() => feed.getLatestData('AAPL')?.bid !== undefined, 'the contract is known');
    await feed.unsubscribe(['AAPL']);
    const outage = sim.inject({ type: 'link-lost', dataLost });
    await world.until(() => feed.connection.state === 'reconnecting', 'the link is lost');
    await during(world.clock, feed.subscribe(['AAPL']));
    await world.pass(90_000);
    expect(feed.getLatestData('AAPL')?.stale ?? true).toBe(true);
    expect(feed.getStatus().streams).toMatchObject([{ symbol: 'AAPL', stale: true, reason: 'link-lost' }]);
    outage.dispose();
    await world.until(() => feed.getLatestData('AAPL')?.stale === false, 'the quote is fresh');
  },
);
