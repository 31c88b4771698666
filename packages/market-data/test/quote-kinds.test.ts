/** Quotes of everything that is traded, and everything that TWS can say beside them. */
import { describe, expect, it } from 'vitest';
import {
  bond,
  combo,
  continuousFuture,
  crypto,
  forex,
  future,
  index,
  option,
  type Contract,
  type FeedEvent,
  type GenericTick,
  type Quote,
} from '../src/index.js';
import { during, openLines, startWorld, type World } from './support/world.js';

const modes = [{ fastPath: true }, { fastPath: false }];

async function quoteOf(world: World, contract: Contract, genericTicks: readonly GenericTick[] = []): Promise<Quote> {
  const results = await during(world.clock, world.feed.subscribe([contract], undefined, { genericTicks }));
  const [[name, result] = ['']] = results;
  if (result?.ok === false) throw result.error;
  await world.until(() => world.feed.getLatestData(name) !== undefined, `${name} has a quote`);
  await world.pass(20_000);
  const quote = world.feed.getLatestData(name);
  if (quote === undefined) throw new Error('lost');
  return quote;
}

const KINDS: readonly { readonly name: string; readonly contract: Contract; readonly has: 'last' | 'bid' }[] = [
  { name: 'a stock', contract: { secType: 'STK', symbol: 'SPY', exchange: 'SMART', currency: 'USD' }, has: 'last' },
  { name: 'a future', contract: future('ES', { expiry: '202609', exchange: 'CME' }), has: 'last' },
  { name: 'a continuous future', contract: continuousFuture('ES', { exchange: 'CME' }), has: 'last' },
  { name: 'a currency pair', contract: forex('USD.JPY'), has: 'bid' },
  { name: 'an index', contract: index('SPX', { exchange: 'CBOE' }), has: 'last' },
  { name: 'a coin', contract: crypto('BTC'), has: 'last' },
  { name: 'a bond', contract: { ...bond('AAPL'), conId: 600100004 }, has: 'bid' },
  { name: 'a metal', contract: { secType: 'CMDTY', symbol: 'XAUUSD', exchange: 'SMART', currency: 'USD' }, has: 'bid' },
  { name: 'a CFD', contract: { secType: 'CFD', symbol: 'IBUS500', exchange: 'SMART', currency: 'USD' }, has: 'bid' },
  {
    name: 'a fund',
    contract: { secType: 'FUND', symbol: 'VFINX', exchange: 'FUNDSERV', currency: 'USD' },
    has: 'last',
  },
];

describe.each(modes)('quotes ($fastPath)', ({ fastPath }) => {
  it.each(KINDS)('of $name', async ({ contract, has }) => {
    await using world = await startWorld({ feed: { fastPath } });
    const quote = await quoteOf(world, contract);
    expect(quote[has]).toBeGreaterThan(0);
    expect(quote.contract.secType).toBe(contract.secType);
    expect(openLines(world.sim)).toHaveLength(1);
  });

  it('of a combination, whose price may be negative, on one line for all its readers', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const legs = await during(world.clock, Promise.all(['AAPL', 'MSFT'].map((symbol) => world.feed.qualify(symbol))));
    const spread = combo(
      'AAPL',
      legs.map(({ conId }, i) => ({ conId, ratio: 1, action: i === 0 ? 'BUY' : 'SELL', exchange: 'SMART' }) as const),
    );
    const quote = await quoteOf(world, spread);
    expect(quote.bid).toBeLessThan(quote.ask ?? -Infinity);
    expect(quote.bid).toBeLessThan(0);
    const again = { ...spread, legs: spread.legs?.map((leg) => ({ ...leg })) };
    const reader = world.feed.quotes([again as typeof spread]);
    expect((await during(world.clock, reader.next())).value?.bid).toBe(quote.bid);
    expect(openLines(world.sim)).toHaveLength(1);
    const [[, result] = []] = await world.feed.unsubscribe([again as typeof spread]);
    expect(result).toEqual({ ok: true });
    expect(world.feed.getStatus().lines.used).toBe(1);
  });

  it('of an option carry its four computations', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const spot = (await during(world.clock, world.feed.getSnapshot('AAPL'))).last ?? 0;
    const [chain] = await during(world.clock, world.feed.getOptionChain('AAPL'));
    const strike = chain?.strikes.find((candidate) => candidate > spot) ?? 0;
    const expiry = chain?.expirations.at(3)?.replaceAll('-', '') ?? '';
    const quote = await quoteOf(world, option('AAPL', { expiry, strike, right: 'C' }));
    const { greeks } = quote;
    for (const set of [greeks?.bid, greeks?.ask, greeks?.last, greeks?.model]) {
      expect(set?.impliedVolatility).toBeGreaterThan(0);
      expect(set?.delta).toBeGreaterThan(0);
      expect(set?.delta).toBeLessThan(1);
      expect(set?.underlyingPrice).toBeGreaterThan(0);
    }
    expect(greeks?.bid?.impliedVolatility).toBeLessThanOrEqual(greeks?.ask?.impliedVolatility ?? 0);
    expect(greeks?.model?.gamma).toBeGreaterThan(0);
    expect(greeks?.model?.theta).toBeLessThan(0);
    expect(greeks?.bid?.price).toBe(quote.bid);
  });

  it('of delayed options carry theirs in the same places', async () => {
    await using world = await startWorld({ feed: { fastPath }, sim: { subscriptions: ['CASH'] } });
    const [chain] = await during(world.clock, world.feed.getOptionChain('AAPL'));
    const expiry = chain?.expirations.at(3)?.replaceAll('-', '') ?? '';
    const strike = chain?.strikes.at(Math.floor(chain.strikes.length / 2)) ?? 0;
    const quote = await quoteOf(world, option('AAPL', { expiry, strike, right: 'P' }));
    expect(quote.delayed).toBe(true);
    expect(quote.greeks?.model?.delta).toBeLessThan(0);
  });

  it('say that it trades, and where, by the names of the exchanges', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const quote = await quoteOf(world, { secType: 'STK', symbol: 'AAPL', exchange: 'SMART', currency: 'USD' });
    expect(quote.halted).toBe('trading');
    for (const name of [quote.bidExchanges?.[0], quote.askExchanges?.[0], quote.lastExchange]) {
      expect(name).toMatch(/^[A-Z]{3,}$/);
    }
    expect(world.requests('reqSmartComponents')).toHaveLength(1);
    expect(quote.lastTime?.getTime()).toBeLessThanOrEqual(world.clock.now());
    expect(world.clock.now() - (quote.lastTime?.getTime() ?? 0)).toBeLessThan(30_000);
  });

  it('have the names of the exchanges also when the first answer was lost', async () => {
    await using world = await startWorld({ feed: { fastPath, reconnect: { initialDelayMs: 50, maxDelayMs: 50 } } });
    world.sim.inject({ type: 'drop', when: 'before', message: 'reqSmartComponents' });
    const quote = await quoteOf(world, { secType: 'STK', symbol: 'AAPL', exchange: 'SMART', currency: 'USD' });
    expect(quote.bidExchanges?.[0]).toMatch(/^[A-Z]{3,}$/);
    expect(world.requests('reqSmartComponents')).toHaveLength(2);
  });
});

/** By what is asked for, what then comes: as much of it as the simulator has. */
const GENERIC: Readonly<Partial<Record<GenericTick, readonly string[]>>> = {
  'option-volume': ['callVolume', 'putVolume'],
  'option-open-interest': ['callOpenInterest', 'putOpenInterest'],
  'historical-volatility': ['historicalVolatility'],
  'average-option-volume': ['averageOptionVolume'],
  'implied-volatility': ['impliedVolatility'],
  'price-ranges': ['low13Week', 'high13Week', 'low26Week', 'high26Week', 'low52Week', 'high52Week', 'averageVolume'],
  'mark-price': ['markPrice'],
  auction: ['auctionVolume', 'auctionPrice', 'auctionImbalance'],
  'rt-volume': ['rtVolume'],
  shortable: ['shortable', 'shortableShares'],
  'trade-count': ['tradeCount'],
  'trade-rate': ['tradeRate'],
  'volume-rate': ['volumeRate'],
  'last-rth-trade': ['lastRthTrade'],
  'rt-trade-volume': ['rtTradeVolume'],
  'rt-historical-volatility': ['rtHistoricalVolatility'],
  dividends: ['dividends'],
  'etf-nav-bid-ask': ['etfNavBid', 'etfNavAsk'],
  'etf-nav-last': ['etfNavLast'],
  'short-term-volume': ['volume3Minutes', 'volume5Minutes', 'volume10Minutes'],
};
const SPY = { secType: 'STK', symbol: 'SPY', exchange: 'SMART', currency: 'USD' } as const;

describe.each(modes)('generic ticks ($fastPath)', ({ fastPath }) => {
  it('that were asked for by name are shown by name, all on one line', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const { generic = {} } = await quoteOf(world, SPY, Object.keys(GENERIC) as GenericTick[]);
    expect(Object.keys(generic)).toEqual(expect.arrayContaining(Object.values(GENERIC).flat()));
    expect(generic.rtVolume?.price).toBeGreaterThan(0);
    expect(generic.rtVolume?.time?.getTime()).toBeLessThanOrEqual(world.clock.now());
    expect(generic.dividends?.nextDate).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(openLines(world.sim)).toHaveLength(1);
  });

  it('that were not asked for do not come', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    expect((await quoteOf(world, SPY)).generic).toBeUndefined();
  });

  it.each([
    {
      name: 'an index',
      contract: index('SPX', { exchange: 'CBOE' }),
      tick: 'index-future-premium',
      has: 'indexFuturePremium',
    },
    {
      name: 'a future',
      contract: future('ES', { expiry: '202609', exchange: 'CME' }),
      tick: 'futures-open-interest',
      has: 'futuresOpenInterest',
    },
    { name: 'a bond', contract: { ...bond('AAPL'), conId: 600100004 }, tick: 'bond-factor', has: 'bondFactor' },
  ] as const)('of $name', async ({ contract, tick, has }) => {
    await using world = await startWorld({ feed: { fastPath } });
    expect((await quoteOf(world, contract, [tick])).generic?.[has]).toBeDefined();
  });

  it('of news are events', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const news: Extract<FeedEvent, { type: 'news' }>[] = [];
    world.feed.on('news', (event) => news.push(event));
    await quoteOf(world, SPY, ['news']);
    await world.pass(3_600_000);
    expect(news.length).toBeGreaterThan(0);
    const [first] = news;
    expect(first?.symbol).toBe('SPY');
    expect(first?.headline.provider).toMatch(/\w/);
    expect(first?.headline.headline).toMatch(/\w/);
    expect(Math.abs((first?.headline.time.getTime() ?? 0) - world.clock.now())).toBeLessThan(30 * 86_400_000);
  });
});
