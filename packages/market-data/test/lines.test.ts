/** The budget of market-data lines: what happens to the contract for which none is left. */
import { describe, expect, it } from 'vitest';
import { during, openLines, startWorld } from './support/world.js';

const modes = [{ fastPath: true }, { fastPath: false }];

describe.each(modes)('with two lines ($fastPath)', ({ fastPath }) => {
  it('refuses the third contract alone', async () => {
    await using world = await startWorld({ feed: { fastPath, lines: { limit: 2 } } });
    const results = await during(world.clock, world.feed.subscribe(['AAPL', 'MSFT', 'SPY']));
    expect([...results.values()].map(({ ok }) => ok)).toEqual([true, true, false]);
    expect(results.get('SPY')).toMatchObject({ error: { name: 'RequestError', code: 101 } });
    expect(world.feed.getStatus().lines).toEqual({ used: 2, limit: 2, waiting: 0 });
    expect(openLines(world.sim)).toHaveLength(2);
  });

  it('lets the third wait until a line is given back', async () => {
    await using world = await startWorld({ feed: { fastPath, lines: { limit: 2, overBudget: 'queue' } } });
    const results = await during(world.clock, world.feed.subscribe(['AAPL', 'MSFT', 'SPY']));
    expect(results.get('SPY')).toMatchObject({ ok: true, waiting: true });
    await world.pass(1000);
    expect(world.feed.getLatestData('SPY')).toBeUndefined();
    await world.feed.unsubscribe(['AAPL']);
    await world.until(() => world.feed.getLatestData('SPY')?.bid !== undefined, 'SPY has a bid');
    expect(world.feed.getStatus().lines).toEqual({ used: 2, limit: 2, waiting: 0 });
    await world.until(() => openLines(world.sim).length === 2, 'two lines are open');
  });

  it('lets all have turns, and marks as stale who has none', async () => {
    const lines = { limit: 2, overBudget: 'rotate', turnMs: 1000 } as const;
    await using world = await startWorld({ feed: { fastPath, lines } });
    const symbols = ['AAPL', 'MSFT', 'SPY', 'GOOGL', 'AMZN'];
    await during(world.clock, world.feed.subscribe(symbols));
    const latest = () => symbols.map((symbol) => world.feed.getLatestData(symbol));
    await world.until(() => latest().every((quote) => quote?.bid !== undefined), 'all have had a turn');
    await world.pass(3500);
    expect(latest().filter((quote) => quote?.stale === false).length).toBeLessThanOrEqual(2);
    expect(latest().filter((quote) => quote?.stale === true).length).toBeGreaterThanOrEqual(3);
    expect(openLines(world.sim).length).toBeLessThanOrEqual(2);
    expect(world.feed.getStatus().lines).toEqual({ used: 2, limit: 2, waiting: 3 });
  });

  it('believes TWS when it has fewer lines than it was said to have', async () => {
    await using world = await startWorld({ feed: { fastPath, lines: { limit: 100, overBudget: 'queue' } } });
    using _ = world.sim.inject({ type: 'line-limit', lines: 2 });
    await during(world.clock, world.feed.subscribe(['AAPL', 'MSFT', 'SPY']));
    await world.until(() => world.feed.getStatus().lines.waiting === 1, 'one waits');
    expect(world.feed.getStatus().lines).toEqual({ used: 2, limit: 2, waiting: 1 });
  });
});
