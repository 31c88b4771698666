/** Server versions at which a field appeared, disappeared or moved. Client and server use the lower of their two maxima. */

/** The oldest version that can be offered. */
export const MIN_SERVER_VERSION = 157;

/** A client whose own newest version is older than what is offered is served at that, as far down as this. */
export const OLDEST_CLIENT_VERSION = 151;

/** The newest text version the simulator speaks; from 201 on messages are encoded differently. */
export const MAX_SERVER_VERSION = 193;

/** The first server version with each feature, by the protocol's own names. */
export const Version = {
  stockType: 152,
  encodeAscii7: 153,
  priceBasedVolatility: 156,
  duration: 158,
  marketDataInShares: 159,
  postToAts: 160,
  wsheCalendar: 161,
  autoCancelParent: 162,
  fractionalSizeSupport: 163,
  sizeRules: 164,
  historicalSchedule: 165,
  advancedOrderReject: 166,
  userInfo: 167,
  cryptoAggregatedTrades: 168,
  manualOrderTime: 169,
  pegBestPegMidOffsets: 170,
  wshEventDataFilters: 171,
  ipoPrices: 172,
  wshEventDataFiltersDate: 173,
  instrumentTimezone: 174,
  hmdsMarketDataInShares: 175,
  bondIssuerId: 176,
  faProfileDesupport: 177,
  pendingPriceRevision: 178,
  fundDataFields: 179,
  manualOrderTimeExerciseOptions: 180,
  openOrderAdStrategy: 181,
  lastTradeDate: 182,
  customerAccount: 183,
  professionalCustomer: 184,
  bondAccruedInterest: 185,
  ineligibilityReasons: 186,
  rfqFields: 187,
  bondTradingHours: 188,
  includeOvernight: 189,
  undoRfqFields: 190,
  permIdAsLong: 191,
  cmeTaggingFields: 192,
  cmeTaggingFieldsInOpenOrder: 193,
} as const;
