/** Numbers of the tick types in market data messages. */

export const TICK = {
  bidSize: 0,
  bid: 1,
  ask: 2,
  askSize: 3,
  last: 4,
  lastSize: 5,
  high: 6,
  low: 7,
  volume: 8,
  close: 9,
  bidOption: 10,
  askOption: 11,
  lastOption: 12,
  modelOption: 13,
  open: 14,
  bidExchange: 32,
  askExchange: 33,
  lastTimestamp: 45,
  rtVolume: 48,
  halted: 49,
  rtTradeVolume: 77,
  lastExchange: 84,
} as const;

/** The numbers that one kind of data uses. */
export interface QuoteTicks {
  readonly bidSize: number;
  readonly bid: number;
  readonly ask: number;
  readonly askSize: number;
  readonly last: number;
  readonly lastSize: number;
  readonly high: number;
  readonly low: number;
  readonly volume: number;
  readonly close: number;
  readonly open: number;
  readonly lastTimestamp: number;
  readonly halted: number;
  readonly bidOption: number;
  readonly askOption: number;
  readonly lastOption: number;
  readonly modelOption: number;
}

export const DELAYED_TICKS: QuoteTicks = {
  bid: 66,
  ask: 67,
  last: 68,
  bidSize: 69,
  askSize: 70,
  lastSize: 71,
  high: 72,
  low: 73,
  volume: 74,
  close: 75,
  open: 76,
  bidOption: 80,
  askOption: 81,
  lastOption: 82,
  modelOption: 83,
  lastTimestamp: 88,
  halted: 90,
};
