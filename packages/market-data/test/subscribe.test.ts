/** Subscribing to quotes by name: each contract on its own, one line each, and the latest of each on request. */
import { describe, expect, it } from 'vitest';
import { forex, future, stock, type Quote } from '../src/index.js';
import { during, openLines, startWorld } from './support/world.js';

describe.each([{ fastPath: true }, { fastPath: false }])('subscribe ($fastPath)', ({ fastPath }) => {
  it('shows prices as they move, and the latest of each symbol', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const { feed, clock } = world;
    const seen = new Map<string, Quote[]>();
    const results = await during(
      clock,
      feed.subscribe(['AAPL', 'MSFT'], (symbol, quote) => {
        seen.set(symbol, [...(seen.get(symbol) ?? []), quote]);
      }),
    );
    expect([...results].map(([symbol, { ok }]) => [symbol, ok])).toEqual([
      ['AAPL', true],
      ['MSFT', true],
    ]);
    await world.until(() => (seen.get('AAPL')?.length ?? 0) > 3 && (seen.get('MSFT')?.length ?? 0) > 3, 'quotes come');
    const latest = feed.getLatestData('AAPL');
    expect(latest).toEqual(seen.get('AAPL')?.at(-1));
    expect(latest).toMatchObject({ symbol: 'AAPL', stale: false, delayed: false, marketDataType: 'live' });
    expect(latest?.bid).toBeLessThan(latest?.ask ?? 0);
    expect(feed.getLatestPrice('aapl')).toBe(latest?.last);
    expect(feed.getSubscribedSymbols()).toEqual(['AAPL', 'MSFT']);
  });

  it('fails an unknown symbol alone', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const results = await during(world.clock, world.feed.subscribe(['AAPL', 'NOSUCH', ' ']));
    expect(results.get('AAPL')).toMatchObject({ ok: true });
    expect(results.get('NOSUCH')).toMatchObject({ ok: false, error: { name: 'ContractError', reason: 'not-found' } });
    expect(results.get('')).toMatchObject({ ok: false, error: { name: 'InvalidArgumentError' } });
    expect(world.feed.getSubscribedSymbols()).toEqual(['AAPL']);
  });

  it('fails an ambiguous contract alone, with the candidates', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const es = { secType: 'FUT', symbol: 'ES', exchange: 'CME', currency: 'USD' } as const;
    const results = await during(world.clock, world.feed.subscribe([es, 'AAPL']));
    const [[name, result] = []] = [...results].filter(([, { ok }]) => !ok);
    expect(name).toContain('ES FUT');
    expect(result).toMatchObject({ error: { name: 'ContractError', reason: 'ambiguous' } });
    expect(results.get('AAPL')).toMatchObject({ ok: true });
  });

  it('takes any kind of contract and names it as the exchange does', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const wanted = [forex('EUR.USD'), future('ES', { expiry: '202609', exchange: 'CME' }), stock('SPY')];
    const results = await during(world.clock, world.feed.subscribe(wanted));
    expect([...results.keys()]).toEqual(['EUR.USD', 'ESU6', 'SPY']);
    await world.until(() => world.feed.getLatestData('EUR.USD')?.bid !== undefined, 'EUR.USD has a bid');
    expect(world.feed.getLatestPrice('EUR.USD')).toBeUndefined();
  });

  it('has one line per contract however many listen, and gives it back when the last has gone', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const { feed, sim, clock } = world;
    let first = 0;
    let second = 0;
    await during(
      clock,
      feed.subscribe(['AAPL'], () => first++),
    );
    await during(
      clock,
      feed.subscribe(['AAPL'], () => second++),
    );
    const reader = feed.quotes(['AAPL']);
    await during(clock, reader.next());
    await world.until(() => first > 2 && second > 2, 'both are called');
    expect(openLines(sim)).toHaveLength(1);
    expect(await feed.unsubscribe(['AAPL'])).toEqual(new Map([['AAPL', { ok: true }]]));
    expect(openLines(sim)).toHaveLength(1);
    await reader.return?.();
    await world.until(() => openLines(sim).length === 0, 'the line is given back');
    const before = first;
    await world.pass(2000);
    expect(first).toBe(before);
    expect(feed.getStatus().lines.used).toBe(0);
  });

  it('says of each symbol whether it was subscribed', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    await during(world.clock, world.feed.subscribe(['AAPL']));
    const results = await world.feed.unsubscribe(['AAPL', 'MSFT']);
    expect(results.get('AAPL')).toEqual({ ok: true });
    expect(results.get('MSFT')).toMatchObject({ ok: false, error: { name: 'InvalidArgumentError' } });
    expect(world.feed.getLatestData('AAPL')).toBeUndefined();
  });

  it('ends a subscription whose socket never was with a connection error', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    await world.feed.disconnect();
    await expect(world.feed.subscribe(['AAPL'])).rejects.toMatchObject({ name: 'ConnectionError' });
  });

  it('gives every tick to those who ask for it', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    let everyTick = 0;
    let eachRead = 0;
    await during(
      world.clock,
      world.feed.subscribe(['AAPL'], () => everyTick++, { everyTick: true }),
    );
    await during(
      world.clock,
      world.feed.subscribe(['AAPL'], () => eachRead++),
    );
    await world.until(() => eachRead > 5, 'quotes come');
    expect(everyTick).toBeGreaterThan(eachRead);
  });

  it('shows the generic ticks that were asked for, also when asked for later', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const { feed, clock } = world;
    await during(clock, feed.subscribe(['AAPL']));
    await during(clock, feed.subscribe(['AAPL'], undefined, { genericTicks: ['shortable', 'mark-price'] }));
    await world.until(() => feed.getLatestData('AAPL')?.generic?.shortable !== undefined, 'shortable comes');
    expect(world.requests('reqMktData').map(({ fields }) => fields[16])).toHaveLength(2);
    expect(world.events).toEqual([]);
    // @ts-expect-error an unknown group does not compile
    await expect(feed.subscribe(['AAPL'], undefined, { genericTicks: ['nonsense'] })).rejects.toMatchObject({
      name: 'InvalidArgumentError',
    });
    // @ts-expect-error an unknown group does not compile
    expect(() => feed.quotes(['AAPL'], { genericTicks: ['nonsense'] })).toThrow(/genericTicks/);
  });

  it('takes a name that is no list for a mistake, and not for a list of letters', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const { feed } = world;
    const refused = { name: 'InvalidArgumentError', argument: 'contracts' };
    const name = 'AAPL' as never;
    await expect(feed.subscribe(name)).rejects.toMatchObject(refused);
    await expect(feed.unsubscribe(name)).rejects.toMatchObject(refused);
    expect(() => feed.quotes(name)).toThrow(expect.objectContaining(refused) as Error);
    expect(world.requests('reqContractData')).toEqual([]);
  });
});
