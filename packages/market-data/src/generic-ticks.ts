/**
 * Everything TWS can say about a contract beyond bid, ask, last and the day's bar. Some of it comes by itself, most
 * of it on request by name.
 */
import { InvalidArgumentError } from '@cq/errors';
import { momentIn } from './tws-time.js';

/** What to ask for, by name, and the number TWS knows it by. */
const REQUESTS = {
  'option-volume': 100,
  'option-open-interest': 101,
  'historical-volatility': 104,
  'average-option-volume': 105,
  'implied-volatility': 106,
  'index-future-premium': 162,
  'price-ranges': 165,
  'creditman-mark-price': 221,
  'mark-price': 232,
  auction: 225,
  'rt-volume': 233,
  shortable: 236,
  'fundamental-ratios': 258,
  news: 292,
  'trade-count': 293,
  'trade-rate': 294,
  'volume-rate': 295,
  'last-rth-trade': 318,
  'rt-trade-volume': 375,
  'rt-historical-volatility': 411,
  dividends: 456,
  'bond-factor': 460,
  'etf-nav-bid-ask': 576,
  'etf-nav-last': 577,
  'etf-nav-close': 578,
  'etf-nav-frozen-last': 623,
  'etf-nav-high-low': 614,
  'creditman-slow-mark-price': 619,
  ipo: 586,
  'futures-open-interest': 588,
  'short-term-volume': 595,
} as const;

/** A group of generic ticks to ask for. */
export type GenericTick = keyof typeof REQUESTS;

/** The comma-separated list TWS wants. */
export function genericTickList(ticks: Iterable<GenericTick>): string {
  return [...new Set(ticks)].map((tick) => String(REQUESTS[tick])).join(',');
}

/** @throws InvalidArgumentError for a name that is none of them */
export function checkGenericTicks(ticks: readonly string[] = []): void {
  const unknown = ticks.find((tick) => !Object.hasOwn(REQUESTS, tick));
  if (unknown !== undefined) throw new InvalidArgumentError('genericTicks', `must be known names; got '${unknown}'`);
}

/** Every key is absent until TWS has sent it. Prices in the contract's currency, sizes in its units. */
export type GenericTicks = Readonly<Partial<Record<GenericNumber, number>>> & {
  readonly rtVolume?: TradeVolume;
  readonly rtTradeVolume?: TradeVolume;
  readonly dividends?: Dividends;
  /** Reuters' ratios by their own names, for example `PEEXCLXOR`. */
  readonly fundamentalRatios?: Readonly<Record<string, number>>;
  readonly lastRegularTradeTime?: Date;
};

const NUMBERS = {
  15: 'low13Week',
  16: 'high13Week',
  17: 'low26Week',
  18: 'high26Week',
  19: 'low52Week',
  20: 'high52Week',
  21: 'averageVolume',
  22: 'openInterest',
  23: 'historicalVolatility',
  24: 'impliedVolatility',
  27: 'callOpenInterest',
  28: 'putOpenInterest',
  29: 'callVolume',
  30: 'putVolume',
  31: 'indexFuturePremium',
  34: 'auctionVolume',
  35: 'auctionPrice',
  36: 'auctionImbalance',
  37: 'markPrice',
  46: 'shortable',
  50: 'bidYield',
  51: 'askYield',
  52: 'lastYield',
  54: 'tradeCount',
  55: 'tradeRate',
  56: 'volumeRate',
  57: 'lastRthTrade',
  58: 'rtHistoricalVolatility',
  60: 'bondFactor',
  61: 'regulatoryImbalance',
  63: 'volume3Minutes',
  64: 'volume5Minutes',
  65: 'volume10Minutes',
  78: 'creditmanMarkPrice',
  79: 'creditmanSlowMarkPrice',
  86: 'futuresOpenInterest',
  87: 'averageOptionVolume',
  89: 'shortableShares',
  92: 'etfNavClose',
  93: 'etfNavPriorClose',
  94: 'etfNavBid',
  95: 'etfNavAsk',
  96: 'etfNavLast',
  97: 'etfNavFrozenLast',
  98: 'etfNavHigh',
  99: 'etfNavLow',
  101: 'estimatedIpoMidpoint',
  102: 'finalIpoLast',
} as const;
type GenericNumber = (typeof NUMBERS)[keyof typeof NUMBERS];

/** The name of a numeric generic tick, `undefined` for the standard and the textual ones. */
export function genericNumberName(type: number): GenericNumber | undefined {
  return (NUMBERS as Readonly<Record<number, GenericNumber>>)[type];
}

/** One trade with the day's running totals. */
export interface TradeVolume {
  readonly price: number | undefined;
  readonly size: number | undefined;
  readonly time: Date | undefined;
  /** The day's volume so far. */
  readonly volume: number | undefined;
  readonly vwap: number | undefined;
  /** True when one market maker filled the whole trade. */
  readonly singleTrade: boolean;
}

/** Per share, in the contract's currency. */
export interface Dividends {
  readonly past12Months: number | undefined;
  readonly next12Months: number | undefined;
  /** A calendar date, `YYYY-MM-DD`. */
  readonly nextDate: string | undefined;
  readonly nextAmount: number | undefined;
}

export type GenericText = Pick<
  GenericTicks,
  'rtVolume' | 'rtTradeVolume' | 'dividends' | 'fundamentalRatios' | 'lastRegularTradeTime'
>;

/** Whether a textual tick carries something that quotes show. */
export function isGenericText(type: number): boolean {
  return type === 48 || type === 77 || type === 59 || type === 47 || type === 85;
}

/** The value a textual tick carries, `{}` when the type is not one of them. */
export function parseGenericText(type: number, text: string): GenericText {
  switch (type) {
    case 47:
      return { fundamentalRatios: parseRatios(text) };
    case 48:
      return { rtVolume: parseTradeVolume(text) };
    case 59:
      return { dividends: parseDividends(text) };
    case 77:
      return { rtTradeVolume: parseTradeVolume(text) };
    case 85: {
      const time = momentIn(text, 1000);
      return time === undefined ? {} : { lastRegularTradeTime: time };
    }
    default:
      return {};
  }
}

/** `price;size;time;volume;vwap;single`; price and size are empty when the trade is not reported. */
function parseTradeVolume(text: string): TradeVolume {
  const [price, size, time, volume, vwap, single] = text.split(';');
  return {
    price: optional(price),
    size: optional(size),
    time: momentIn(time, 1),
    volume: optional(volume),
    vwap: optional(vwap),
    singleTrade: single === 'true',
  };
}

const DATE = /^(\d{4})(\d{2})(\d{2})$/;

/** `past12,next12,YYYYMMDD,amount`, each of them possibly empty. */
function parseDividends(text: string): Dividends {
  const [past, next, date, amount] = text.split(',');
  return {
    past12Months: optional(past),
    next12Months: optional(next),
    nextDate: date !== undefined && DATE.test(date) ? date.replace(DATE, '$1-$2-$3') : undefined,
    nextAmount: optional(amount),
  };
}

/** `NAME=value;NAME=value`; Reuters writes -99999.99 for "not available". */
function parseRatios(text: string): Readonly<Record<string, number>> {
  const pairs = text.split(';').map((pair) => pair.split('='));
  const numbers = pairs.map(([name, value]) => [name ?? '', optional(value)] as const);
  return Object.fromEntries(numbers.filter((pair): pair is [string, number] => isRatio(pair)));
}

function isRatio([name, value]: readonly [string, number | undefined]): boolean {
  return name !== '' && value !== undefined && value !== -99999.99;
}

function optional(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}
