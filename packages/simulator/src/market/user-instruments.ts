/** Instruments of the user's own, from JSON: checked field by field, completed with plain defaults. */

import type { HoursId } from './data/hours.js';
import { instrument, type Instrument } from './instrument.js';
import { ownPricing, type Workshop } from './listed.js';
import { hashText } from './random.js';

/** One instrument as a user writes it. Prices move around `price`. */
export interface InstrumentInput {
  readonly symbol: string;
  /** @default 'STK' */
  readonly secType?: string;
  /** @default 'SMART' */
  readonly exchange?: string;
  readonly primaryExchange?: string;
  /** @default 'USD' */
  readonly currency?: string;
  /** @default made from symbol, type, exchange and currency, always the same */
  readonly conId?: number;
  readonly price: number;
  /** Annual, as a fraction. @default 0.25 */
  readonly volatility?: number;
  /** Units a day. @default 1_000_000 */
  readonly dailyVolume?: number;
  /** @default 0.01 */
  readonly minTick?: number;
  /** Ticks between bid and ask. @default 1 */
  readonly spread?: number;
  readonly multiplier?: string;
  readonly localSymbol?: string;
  readonly tradingClass?: string;
  readonly longName?: string;
  /** `YYYYMMDD`, of instruments that end. */
  readonly lastTradeDate?: string;
  readonly isin?: string;
  /** One of the catalogue's sets of trading hours. @default 'usStock' */
  readonly hours?: HoursId;
}

const FIRST_CON_ID = 900_000_000;
const CON_IDS = 90_000_000;

/** Build the user's instruments. @throws RangeError when two are given the same conId */
export function userInstruments(shop: Workshop, inputs: readonly InstrumentInput[]): Instrument[] {
  const given = new Map<number, string>();
  for (const { conId, symbol } of inputs) {
    if (conId === undefined) continue;
    const other = given.get(conId);
    if (other !== undefined) throw new RangeError(`instruments ${other} and ${symbol} have the same conId ${conId}`);
    given.set(conId, symbol);
  }
  const taken = new Set(given.keys());
  return inputs.map((input) => userInstrument(shop, input, input.conId ?? freeConId(input, taken)));
}

/** A conId made from what the instrument is; the next one when another instrument has it. */
function freeConId({ symbol, secType, exchange, currency }: InstrumentInput, taken: Set<number>): number {
  let conId = FIRST_CON_ID + (hashText(`${symbol}|${secType}|${exchange}|${currency}`) % CON_IDS);
  while (taken.has(conId)) conId++;
  taken.add(conId);
  return conId;
}

function userInstrument(shop: Workshop, input: InstrumentInput, conId: number): Instrument {
  const { symbol, secType = 'STK', exchange = 'SMART', currency = 'USD', price, minTick = 0.01 } = input;
  const model = {
    price,
    unit: minTick,
    volatility: input.volatility ?? 0.25,
    dailyVolume: input.dailyVolume ?? 1_000_000,
    density: 0.5,
  };
  const isForex = secType === 'CASH';
  const localSymbol = input.localSymbol ?? (isForex ? `${symbol}.${currency}` : symbol);
  const primaryExchange = input.primaryExchange ?? '';
  const routes = [...new Set([exchange, primaryExchange])].filter((name) => name !== '');
  return instrument({
    conId,
    symbol,
    secType,
    exchange,
    primaryExchange,
    validExchanges: routes,
    currency,
    minTick,
    multiplier: input.multiplier ?? '',
    localSymbol,
    tradingClass: input.tradingClass ?? localSymbol,
    longName: input.longName ?? symbol,
    lastTradeDate: input.lastTradeDate ?? '',
    contractMonth: input.lastTradeDate?.slice(0, 6) ?? '',
    realExpiration: input.lastTradeDate ?? '',
    stockType: secType === 'STK' ? 'COMMON' : '',
    hours: shop.calendar(input.hours ?? 'usStock'),
    marketRule: shop.rules.forStep(minTick),
    priceKinds: isForex ? 'quotes' : secType === 'IND' ? 'trades' : 'quotes-and-trades',
    secIds: input.isin ? [['ISIN', input.isin]] : [],
    pricing: ownPricing(`USER:${conId}`, model, input.spread ?? 1, { quoteSize: 100, sizeUnit: 1 }),
  });
}
