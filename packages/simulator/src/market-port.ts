/**
 * What orders, accounts and handlers need to know about the market: which instruments there are, what they are quoted
 * at, and when that changes. `market/` implements it; nothing here knows how prices are made.
 */

/** One tradable contract. Empty text where a contract of its kind has no such property. */
export interface Instrument {
  readonly conId: number;
  readonly symbol: string;
  /** STK, OPT, FUT, FOP, IND, CASH, CFD, BOND, FUND, CMDTY, CRYPTO, BAG … */
  readonly secType: string;
  /** `YYYYMMDD` of options and futures. */
  readonly lastTradeDate: string;
  /** 0 when it has none. */
  readonly strike: number;
  /** `C`, `P` or empty. */
  readonly right: string;
  /** As text, `'50'`; empty means 1. */
  readonly multiplier: string;
  /** The listing exchange, `NASDAQ`. */
  readonly primaryExchange: string;
  /** Where an order may be routed, `SMART` among them. */
  readonly validExchanges: readonly string[];
  readonly currency: string;
  readonly localSymbol: string;
  readonly tradingClass: string;
  /** The smallest price step. */
  readonly minTick: number;
  /** The smallest quantity step: 1 for most, 0.0001 where fractions trade. */
  readonly sizeIncrement: number;
}

/** The best prices now; `undefined` when there is none. Sizes are in units (shares, contracts). */
export interface Quote {
  readonly bid: number | undefined;
  readonly bidSize: number;
  readonly ask: number | undefined;
  readonly askSize: number;
  readonly last: number | undefined;
  readonly lastSize: number;
  /** Yesterday's closing price. */
  readonly close: number | undefined;
  /** Traded today, in units. */
  readonly volume: number | undefined;
}

/** A contract as a client describes it; empty fields match anything. */
export interface ContractQuery {
  readonly conId: number;
  readonly symbol: string;
  readonly secType: string;
  readonly lastTradeDate: string;
  readonly strike: number;
  readonly right: string;
  readonly multiplier: string;
  readonly exchange: string;
  readonly primaryExchange: string;
  readonly currency: string;
  readonly localSymbol: string;
  readonly tradingClass: string;
  readonly secIdType: string;
  readonly secId: string;
}

/** Something happened in one instrument: its quote after the event, and the trade when there was one. */
export interface MarketEvent {
  readonly instrument: Instrument;
  readonly quote: Quote;
  /** Present when this event is a trade. */
  readonly trade?: { readonly price: number; readonly size: number };
}

/** One price at which size is displayed. */
export interface Level {
  readonly price: number;
  readonly size: number;
}

/** A stretch of trading. Milliseconds since the epoch. */
export interface TradingSession {
  readonly open: number;
  readonly close: number;
}

export interface MarketPort {
  /** Every instrument that fits. None: unknown; several: ambiguous. */
  find(query: ContractQuery): readonly Instrument[];
  instrument(conId: number): Instrument | undefined;
  quote(conId: number): Quote;
  /** What can be traded against now, best price first: `asks` for a buyer, `bids` for a seller. */
  levels(conId: number): { readonly bids: readonly Level[]; readonly asks: readonly Level[] };
  /** Called after every change of any instrument that somebody watches. Returns the way to stop. */
  onEvent(listener: (event: MarketEvent) => void): () => void;
  /** Keep this instrument ticking although no client streams it: an order works in it. Returns the way to stop. */
  watch(conId: number): () => void;
  /** Whether it trades now; `outsideRth` includes the extended hours. */
  isOpen(instrument: Instrument, options?: { readonly outsideRth?: boolean }): boolean;
  /** The session it trades in now, or the next one; `undefined` when it never closes. */
  session(instrument: Instrument, options?: { readonly outsideRth?: boolean }): TradingSession | undefined;
  /** How much of `to` one unit of `from` buys; 1 for the same currency. */
  exchangeRate(from: string, to: string): number;
  /** Ends all timers. */
  close(): void;
}
