/** What is asked once: snapshots, dates, distributions, sessions, option chains, news and rankings. */
import { describe, expect, it } from 'vitest';
import { future } from '../src/index.js';
import { during, openLines, startWorld } from './support/world.js';

const modes = [{ fastPath: true }, { fastPath: false }];

describe.each(modes)('asked once ($fastPath)', ({ fastPath }) => {
  it('a snapshot is a quote that costs no line afterwards', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const quote = await during(world.clock, world.feed.getSnapshot('AAPL'));
    expect(quote).toMatchObject({ symbol: 'AAPL', stale: false, delayed: false });
    expect(quote.ask).toBeGreaterThan(quote.bid ?? Infinity);
    expect(quote.close).toBeGreaterThan(0);
    expect(world.feed.getSubscribedSymbols()).toEqual([]);
    await expect(during(world.clock, world.feed.getSnapshot('NOSUCH'))).rejects.toMatchObject({
      name: 'ContractError',
    });
    expect(openLines(world.sim)).toHaveLength(1);
  });

  it('a snapshot that TWS refuses is an error and nothing else', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const { feed, clock, sim } = world;
    const told: string[] = [];
    for (const type of ['ended', 'incident', 'gap'] as const) feed.on(type, (event) => told.push(event.type));
    const competing = sim.inject({ type: 'competing-session' });
    await expect(during(clock, feed.getSnapshot('AAPL'))).rejects.toMatchObject({ name: 'RequestError', code: 10197 });
    competing.dispose();
    using _ = sim.inject({ type: 'no-market-data', symbol: 'AAPL', code: 354 });
    await expect(during(clock, feed.getSnapshot('AAPL'))).rejects.toMatchObject({ name: 'RequestError', code: 354 });
    const asked = world.requests('reqMktData').length;
    await world.pass(120_000);
    expect(world.requests('reqMktData')).toHaveLength(asked);
    expect(told).toEqual([]);
    expect(feed.getStatus().streams).toEqual([]);
  });

  it('the oldest data has a date', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const head = await during(world.clock, world.feed.getHeadTimestamp('AAPL'));
    expect(head.getTime()).toBeLessThan(Date.UTC(2020, 0, 1));
  });

  it('a histogram says how much was traded at which price', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const entries = await during(world.clock, world.feed.getHistogram('AAPL', { period: '1 day' }));
    expect(entries.length).toBeGreaterThan(10);
    expect(entries.map(({ price }) => price)).toEqual(entries.map(({ price }) => price).sort((a, b) => a - b));
    // @ts-expect-error no such unit
    await expect(world.feed.getHistogram('AAPL', { period: '3 fortnights' })).rejects.toThrow(/period/);
  });

  it('a schedule has the sessions of each trading day', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const schedule = await during(world.clock, world.feed.getSchedule('AAPL', { duration: '1 W' }));
    expect(schedule.timeZone).toBe('America/New_York');
    expect(schedule.sessions.length).toBeGreaterThanOrEqual(5);
    const day = schedule.sessions.find(({ date }) => date === '2026-07-14');
    expect(day?.opens.toISOString()).toBe('2026-07-14T13:30:00.000Z');
    expect(day?.closes.toISOString()).toBe('2026-07-14T20:00:00.000Z');
  });

  it('an option chain has expirations and strikes, and a slice of it has greeks', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const { feed, clock } = world;
    const chains = await during(clock, feed.getOptionChain('AAPL'));
    const chain = chains.find(({ exchange }) => exchange === 'SMART') ?? chains[0];
    expect(chain?.expirations.length).toBeGreaterThan(2);
    expect(chain?.expirations[0]).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    const price = (await during(clock, feed.getSnapshot('AAPL'))).last ?? 0;
    const expiration = chain?.expirations[1] ?? '';
    const near = (chain?.strikes ?? []).filter((strike) => Math.abs(strike / price - 1) < 0.03);
    const slice = await during(clock, feed.getOptionQuotes('AAPL', { expiration, strikes: near.slice(0, 2) }));
    expect(slice.length).toBeGreaterThanOrEqual(2);
    for (const { quote, right, error } of slice) {
      expect(error).toBeUndefined();
      expect(Math.sign(quote?.greeks?.model?.delta ?? 0)).toBe(right === 'C' ? 1 : -1);
      expect(quote?.greeks?.model?.impliedVolatility).toBeGreaterThan(0);
    }
    await expect(feed.getOptionQuotes('AAPL', { expiration: '20260821' })).rejects.toThrow(/expiration/);
  });

  it('news has providers, headlines and articles', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const { feed, clock } = world;
    const providers = await during(clock, feed.getNewsProviders());
    expect(providers.length).toBeGreaterThan(0);
    const headlines = await during(clock, feed.getNews('AAPL', { count: 5 }));
    expect(headlines.length).toBeGreaterThan(0);
    const [first] = headlines;
    expect(first?.time.getTime()).toBeLessThanOrEqual(clock.now());
    const article = await during(
      clock,
      feed.getNewsArticle({ provider: first?.provider ?? '', articleId: first?.articleId ?? '' }),
    );
    expect(article.text.length).toBeGreaterThan(0);
  });

  it('a scanner ranks, once or as it changes', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const { feed, clock } = world;
    const rows = await during(clock, feed.getScan({ scanCode: 'TOP_PERC_GAIN', rows: 5 }));
    expect(rows.map(({ rank }) => rank)).toEqual([0, 1, 2, 3, 4].slice(0, rows.length));
    expect(rows[0]?.contract.conId).toBeGreaterThan(0);
    const reader = feed.scans({ scanCode: 'MOST_ACTIVE', rows: 3 });
    expect((await during(clock, reader.next())).value?.length).toBeGreaterThan(0);
    await reader.return?.();
    await world.until(() => world.requests('cancelScannerSubscription').length >= 1, 'it is cancelled');
    // @ts-expect-error no such code
    await expect(feed.getScan({ scanCode: 'BEST_FRIENDS' })).rejects.toThrow(/scanCode/);
  });

  it('the zone of an exchange is named, to show times in', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const { feed, clock } = world;
    expect(await during(clock, feed.getTimeZone('AAPL'))).toBe('America/New_York');
    expect(await during(clock, feed.getTimeZone(future('ES', { expiry: '202609', exchange: 'CME' })))).toBe(
      'America/Chicago',
    );
    await expect(during(clock, feed.getTimeZone('NOSUCH'))).rejects.toMatchObject({ name: 'ContractError' });
  });

  it('an impossible question is refused before it is asked', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const { feed, clock } = world;
    const never = new Date(NaN);
    const ahead = new Date(clock.now() + 1000);
    await expect(feed.getNews('AAPL', { count: 301 })).rejects.toMatchObject({ argument: 'count' });
    await expect(feed.getNews('AAPL', { start: ahead })).rejects.toMatchObject({ argument: 'start' });
    await expect(feed.getNews('AAPL', { end: never })).rejects.toMatchObject({ argument: 'end' });
    expect(await during(clock, feed.getNews('AAPL', { end: ahead, providers: [] }))).toEqual([]);
    expect(await during(clock, feed.getNews('AAPL', { providers: [] }))).toEqual([]);
    await expect(during(clock, feed.getSchedule('AAPL', { end: never }))).rejects.toMatchObject({ argument: 'end' });
    // @ts-expect-error no such unit
    await expect(during(clock, feed.getSchedule('AAPL', { duration: '3 H' }))).rejects.toThrow(/duration/);
    // @ts-expect-error no such kind of data
    const rumours = feed.getHeadTimestamp('AAPL', { whatToShow: 'RUMOURS' });
    await expect(during(clock, rumours)).rejects.toMatchObject({ argument: 'whatToShow' });
    // @ts-expect-error no bars of it are live
    expect(() => feed.bars('AAPL', { whatToShow: 'FEE_RATE' })).toThrow(/whatToShow/);
    expect(() => feed.depth('AAPL', { rows: 0 })).toThrow(/rows/);
    expect(() => feed.ticks('AAPL', 'trades', { bufferLimit: 0 })).toThrow(/bufferLimit/);
    for (const name of ['reqHistoricalNews', 'reqHistoricalData', 'reqHeadTimestamp', 'reqMktDepth'] as const) {
      expect(world.requests(name)).toEqual([]);
    }
  });

  it('a question that TWS does not answer has an end', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    using _ = world.sim.inject({ type: 'ignore', message: 'reqHeadTimestamp' });
    const asked = world.feed.getHeadTimestamp('AAPL', { timeoutMs: 3000 });
    await expect(during(world.clock, asked)).rejects.toMatchObject({ name: 'TimeoutError', timeoutMs: 3000 });
  });
});
