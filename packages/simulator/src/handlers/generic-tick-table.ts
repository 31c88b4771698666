/** Generic tick numbers by kind of instrument, as TWS lists them when one is wrong. */

type Row = readonly [id: number, title: string];

const COMMON: readonly Row[] = [
  [165, 'Miscellaneous Stats'],
  [221, 'Mark Price'],
  [225, 'Auction Values'],
  [232, 'Pl Price'],
  [233, 'RTVolume'],
  [236, 'Shortable'],
  [292, 'News'],
  [293, 'TradeCount'],
  [294, 'TradeRate'],
  [295, 'VolumeRate'],
  [318, 'LastRTHTrade'],
  [375, 'RTTrdVolume'],
  [411, 'RTHistVol'],
  [456, 'IBDividends'],
  [595, 'ShortTermVolume'],
  [619, 'SlowMarkPrice'],
];

const OPTIONAL: readonly Row[] = [
  [100, 'Option Volume'],
  [101, 'Option Open Interest'],
  [104, 'Historical Volatility'],
  [105, 'Average Opt Volume'],
  [106, 'impvolat'],
];

const FUND: readonly Row[] = [
  [576, 'EtfNavBidAsk'],
  [577, 'EtfNavLast'],
  [578, 'EtfFrozenNavLast'],
  [614, 'EtfNavMisc'],
  [623, 'EtfNavClose'],
];

const STOCK: readonly Row[] = [...OPTIONAL, ...COMMON, [258, 'Fundamentals'], [586, 'IPOPrices'], ...FUND];

/** The legal numbers for a security type, in order. */
export function legalGenericTicks(secType: string): readonly Row[] {
  return [...rowsFor(secType)].sort((a, b) => a[0] - b[0]);
}

function rowsFor(secType: string): readonly Row[] {
  switch (secType) {
    case 'STK':
    case 'CFD':
      return STOCK;
    case 'IND':
      return [...OPTIONAL, [162, 'Index Future Premium'], ...COMMON];
    case 'FUT':
    case 'CONTFUT':
      return [...COMMON, [588, 'FuturesOpenInterest']];
    case 'BOND':
      return [...COMMON, [460, 'BondFactorMultiplier']];
    case 'OPT':
    case 'FOP':
      return [...OPTIONAL, ...COMMON];
    default:
      return COMMON;
  }
}
