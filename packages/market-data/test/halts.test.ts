/** A halt is said by TWS: what does not tick because of it is neither broken nor stale. */
import { describe, expect, it } from 'vitest';
import { during, startWorld } from './support/world.js';

describe.each([{ fastPath: true }, { fastPath: false }])(
  'an instrument that its exchange halts ($fastPath)',
  (feed) => {
    it('is shown as halted until it trades again, without a gap', async () => {
      await using world = await startWorld({ feed: { ...feed, freshness: { silentAfterMs: 20_000 } } });
      await during(world.clock, world.feed.subscribe(['AAPL']));
      const quote = () => world.feed.getLatestData('AAPL');
      await world.until(() => quote()?.halted === 'trading', 'AAPL trades');
      const halt = world.sim.inject({ type: 'halt', symbol: 'AAPL', volatility: true });
      await world.until(() => quote()?.halted === 'halted-for-volatility', 'the halt is shown');
      await world.pass(120_000);
      expect(quote()).toMatchObject({ halted: 'halted-for-volatility', stale: false });
      halt.dispose();
      await world.until(() => quote()?.halted === 'trading', 'AAPL trades again');
      expect(world.events.filter(({ type }) => type === 'gap')).toEqual([]);
    });
  },
);
