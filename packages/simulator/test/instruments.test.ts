import { describe, expect, it } from 'vitest';
import { isTimeZone } from '../src/market/time-zone.js';
import { AAPL_CON_ID, listed, makeMarket, query } from './market-fixture.js';

describe('the catalogue', () => {
  const { market } = makeMarket();
  const all = [
    ...market.catalogue.listed,
    ...market.catalogue.futures.flatMap((root) => root.trading(market.catalogue.today)),
  ];

  it('has hundreds of instruments of every kind, each with a conId of its own', () => {
    expect(all.length).toBeGreaterThan(300);
    expect(new Set(all.map((i) => i.conId)).size).toBe(all.length);
    const kinds = new Set(all.map((i) => i.secType));
    expect(kinds).toEqual(new Set(['STK', 'CASH', 'IND', 'CRYPTO', 'CMDTY', 'BOND', 'FUND', 'CFD', 'FUT']));
    for (const symbol of ['AAPL', 'MSFT', 'GOOGL', 'SPY']) expect(listed(market, symbol).exchange).toBe('SMART');
  });

  it('knows the facts that clients rely on', () => {
    expect(market.instrument(AAPL_CON_ID)).toMatchObject({
      symbol: 'AAPL',
      secType: 'STK',
      primaryExchange: 'NASDAQ',
      currency: 'USD',
      tradingClass: 'NMS',
      longName: 'APPLE INC',
      minTick: 0.01,
    });
    expect(market.find(query({ symbol: 'EUR', secType: 'CASH', currency: 'USD', exchange: 'IDEALPRO' }))).toMatchObject(
      [{ conId: 12087792, localSymbol: 'EUR.USD', minTick: 0.00005 }],
    );
    expect(market.find(query({ symbol: 'ES', secType: 'FUT', exchange: 'CME' }))[0]).toMatchObject({
      localSymbol: 'ESH6',
      lastTradeDate: '20260320',
      contractMonth: '202603',
      multiplier: '50',
      minTick: 0.25,
    });
  });

  it.each([
    ['ES', 11004968, 'ES'],
    ['MES', 362673777, 'MES'],
    ['NQ', 11004958, 'NQ'],
    ['MNQ', 362687422, 'MNQ'],
    ['VX', 13455763, 'VIX'],
  ])('says what %s futures are on, as IBKR does', (root, conId, symbol) => {
    const [front] = market.find(query({ symbol: root, secType: 'FUT' }));
    expect(front?.underlying).toMatchObject({ conId, symbol, secType: 'IND' });
    expect(market.instrument(conId)?.symbol ?? symbol).toBe(symbol);
  });

  it('gives every instrument a zone, hours, a price rule and a sensible size', () => {
    for (const i of all) {
      expect(isTimeZone(i.hours.timeZone), i.localSymbol).toBe(true);
      expect(i.hours.hoursText(market.catalogue.today, true), i.localSymbol).toContain('-');
      expect(market.catalogue.rules.stepAt(i.marketRule, 1), i.localSymbol).toBe(i.minTick);
      expect(i.sizeIncrement, i.localSymbol).toBeGreaterThan(0);
      expect(i.currency, i.localSymbol).toMatch(/^[A-Z]{3}$/);
    }
  });

  it('makes futures and options that end after today, by the rules of their exchange', () => {
    const future = (symbol: string) => market.find(query({ symbol, secType: 'FUT' })).map((i) => i.lastTradeDate);
    expect(future('ES')).toEqual(['20260320', '20260619', '20260918', '20261218', '20270319']);
    expect(future('CL').slice(0, 2)).toEqual(['20260120', '20260220']);
    expect(future('VX').slice(0, 2)).toEqual(['20260121', '20260218']);
    const expiries = new Set(market.find(query({ symbol: 'IBM', secType: 'OPT' })).map((i) => i.lastTradeDate));
    expect([...expiries].sort().slice(0, 5)).toEqual(['20260116', '20260123', '20260130', '20260206', '20260213']);
  });

  it('makes the same option for the same conId in every simulator, on every day of its life', () => {
    const [option] = market.find(
      query({ symbol: 'SPY', secType: 'OPT', strike: 600, right: 'P', lastTradeDate: '20260320' }),
    );
    expect(option).toMatchObject({ localSymbol: 'SPY   260320P00600000', multiplier: '100', tradingClass: 'SPY' });
    const later = makeMarket();
    void later.clock.advance(0);
    expect(later.market.instrument(option!.conId)).toMatchObject({ localSymbol: option!.localSymbol });
  });

  it('has chains on a dozen underlyings and on futures', () => {
    const underlyings = new Set(market.catalogue.chains.map((chain) => chain.symbol));
    expect(underlyings.size).toBeGreaterThanOrEqual(12);
    const fop = market.find(query({ symbol: 'ES', secType: 'FOP', exchange: 'CME', right: 'C' }));
    expect(fop[0]).toMatchObject({ underlying: { symbol: 'ES', secType: 'FUT' }, tradingClass: 'ES' });
  });
});

describe('finding a contract', () => {
  const { market } = makeMarket();

  it('by symbol without currency is ambiguous, with it is not', () => {
    const stocks = market.find(query({ symbol: 'AAPL', secType: 'STK' }));
    expect(stocks.map((i) => i.currency).sort()).toEqual(['CHF', 'MXN', 'USD']);
    expect(market.find(query({ symbol: 'AAPL', secType: 'STK', currency: 'USD', exchange: 'SMART' }))).toHaveLength(1);
  });

  it('by conId, ISIN, CUSIP or local symbol', () => {
    expect(market.find(query({ conId: AAPL_CON_ID }))).toHaveLength(1);
    const byIsin = market.find(query({ secIdType: 'ISIN', secId: 'US0378331005', currency: 'USD', exchange: 'SMART' }));
    expect(byIsin.map((i) => i.conId)).toEqual([AAPL_CON_ID]);
    expect(market.find(query({ secIdType: 'CUSIP', secId: '91282CJZ5' }))).toMatchObject([{ secType: 'BOND' }]);
    expect(market.find(query({ localSymbol: 'ESH6', secType: 'FUT', exchange: 'CME' }))).toHaveLength(1);
    expect(market.find(query({ localSymbol: 'AAPL  260320C00230000', secType: 'OPT' }))).toHaveLength(1);
  });

  it('accepts the exchanges’ old names and refuses wrong ones', () => {
    const stock = { symbol: 'AAPL', secType: 'STK', currency: 'USD' };
    expect(market.find(query({ ...stock, exchange: 'SMART', primaryExchange: 'ISLAND' }))).toHaveLength(1);
    expect(market.find(query({ ...stock, exchange: 'SMART', primaryExchange: 'NYSE' }))).toHaveLength(0);
    expect(
      market.find(query({ symbol: 'ES', secType: 'FUT', exchange: 'GLOBEX', lastTradeDate: '202603' })),
    ).toHaveLength(1);
    expect(market.find(query({ symbol: 'EUR', secType: 'CASH', exchange: 'SMART' }))).toHaveLength(0);
  });

  it('tells ended futures only to those who ask for them', () => {
    const ended = query({ symbol: 'ES', secType: 'FUT', exchange: 'CME', lastTradeDate: '202509' });
    expect(market.find(ended)).toHaveLength(0);
    expect(market.find({ ...ended, includeExpired: true })).toMatchObject([{ localSymbol: 'ESU5' }]);
  });

  it('resolves a continuous future to the nearest contract', () => {
    expect(market.find(query({ symbol: 'ES', secType: 'CONTFUT', exchange: 'CME' }))).toMatchObject([
      { localSymbol: 'ESH6', secType: 'CONTFUT' },
    ]);
  });
});

describe('a user’s own instruments', () => {
  it('join the catalogue, with the defaults of a stock', () => {
    const { market } = makeMarket({
      instruments: [{ symbol: 'ACME', price: 42, minTick: 0.05, longName: 'ACME CORP' }],
    });
    const [acme] = market.find(query({ symbol: 'ACME', secType: 'STK', exchange: 'SMART' }));
    expect(acme).toMatchObject({ currency: 'USD', minTick: 0.05, longName: 'ACME CORP' });
    const { bid, ask } = market.quote(acme!.conId);
    expect(bid).toBeGreaterThan(30);
    expect((ask! - bid!).toFixed(2)).toBe('0.05');
  });

  it('may not share a conId', () => {
    const instruments = [
      { symbol: 'A1', price: 1, conId: 7 },
      { symbol: 'A2', price: 1, conId: 7 },
    ];
    expect(() => makeMarket({ instruments })).toThrow('A1 and A2 have the same conId 7');
  });
});
