/** Live, frozen or delayed: TWS's four kinds of market data, and "live if I may, else delayed". */
const BY_NUMBER = ['live', 'frozen', 'delayed', 'delayed-frozen'] as const;

/** `frozen` is the last live value of a closed market, `delayed` is 15 to 20 minutes old. */
export type MarketDataType = (typeof BY_NUMBER)[number];

/** `auto` asks for live data and falls to delayed, contract by contract, when TWS says there is no subscription. */
export type MarketDataTypeChoice = MarketDataType | 'auto';

export function toTwsMarketDataType(type: MarketDataType): number {
  return BY_NUMBER.indexOf(type) + 1;
}

/** An unknown number reads as live: TWS mentions the others only by their numbers. */
export function fromTwsMarketDataType(type: number): MarketDataType {
  return BY_NUMBER[type - 1] ?? 'live';
}

export function isDelayed(type: MarketDataType): boolean {
  return type === 'delayed' || type === 'delayed-frozen';
}
