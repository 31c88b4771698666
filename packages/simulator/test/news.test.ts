import { EventName } from '@stoqey/ib';
import { describe, expect, it } from 'vitest';
import { dataWorld } from './data-client.js';
import { AAPL } from './support.js';

const { newsProviders, historicalNews, historicalNewsEnd, newsArticle, updateNewsBulletin, tickNews } = EventName;

describe('news', () => {
  it('come from these providers', async () => {
    await using world = await dataWorld();
    world.client.ib.reqNewsProviders();
    const [providers] = (await world.client.next(newsProviders)) as [unknown[]];
    expect(providers).toContainEqual({ providerCode: 'BRFG', providerName: 'Briefing.com General Market Columns' });
  });

  it('of the past are told newest first, as many as were asked for, and whether there are more', async () => {
    await using world = await dataWorld();
    world.client.ib.reqHistoricalNews(1, 265598, 'BRFG+BRFUPDN+DJNL', '', '', 5);
    expect(await world.client.next(historicalNewsEnd)).toEqual([1, true]);
    const rows = world.of(historicalNews, 1) as string[][];
    expect(rows).toHaveLength(5);
    expect(rows.map(([time]) => time)).toEqual([...rows.map(([time]) => time)].sort().reverse());
    expect(rows[0]?.[0]).toMatch(/^2026-01-1\d \d\d:\d\d:\d\d\.0$/);
    expect(rows[0]?.[3]).toContain('APPLE INC');
    world.client.ib.reqHistoricalNews(2, 265598, 'BRFG', '2026-01-14 00:00:00.0', '2026-01-14 15:00:00.0', 100);
    expect(await world.client.next(historicalNewsEnd, (id: number) => id === 2)).toEqual([2, false]);
    expect(new Set(world.of(historicalNews, 2).map(([, provider]) => provider))).toEqual(new Set(['BRFG']));
  });

  it('have articles; an id that is none is 10172', async () => {
    await using world = await dataWorld();
    world.client.ib.reqHistoricalNews(1, 265598, 'BRFG+BRFUPDN+DJNL', '', '', 1);
    await world.client.next(historicalNewsEnd);
    const [, provider, articleId] = world.of(historicalNews, 1)[0] as string[];
    world.client.ib.reqNewsArticle(2, provider!, articleId!);
    const [, type, text] = (await world.client.next(newsArticle)) as [number, number, string];
    expect([type, text.length > 20]).toEqual([0, true]);
    world.client.ib.reqNewsArticle(3, 'BRFG', 'nothing');
    expect(await world.notice(3)).toMatchObject({ code: 10172 });
  });

  it('of an instrument come with its quotes, the last one at once and later ones as they happen', async () => {
    await using world = await dataWorld();
    world.client.ib.reqMktData(1, AAPL, 'mdoff,292', false, false);
    await world.advance(0);
    expect(world.of(tickNews, 1)).toHaveLength(1);
    expect(world.of(EventName.tickPrice, 1)).toEqual([]);
    // Two hours and more would be slow tick by tick; skip most of them.
    const { newsFor } = await import('../src/handlers/news-stories.js');
    const apple = world.sim.market.catalogue.instrument(265598)!;
    const later = newsFor(apple, world.clock.now() + 4 * 3_600_000, 1)[0]!;
    await world.advance(later.time - world.clock.now() + 1000);
    expect(world.of(tickNews, 1).length).toBeGreaterThan(1);
    expect(world.of(tickNews, 1).at(-1)?.[2]).toBe(later.articleId);
  });

  it('bulletins are told every hour, the last one at once when all are asked for', async () => {
    await using world = await dataWorld();
    world.client.ib.reqNewsBulletins(true);
    await world.arrived('reqNewsBulletins');
    await world.advance(2 * 3_600_000);
    expect(world.client.calls(updateNewsBulletin)).toHaveLength(3);
    world.client.ib.cancelNewsBulletins();
    await world.advance(2 * 3_600_000);
    expect(world.client.calls(updateNewsBulletin)).toHaveLength(3);
  });

  it('of the event calendar are not allowed: 10276', async () => {
    await using world = await dataWorld();
    world.client.ib.reqWshMetaData(1);
    world.client.ib.reqWshEventData(2, { conId: 265598 } as never);
    expect(await world.notice(1)).toMatchObject({ code: 10276 });
    expect(await world.notice(2)).toMatchObject({ code: 10276 });
  });
});
