/** Contracts without a live subscription: delayed data, visibly, and live again as soon as it may be. */
import { describe, expect, it } from 'vitest';
import { ledgerOf } from './support/ledger.js';
import { during, openLines, startWorld } from './support/world.js';

const modes = [{ fastPath: true }, { fastPath: false }];

describe.each(modes)('without a live subscription ($fastPath)', ({ fastPath }) => {
  it('falls to delayed data for that contract alone, and says so', async () => {
    await using world = await startWorld({ feed: { fastPath }, sim: { subscriptions: ['CASH'] } });
    const eur = { secType: 'CASH', symbol: 'EUR', currency: 'USD', exchange: 'IDEALPRO' } as const;
    const results = await during(world.clock, world.feed.subscribe(['AAPL', eur]));
    expect([...results.values()].map(({ ok }) => ok)).toEqual([true, true]);
    await world.until(() => world.feed.getLatestData('AAPL')?.bid !== undefined, 'AAPL has a bid');
    await world.until(() => world.feed.getLatestData('EUR.USD')?.bid !== undefined, 'EUR.USD has a bid');
    expect(world.feed.getLatestData('AAPL')).toMatchObject({ delayed: true, marketDataType: 'delayed' });
    expect(world.feed.getLatestData('EUR.USD')).toMatchObject({ delayed: false, marketDataType: 'live' });
    expect(world.events).toMatchObject([{ type: 'market-data-type', symbol: 'AAPL', from: 'live', to: 'delayed' }]);
    // Live, then delayed for the one that was refused, then nothing more: one line each.
    expect(openLines(world.sim)).toHaveLength(2);
    expect(world.requests('reqMarketDataType').map(({ fields }) => fields[1])).toEqual(['3']);
  });

  it('asks again for live data now and then, and upgrades itself', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const fault = world.sim.inject({ type: 'no-market-data', symbol: 'AAPL', code: 10089 });
    await during(world.clock, world.feed.subscribe(['AAPL']));
    await world.until(() => world.feed.getLatestData('AAPL')?.delayed === true, 'AAPL is delayed');
    fault.dispose();
    await world.pass(60_000);
    expect(world.feed.getLatestData('AAPL')?.delayed).toBe(true);
    await world.pass(300_000);
    await world.until(() => world.feed.getLatestData('AAPL')?.delayed === false, 'AAPL is live');
    expect(world.events.map((event) => (event.type === 'market-data-type' ? event.to : event.type))).toEqual([
      'delayed',
      'live',
    ]);
    expect(openLines(world.sim)).toHaveLength(1);
  });

  it('refuses the contract when live data was insisted on', async () => {
    await using world = await startWorld({
      feed: { fastPath, marketDataType: 'live' },
      sim: { subscriptions: ['CASH'] },
    });
    const results = await during(world.clock, world.feed.subscribe(['AAPL']));
    expect(results.get('AAPL')).toMatchObject({ ok: false, error: { name: 'RequestError' } });
    expect(world.feed.getSubscribedSymbols()).toEqual([]);
    expect(world.feed.getStatus().lines.used).toBe(0);
  });

  it('gives back what TWS holds without serving it when live data was insisted on', async () => {
    await using world = await startWorld({ feed: { fastPath, marketDataType: 'live' } });
    const fault = world.sim.inject({ type: 'no-market-data', symbol: 'AAPL', code: 10089 });
    const results = await during(world.clock, world.feed.subscribe(['AAPL']));
    expect(results.get('AAPL')).toMatchObject({ ok: false, error: { name: 'RequestError', code: 10089 } });
    fault.dispose();
    await world.pass(60_000);
    const { requested, cancelled } = ledgerOf(world.sim, 'reqMktData');
    expect(cancelled).toEqual(requested);
    expect(requested).toHaveLength(1);
  });

  it('refuses the contract when there is not even delayed data', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    using _ = world.sim.inject({ type: 'no-market-data', symbol: 'AAPL', code: 354 });
    const results = await during(world.clock, world.feed.subscribe(['AAPL', 'MSFT']));
    expect(results.get('AAPL')).toMatchObject({ ok: false, error: { name: 'RequestError', code: 354 } });
    expect(results.get('MSFT')).toMatchObject({ ok: true });
  });

  it('takes delayed data from the start when told to', async () => {
    await using world = await startWorld({ feed: { fastPath, marketDataType: 'delayed' }, sim: { subscriptions: [] } });
    await during(world.clock, world.feed.subscribe(['AAPL']));
    await world.until(() => world.feed.getLatestData('AAPL')?.last !== undefined, 'AAPL has a price');
    expect(world.feed.getLatestData('AAPL')).toMatchObject({ delayed: true });
    expect(world.requests('reqMktData')).toHaveLength(1);
  });

  it('takes a delayed snapshot when there is no live one', async () => {
    await using world = await startWorld({ feed: { fastPath }, sim: { subscriptions: [] } });
    const quote = await during(world.clock, world.feed.getSnapshot('AAPL'));
    expect(quote).toMatchObject({ symbol: 'AAPL', delayed: true });
    expect(quote.bid).toBeGreaterThan(0);
  });
});
