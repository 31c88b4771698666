/**
 * TWS's tick types: which field of a quote each one carries. Delayed ticks (66 to 76) go to the same fields as live
 * ones, because a reader asks for "the bid" and learns from the quote how old the data is.
 */

/** Where each number of a quote lies within its block: first those that nearly every tick touches. */
export const Field = {
  Bid: 0,
  BidSize: 1,
  Ask: 2,
  AskSize: 3,
  Last: 4,
  LastSize: 5,
  /** When the last tick arrived, in milliseconds of the feed's clock. */
  UpdatedAt: 6,
  Volume: 7,
  Open: 8,
  High: 9,
  Low: 10,
  Close: 11,
  Halted: 12,
  /** The first of its slots for what is kept as bytes. */
  Raw: 13,
} as const;
export type Field = (typeof Field)[keyof typeof Field];

export const NO_FIELD = -1;
/** Standard ticks of live data have no larger type. */
export const LAST_LIVE_TYPE = 14;
const TICK_TYPES = 128;

const PRICES: Readonly<Record<number, Field>> = {
  1: Field.Bid,
  2: Field.Ask,
  4: Field.Last,
  6: Field.High,
  7: Field.Low,
  9: Field.Close,
  14: Field.Open,
  66: Field.Bid,
  67: Field.Ask,
  68: Field.Last,
  72: Field.High,
  73: Field.Low,
  75: Field.Close,
  76: Field.Open,
};
const SIZES: Readonly<Record<number, Field>> = {
  0: Field.BidSize,
  3: Field.AskSize,
  5: Field.LastSize,
  8: Field.Volume,
  69: Field.BidSize,
  70: Field.AskSize,
  71: Field.LastSize,
  74: Field.Volume,
};
const SIZE_OF_PRICE: Readonly<Record<number, number>> = { 1: 0, 2: 3, 4: 5, 66: 69, 67: 70, 68: 71 };

/** Field by tick type, {@link NO_FIELD} where the tick is not one of the standard ones. */
export const PRICE_FIELD = table(PRICES);
export const SIZE_FIELD = table(SIZES);

/** Tick types that only come while the data is delayed. */
export const isDelayedTick = (type: number): boolean => (type >= 66 && type <= 76) || type === 88 || type === 90;

/** The tick type under which the size of a bid, ask or last price is reported on its own. */
export const sizeTickOf = (priceType: number): number | undefined => SIZE_OF_PRICE[priceType];

/** Ticks of the halted state: 0 trading, 1 halted, 2 halted for volatility. */
export const isHaltedTick = (type: number): boolean => type === 49 || type === 90;

/** Ticks of the time of the last trade, in seconds. */
export const isLastTimeTick = (type: number): boolean => type === 45 || type === 88;

function table(fields: Readonly<Record<number, Field>>): Int8Array {
  const result = new Int8Array(TICK_TYPES).fill(NO_FIELD);
  for (const [type, field] of Object.entries(fields)) result[Number(type)] = field;
  return result;
}
