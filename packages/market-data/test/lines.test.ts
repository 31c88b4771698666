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

  it('asks for more than TWS said it has after a while: others may have let go', async () => {
    await using world = await startWorld({ feed: { fastPath, lines: { limit: 3, overBudget: 'queue' } } });
    const fault = world.sim.inject({ type: 'line-limit', lines: 2 });
    await during(world.clock, world.feed.subscribe(['AAPL', 'MSFT', 'SPY']));
    await world.until(() => world.feed.getStatus().lines.waiting === 1, 'one waits');
    fault.dispose();
    await world.until(() => world.feed.getStatus().lines.waiting === 0, 'none waits');
    expect(world.feed.getStatus().lines).toEqual({ used: 3, limit: 3, waiting: 0 });
    expect(openLines(world.sim)).toHaveLength(3);
  });

  it('gives up no line that it had, though TWS has none left for it after a reconnect', async () => {
    await using world = await startWorld({
      feed: { fastPath, reconnect: { initialDelayMs: 100, maxDelayMs: 100 } },
    });
    const symbols = ['AAPL', 'MSFT', 'SPY'];
    await during(world.clock, world.feed.subscribe(symbols));
    const fresh = () => symbols.filter((symbol) => world.feed.getLatestData(symbol)?.stale === false);
    await world.until(() => fresh().length === 3, 'all have quotes');
    // TWS still counts the lines of the session that died.
    const fault = world.sim.inject({ type: 'line-limit', lines: 1 });
    world.sim.dropAll();
    await world.until(() => world.requests('reqMktData').length >= 6, 'all are asked for again');
    await world.until(() => fresh().length === 1, 'one is back');
    await world.pass(20_000);
    expect(fresh()).toHaveLength(1);
    expect(world.requests('reqMktData').length).toBeLessThan(30);
    fault.dispose();
    await world.until(() => fresh().length === 3, 'all are back');
    expect(openLines(world.sim)).toHaveLength(3);
    expect(world.events.filter(({ type }) => type === 'ended')).toEqual([]);
  });

  it('asks TWS again for the next contract after it had no line for one', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const fault = world.sim.inject({ type: 'line-limit', lines: 1 });
    await during(world.clock, world.feed.subscribe(['AAPL']));
    const refused = await during(world.clock, world.feed.subscribe(['MSFT']));
    expect(refused.get('MSFT')).toMatchObject({ ok: false, error: { name: 'RequestError', code: 101 } });
    fault.dispose();
    expect((await during(world.clock, world.feed.subscribe(['MSFT']))).get('MSFT')).toMatchObject({ ok: true });
    expect(world.feed.getStatus().lines).toEqual({ used: 2, limit: 100, waiting: 0 });
  });

  it('takes turns again after it was disconnected and connected', async () => {
    const lines = { limit: 1, overBudget: 'rotate', turnMs: 1000 } as const;
    await using world = await startWorld({ feed: { fastPath, lines } });
    await during(world.clock, world.feed.subscribe(['AAPL', 'MSFT']));
    await world.feed.disconnect();
    await world.feed.connect();
    await during(world.clock, world.feed.subscribe(['AAPL', 'MSFT']));
    const known = () => ['AAPL', 'MSFT'].every((symbol) => world.feed.getLatestData(symbol)?.bid !== undefined);
    await world.until(known, 'both have had a turn');
  });

  it('tells who asks for one book, or one stream of ticks, too many', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const symbols = ['AAPL', 'MSFT', 'SPY', 'GOOGL', 'AMZN', 'NVDA'];
    const books = symbols.slice(0, 4).map((symbol) => world.feed.depth(symbol));
    const [, , , fourth] = await during(world.clock, Promise.allSettled(books.map((book) => book.next())));
    expect(fourth).toMatchObject({ status: 'rejected', reason: { name: 'RequestError', code: 309 } });
    const ticks = symbols.map((symbol) => world.feed.ticks(symbol, 'bid-ask'));
    const firsts = await during(world.clock, Promise.allSettled(ticks.map((each) => each.next())));
    expect(firsts.slice(0, 5).every(({ status }) => status === 'fulfilled')).toBe(true);
    expect(firsts[5]).toMatchObject({ reason: { name: 'RequestError', code: 10190 } });
  });
});
