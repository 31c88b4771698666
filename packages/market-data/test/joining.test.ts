/** Readers that join, double and leave: what they are shown at once, and what it costs. */
import { describe, expect, it } from 'vitest';
import { future, stock, type Depth, type Quote, type Tick } from '../src/index.js';
import { ledgerOf } from './support/ledger.js';
import { during, openLines, startWorld, type World } from './support/world.js';

const modes = [{ fastPath: true }, { fastPath: false }];

async function subscribed(fastPath: boolean): Promise<World> {
  const world = await startWorld({ feed: { fastPath } });
  await during(world.clock, world.feed.subscribe(['AAPL']));
  await world.until(() => world.feed.getLatestData('AAPL')?.bid !== undefined, 'quotes come');
  return world;
}

/** What the next moment brings, without letting time pass. */
async function atOnce<T>(reader: AsyncIterableIterator<T, undefined>): Promise<T | undefined> {
  let value: T | undefined;
  void reader.next().then((result) => (value = result.value));
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  return value;
}

describe.each(modes)('who joins a contract that others read ($fastPath)', ({ fastPath }) => {
  it('is shown what is known, though the market is silent', async () => {
    await using world = await subscribed(fastPath);
    world.sim.inject({ type: 'freeze', symbol: 'AAPL' });
    await world.pass(1000);
    const known = world.feed.getLatestData('AAPL');
    const shown: Quote[] = [];
    await world.feed.subscribe(['AAPL'], (_symbol, quote) => shown.push(quote));
    expect(shown).toEqual([known]);
    expect(await atOnce(world.feed.quotes(['AAPL']))).toEqual(known);
    expect(ledgerOf(world.sim, 'reqMktData').requested).toHaveLength(1);
  });

  it('is shown the book as it stands', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const first = world.feed.depth('AAPL');
    await during(world.clock, first.next());
    await world.pass(2000);
    world.sim.inject({ type: 'freeze', symbol: 'AAPL' });
    await world.pass(1000);
    const known: Depth | undefined = await atOnce(first);
    expect(known?.bids.length).toBeGreaterThan(2);
    expect(await atOnce(world.feed.depth('AAPL'))).toEqual(known);
    expect(ledgerOf(world.sim, 'reqMktDepth').requested).toHaveLength(1);
  });

  it('gets the ticks of the past that it asked for', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const seen: Tick[] = [];
    const stop = world.feed.onTick('AAPL', 'trades', (tick) => seen.push(tick), { history: 20 });
    await world.until(() => seen.length > 90, 'ticks come');
    world.sim.inject({ type: 'freeze', symbol: 'AAPL' });
    await world.pass(1000);
    const late: Tick[] = [];
    world.feed.onTick('AAPL', 'trades', (tick) => late.push(tick), { history: 20 });
    await world.pass(100);
    expect(late).toEqual(seen.slice(-20));
    expect(ledgerOf(world.sim, 'reqTickByTickData').requested).toHaveLength(1);
    stop();
  });

  it('with more generic ticks has them on the same line, and nobody notices', async () => {
    await using world = await subscribed(fastPath);
    const wants = { genericTicks: ['shortable'] } as const;
    await during(
      world.clock,
      world.feed.subscribe(['AAPL'], () => undefined, wants),
    );
    await world.until(() => world.feed.getLatestData('AAPL')?.generic?.shortable === 3, 'shortable comes');
    const { requested, cancelled, open } = ledgerOf(world.sim, 'reqMktData');
    expect([requested.length, cancelled, open]).toEqual([2, requested.slice(0, 1), requested.slice(1)]);
    expect(world.events).toEqual([]);
    // Nobody wants less than is there already: no further request.
    await during(
      world.clock,
      world.feed.subscribe(['AAPL'], () => 1, wants),
    );
    expect(openLines(world.sim)).toEqual(open);
  });

  it('with generic ticks that TWS does not know for the contract goes alone', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const es = future('ES', { expiry: '202609', exchange: 'CME' });
    let calls = 0;
    await during(
      world.clock,
      world.feed.subscribe([es], () => calls++),
    );
    const wants = { genericTicks: ['fundamental-ratios'] } as const;
    const results = await during(
      world.clock,
      world.feed.subscribe([es], () => undefined, wants),
    );
    expect(results.get('ESU6')).toMatchObject({ ok: false, error: { name: 'RequestError', code: 321 } });
    await expect(during(world.clock, world.feed.quotes([es], wants).next())).resolves.toMatchObject({
      value: { symbol: 'ESU6' },
    });
    const before = calls;
    await world.until(() => calls > before + 3, 'the first goes on');
    expect(world.feed.getSubscribedSymbols()).toEqual(['ESU6']);
    expect(openLines(world.sim)).toHaveLength(1);
    expect(world.events.filter(({ type }) => type === 'ended')).toEqual([]);
  });
});

describe.each(modes)('who subscribes twice ($fastPath)', ({ fastPath }) => {
  it('with the same callback is called once', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const seen: Date[] = [];
    const onQuote = (_symbol: string, quote: Quote): void => void seen.push(quote.time);
    await during(world.clock, world.feed.subscribe(['AAPL', 'aapl', ' AAPL '], onQuote));
    await during(world.clock, world.feed.subscribe(['AAPL'], onQuote));
    await world.pass(3000);
    expect(seen.length).toBeGreaterThan(3);
    expect(new Set(seen).size).toBe(seen.length);
    expect(openLines(world.sim)).toHaveLength(1);
    await world.feed.unsubscribe(['AAPL']);
    await world.until(() => openLines(world.sim).length === 0, 'the line is given back');
  });

  it('one contract over several exchanges has a name for each', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const routes = ['SMART', 'NASDAQ', 'ARCA'].map((exchange) => ({
      ...stock('AAPL', { exchange }),
    }));
    const results = await during(world.clock, world.feed.subscribe(routes));
    expect(results.size).toBe(new Set([...results.values()].map((r) => (r.ok ? r.contract.exchange : ''))).size);
    expect(world.feed.getSubscribedSymbols()).toEqual([...results.keys()]);
    expect(world.feed.getSubscribedContracts().map(({ symbol }) => symbol)).toEqual(routes.map(() => 'AAPL'));
    for (const route of routes.toReversed()) {
      const [[name, result] = []] = await world.feed.unsubscribe([route]);
      expect([name, result]).toEqual([expect.stringMatching(/^AAPL/), { ok: true }]);
    }
    expect(world.feed.getSubscribedSymbols()).toEqual([]);
    await world.until(() => openLines(world.sim).length === 0, 'all lines are given back');
  });
});

describe.each(modes)('who leaves ($fastPath)', ({ fastPath }) => {
  it('may use the words it came with', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const es = future('ES', { expiry: '202609', exchange: 'CME' });
    const [[, result] = []] = await during(world.clock, world.feed.subscribe([es]));
    expect(await world.feed.unsubscribe([es])).toEqual(new Map([['ESU6', { ok: true }]]));
    await during(world.clock, world.feed.subscribe([es]));
    const contract = result?.ok === true ? result.contract : es;
    expect(await world.feed.unsubscribe([contract])).toEqual(new Map([['ESU6', { ok: true }]]));
    await during(world.clock, world.feed.subscribe([es]));
    expect(await world.feed.unsubscribe(['ESU6'])).toEqual(new Map([['ESU6', { ok: true }]]));
    await world.until(() => openLines(world.sim).length === 0, 'the line is given back');
  });

  it('before it was accepted is told so, and holds nothing', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    await during(world.clock, world.feed.qualify('AAPL'));
    using _ = world.sim.inject({ type: 'delay', ms: 1500 });
    const asked = world.feed.subscribe(['AAPL']);
    await world.until(() => world.requests('reqMktData').length === 1, 'it is asked for');
    await world.feed.unsubscribe(['AAPL']);
    expect((await asked).get('AAPL')).toMatchObject({
      ok: false,
      error: { name: 'ConnectionError', reason: 'closed' },
    });
    await world.until(() => openLines(world.sim).length === 0, 'the line is given back');
    const again = world.feed.subscribe(['AAPL']);
    await world.until(() => world.requests('reqMktData').length === 2, 'it is asked for again');
    await world.feed.disconnect();
    expect((await again).get('AAPL')).toMatchObject({ ok: false, error: { name: 'ConnectionError' } });
  });

  it('by an abort leaves nothing of that call behind', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    await during(world.clock, Promise.all([world.feed.subscribe(['SPY']), world.feed.qualify('AAPL')]));
    using _ = world.sim.inject({ type: 'delay', ms: 1500 });
    const stopping = new AbortController();
    const asked = world.feed.subscribe(['AAPL', 'SPY'], () => undefined, { signal: stopping.signal });
    await world.until(() => world.requests('reqMktData').length === 2, 'it is asked for');
    stopping.abort(new Error('never mind'));
    await expect(asked).rejects.toThrow('never mind');
    expect(world.feed.getSubscribedSymbols()).toEqual(['SPY']);
    await world.until(() => openLines(world.sim).length === 1, 'the line is given back');
  });
});
