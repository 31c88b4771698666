/** Another login of the same user takes the market data: one incident, patience, and everything back by itself. */
import { describe, expect, it } from 'vitest';
import { during, openLines, startWorld } from './support/world.js';

describe.each([{ fastPath: true }, { fastPath: false }])('a competing session ($fastPath)', ({ fastPath }) => {
  it('is told once, however many streams it stops and however often TWS says so', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const symbols = ['AAPL', 'MSFT', 'SPY', 'GOOGL', 'AMZN'];
    await during(world.clock, world.feed.subscribe(symbols));
    const fresh = () => symbols.every((symbol) => world.feed.getLatestData(symbol)?.stale === false);
    await world.until(fresh, 'quotes come');
    const fault = world.sim.inject({ type: 'competing-session' });
    await world.until(() => symbols.every((s) => world.feed.getLatestData(s)?.stale === true), 'all are stale');
    await world.pass(60_000);
    const during60s = world.requests('reqMktData').length - symbols.length;
    expect(during60s).toBeLessThanOrEqual(8 * symbols.length);
    fault.dispose();
    await world.until(fresh, 'all are fresh');
    const types = world.events.map(({ type }) => type);
    expect(types.filter((type) => type === 'incident')).toHaveLength(1);
    expect(types.filter((type) => type === 'incident-over')).toHaveLength(1);
    expect(types.filter((type) => type === 'gap')).toHaveLength(5);
    expect(types.filter((type) => type === 'resumed')).toHaveLength(5);
    expect(openLines(world.sim)).toHaveLength(5);
    expect(world.events.find((event) => event.type === 'incident-over')).toMatchObject({ streams: 5 });
  });

  it('is over when nobody wants the last stream it stopped, and the next one is told again', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const types = () => world.events.flatMap(({ type }) => (type.startsWith('incident') ? [type] : []));
    for (const round of [1, 2]) {
      await during(world.clock, world.feed.subscribe(['AAPL', 'MSFT']));
      await world.until(() => world.feed.getLatestData('MSFT')?.stale === false, 'quotes come');
      const fault = world.sim.inject({ type: 'competing-session' });
      await world.until(() => world.feed.getLatestData('AAPL')?.stale === true, 'they are stopped');
      await world.feed.unsubscribe(['AAPL', 'MSFT']);
      fault.dispose();
      await world.pass(1000);
      expect(types()).toEqual(Array.from({ length: round }, () => ['incident', 'incident-over']).flat());
      expect(openLines(world.sim)).toEqual([]);
    }
  });
});
