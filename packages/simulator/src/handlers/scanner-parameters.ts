/** The XML that describes scanners: instruments, locations, scan codes and filters, in the shape of TWS's own. */

import { SCAN_CODES } from '../market/scan.js';

const INSTRUMENTS = [
  ['STK', 'US Stocks'],
  ['ETF.EQ.US', 'US Equity ETFs'],
  ['FUT.US', 'US Futures'],
  ['IND.US', 'US Indexes'],
  ['STOCK.EU', 'Europe Stocks'],
  ['STOCK.HK', 'Asia Stocks'],
] as const;

const LOCATIONS = [
  ['STK.US', 'US'],
  ['STK.US.MAJOR', 'Listed/NASDAQ'],
  ['STK.NASDAQ', 'NASDAQ'],
  ['STK.NYSE', 'NYSE'],
  ['ETF.EQ.US.MAJOR', 'Listed Equity ETFs'],
  ['FUT.US', 'US Futures'],
  ['IND.US', 'US Indexes'],
  ['STK.EU', 'Europe'],
  ['STK.HK', 'Asia'],
] as const;

const FILTERS = [
  ['priceAbove', 'Price Above'],
  ['priceBelow', 'Price Below'],
  ['volumeAbove', 'Volume Above'],
  ['marketCapAbove1e6', 'Market Cap Above'],
  ['marketCapBelow1e6', 'Market Cap Below'],
] as const;

export function scannerParameters(): string {
  const instruments = INSTRUMENTS.map(
    ([type, name]) =>
      `<Instrument><name>${name}</name><type>${type}</type><secType>${secType(type)}</secType></Instrument>`,
  );
  const locations = LOCATIONS.map(
    ([code, name]) => `<Location><displayName>${name}</displayName><locationCode>${code}</locationCode></Location>`,
  );
  const codes = SCAN_CODES.map(
    (code) => `<ScanType><displayName>${title(code)}</displayName><scanCode>${code}</scanCode></ScanType>`,
  );
  const filters = FILTERS.map(
    ([code, name]) => `<RangeFilter><id>${code}</id><displayName>${name}</displayName></RangeFilter>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n<ScanParameterResponse>',
    list('InstrumentList', instruments),
    list('LocationTree', locations),
    list('ScanTypeList', codes),
    list('FilterList', filters),
    '</ScanParameterResponse>\n',
  ].join('\n');
}

const list = (name: string, items: readonly string[]): string => `<${name}>\n${items.join('\n')}\n</${name}>`;
const secType = (type: string): string => (type.startsWith('FUT') ? 'FUT' : type.startsWith('IND') ? 'IND' : 'STK');
const title = (code: string): string =>
  code
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join(' ');
