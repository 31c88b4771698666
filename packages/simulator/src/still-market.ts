/** A market that stands still: a handful of instruments with fixed quotes. Stands in until a price process is given. */

import type { ContractQuery, Instrument, Level, MarketEvent, MarketPort, Quote } from './market-port.js';

const STOCKS: readonly (readonly [conId: number, symbol: string, exchange: string, price: number])[] = [
  [265598, 'AAPL', 'NASDAQ', 250],
  [272093, 'MSFT', 'NASDAQ', 480],
  [208813719, 'GOOGL', 'NASDAQ', 310],
  [756733, 'SPY', 'ARCA', 690],
];

export class StillMarket implements MarketPort {
  readonly #instruments = new Map<number, Instrument>();
  readonly #quotes = new Map<number, Quote>();
  readonly #listeners = new Set<(event: MarketEvent) => void>();

  constructor() {
    for (const [conId, symbol, exchange, price] of STOCKS) this.#add(stock(conId, symbol, exchange), price, 0.01, 500);
    this.#add(EURUSD, 1.1655, 0.00005, 1_000_000);
    this.#add(ES, 6950, 0.25, 20);
  }

  setPrice(symbol: string, price: Partial<Quote>): void {
    const instrument = [...this.#instruments.values()].find((i) => i.symbol === symbol);
    const before = instrument && this.#quotes.get(instrument.conId);
    if (!before) throw new RangeError(`no instrument ${symbol}`);
    const quote = { ...before, ...price };
    this.#quotes.set(instrument.conId, quote);
    for (const listener of this.#listeners) listener({ instrument, quote });
  }

  find(query: ContractQuery): readonly Instrument[] {
    if (query.conId !== 0) return [...this.#instruments.values()].filter((i) => i.conId === query.conId);
    return [...this.#instruments.values()].filter(
      (i) => (i.symbol === query.symbol || i.localSymbol === query.localSymbol) && i.secType === query.secType,
    );
  }

  instrument(conId: number): Instrument | undefined {
    return this.#instruments.get(conId);
  }

  quote(conId: number): Quote {
    return this.#quotes.get(conId) ?? NO_QUOTE;
  }

  levels(conId: number): { readonly bids: readonly Level[]; readonly asks: readonly Level[] } {
    const { bid, bidSize, ask, askSize } = this.quote(conId);
    return {
      bids: bid === undefined ? [] : [{ price: bid, size: bidSize }],
      asks: ask === undefined ? [] : [{ price: ask, size: askSize }],
    };
  }

  onEvent(listener: (event: MarketEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  watch(): () => void {
    return () => undefined;
  }

  isOpen(): boolean {
    return true;
  }

  session(): undefined {
    return undefined;
  }

  exchangeRate(from: string, to: string): number {
    if (from === to) return 1;
    const eurUsd = this.quote(EURUSD.conId).last ?? 1;
    if (from === 'EUR' && to === 'USD') return eurUsd;
    return from === 'USD' && to === 'EUR' ? 1 / eurUsd : 1;
  }

  close(): void {
    this.#listeners.clear();
  }

  #add(instrument: Instrument, price: number, spread: number, size: number): void {
    this.#instruments.set(instrument.conId, instrument);
    this.#quotes.set(instrument.conId, {
      bid: price - spread,
      bidSize: size,
      ask: price + spread,
      askSize: size,
      last: price,
      lastSize: size,
      close: price,
      volume: 0,
    });
  }
}

const NO_QUOTE: Quote = {
  bid: undefined,
  bidSize: 0,
  ask: undefined,
  askSize: 0,
  last: undefined,
  lastSize: 0,
  close: undefined,
  volume: undefined,
};

function stock(conId: number, symbol: string, primaryExchange: string): Instrument {
  return {
    conId,
    symbol,
    secType: 'STK',
    lastTradeDate: '',
    strike: 0,
    right: '',
    multiplier: '',
    primaryExchange,
    validExchanges: ['SMART', primaryExchange],
    currency: 'USD',
    localSymbol: symbol,
    tradingClass: primaryExchange === 'NASDAQ' ? 'NMS' : symbol,
    minTick: 0.01,
    sizeIncrement: 0.0001,
  };
}

const EURUSD: Instrument = {
  ...stock(12087792, 'EUR', 'IDEALPRO'),
  secType: 'CASH',
  validExchanges: ['IDEALPRO', 'SMART'],
  localSymbol: 'EUR.USD',
  tradingClass: 'EUR.USD',
  minTick: 0.00005,
  sizeIncrement: 1,
};

const ES: Instrument = {
  ...stock(649180678, 'ES', 'CME'),
  secType: 'FUT',
  lastTradeDate: '20260320',
  multiplier: '50',
  validExchanges: ['CME'],
  localSymbol: 'ESH6',
  tradingClass: 'ES',
  minTick: 0.25,
  sizeIncrement: 1,
};
