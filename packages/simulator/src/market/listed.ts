/** Instruments that are listed one by one: stocks, currency pairs, indices, coins, metals, bonds, funds. */

import type { Calendar } from './calendar.js';
import { BONDS, CRYPTO, FOREX, INDICES, METALS, MUTUAL_FUNDS } from './data/others.js';
import type { HoursId } from './data/hours.js';
import { FOREIGN_STOCKS, US_FUNDS, US_STOCKS } from './data/stocks.js';
import { instrument, plainShape, type Instrument, type Pricing } from './instrument.js';
import type { MarketRules } from './market-rules.js';
import { rows, type Row } from './rows.js';
import type { PriceModel } from './tree-source.js';

/** What building instruments needs from the catalogue. */
export interface Workshop {
  readonly rules: MarketRules;
  calendar(id: HoursId): Calendar;
}

const US_EXCHANGES =
  'SMART,AMEX,NYSE,CBOE,PHLX,ISE,CHX,ARCA,NASDAQ,DRCTEDGE,BEX,BATS,EDGEA,BYX,IEX,EDGX,FOXRIVER,PEARL,NYSENAT,LTSE,MEMX,IBEOS,OVERNIGHT,TPLUS0,PSX'.split(
    ',',
  );

/** Everything in the tables of listed instruments. */
export function listedInstruments(shop: Workshop): Instrument[] {
  return [
    ...rows(US_STOCKS).map((row) => usStock(shop, row, 'COMMON')),
    ...rows(US_FUNDS).map((row) => usStock(shop, row, 'ETF')),
    ...rows(FOREIGN_STOCKS).map((row) => foreignStock(shop, row)),
    ...rows(FOREX).map((row) => forex(shop, row)),
    ...rows(INDICES).map((row) => index(shop, row)),
    ...rows(CRYPTO).map((row) => crypto(shop, row)),
    ...rows(METALS).map((row) => metal(shop, row)),
    ...rows(BONDS).map((row) => bond(shop, row)),
    ...rows(MUTUAL_FUNDS).map((row) => fund(shop, row)),
  ];
}

/** Prices of a process of its own. */
export function ownPricing(
  key: string,
  model: PriceModel,
  spread: number,
  sizes: Pick<Pricing, 'quoteSize' | 'sizeUnit'>,
): Pricing {
  return { ...sizes, process: { key, model }, shape: plainShape(spread) };
}

function usStock(shop: Workshop, row: Row, kind: 'COMMON' | 'ETF'): Instrument {
  const [symbol, conId, longName, primaryExchange] = [row.text(), row.number(), row.text(), row.text()];
  const [price, volatility, millions] = [row.number(), row.number(), row.number()];
  const [industry = '', category = '', subcategory = ''] = row.text().split(';');
  const model: PriceModel = { price, unit: 0.01, volatility, dailyVolume: millions * 1e6, density: 0.6 };
  return instrument({
    conId,
    symbol,
    secType: 'STK',
    exchange: 'SMART',
    primaryExchange,
    validExchanges: US_EXCHANGES,
    currency: 'USD',
    minTick: 0.01,
    tradingClass: primaryExchange === 'NASDAQ' ? 'NMS' : symbol,
    longName,
    industry,
    category,
    subcategory,
    stockType: longName.includes('ADR') ? 'ADR' : kind,
    hours: shop.calendar('usStock'),
    secIds: [['ISIN', row.text()]],
    minSize: 0.0001,
    sizeIncrement: 0.0001,
    suggestedSizeIncrement: 100,
    pricing: ownPricing(`STK:${conId}`, model, Math.max(1, Math.round(price / 500)), { quoteSize: 100, sizeUnit: 1 }),
  });
}

function foreignStock(shop: Workshop, row: Row): Instrument {
  const [symbol, conId, longName, primaryExchange, hours, currency] = [
    row.text(),
    row.number(),
    row.text(),
    row.text(),
    row.text() as HoursId,
    row.text(),
  ];
  const [tick, price, volatility, millions] = [row.number(), row.number(), row.number(), row.number()];
  const [industry = '', category = '', subcategory = ''] = row.text().split(';');
  const isin = row.text();
  const smart = row.text() === 'yes';
  const model: PriceModel = { price, unit: tick, volatility, dailyVolume: millions * 1e6, density: 0.25 };
  return instrument({
    conId,
    symbol,
    secType: 'STK',
    exchange: smart ? 'SMART' : primaryExchange,
    primaryExchange,
    validExchanges: smart ? ['SMART', primaryExchange] : [primaryExchange],
    currency,
    minTick: tick,
    longName,
    industry,
    category,
    subcategory,
    stockType: 'COMMON',
    hours: shop.calendar(hours),
    marketRule: shop.rules.forStep(tick),
    secIds: [['ISIN', isin]],
    pricing: ownPricing(`STK:${conId}`, model, 1, { quoteSize: 100, sizeUnit: 1 }),
  });
}

function forex(shop: Workshop, row: Row): Instrument {
  const [symbol, currency, conId] = [row.text(), row.text(), row.number()];
  const [tick, price, volatility] = [row.number(), row.number(), row.number()];
  const model: PriceModel = { price, unit: tick, volatility, dailyVolume: 1e6, density: 0.7 };
  return instrument({
    conId,
    symbol,
    secType: 'CASH',
    exchange: 'IDEALPRO',
    validExchanges: ['IDEALPRO'],
    currency,
    minTick: tick,
    localSymbol: `${symbol}.${currency}`,
    tradingClass: `${symbol}.${currency}`,
    longName: `${symbol}.${currency}`,
    hours: shop.calendar('forex'),
    marketRule: shop.rules.forStep(tick),
    priceKinds: 'quotes',
    minSize: 0.01,
    sizeIncrement: 0.01,
    aggGroup: 4,
    pricing: ownPricing(`CASH:${conId}`, model, 1, { quoteSize: 10, sizeUnit: 50_000 }),
  });
}

function index(shop: Workshop, row: Row): Instrument {
  const [symbol, conId, longName, exchange, currency] = [row.text(), row.number(), row.text(), row.text(), row.text()];
  const [tick, price, volatility] = [row.number(), row.number(), row.number()];
  const model: PriceModel = { price, unit: tick, volatility, dailyVolume: 1e6, density: 0.5 };
  return instrument({
    conId,
    symbol,
    secType: 'IND',
    exchange,
    currency,
    minTick: tick,
    longName,
    industry: 'Indices',
    category: 'Broad Range Equity Index',
    subcategory: '*',
    hours: shop.calendar(row.text() as HoursId),
    priceKinds: 'trades',
    pricing: ownPricing(`IND:${conId}`, model, 1, { quoteSize: 0, sizeUnit: 1 }),
  });
}

function crypto(shop: Workshop, row: Row): Instrument {
  const [symbol, conId, longName] = [row.text(), row.number(), row.text()];
  const [tick, price, volatility, coins, increment] = [
    row.number(),
    row.number(),
    row.number(),
    row.number(),
    row.number(),
  ];
  const sizeUnit = 10 ** Math.round(Math.log10(coins) - 9);
  const model: PriceModel = { price, unit: tick, volatility, dailyVolume: coins / sizeUnit, density: 0.5 };
  return instrument({
    conId,
    symbol,
    secType: 'CRYPTO',
    exchange: 'PAXOS',
    currency: 'USD',
    minTick: tick,
    localSymbol: `${symbol}.USD`,
    tradingClass: `${symbol}.USD`,
    longName,
    hours: shop.calendar('crypto'),
    marketRule: shop.rules.forStep(tick),
    minSize: increment,
    sizeIncrement: increment,
    suggestedSizeIncrement: increment,
    pricing: ownPricing(`CRYPTO:${conId}`, model, Math.max(1, Math.round((price * 0.0001) / tick)), {
      quoteSize: 1000,
      sizeUnit,
    }),
  });
}

function metal(shop: Workshop, row: Row): Instrument {
  const [symbol, conId, longName] = [row.text(), row.number(), row.text()];
  const [tick, price, volatility, dailyVolume] = [row.number(), row.number(), row.number(), row.number()];
  return instrument({
    conId,
    symbol,
    secType: 'CMDTY',
    exchange: 'SMART',
    validExchanges: ['SMART', 'IBCMDTY'],
    currency: 'USD',
    minTick: tick,
    longName,
    hours: shop.calendar('metals'),
    marketRule: shop.rules.forStep(tick),
    priceKinds: 'quotes',
    pricing: ownPricing(
      `CMDTY:${conId}`,
      { price, unit: tick, volatility, dailyVolume, density: 0.6 },
      Math.max(1, Math.round((price * 0.0001) / tick)),
      { quoteSize: 100, sizeUnit: 1 },
    ),
  });
}

function bond(shop: Workshop, row: Row): Instrument {
  const [symbol, conId, cusip, coupon, maturity, issueDate] = [
    row.text(),
    row.number(),
    row.text(),
    row.number(),
    row.text(),
    row.text(),
  ];
  const [ratings, type, price, longName] = [row.text(), row.text(), row.number(), row.text()];
  const model: PriceModel = { price, unit: 0.001, volatility: 0.06, dailyVolume: 20_000, density: 0.02 };
  return instrument({
    conId,
    symbol,
    secType: 'BOND',
    exchange: 'SMART',
    currency: 'USD',
    minTick: 0.001,
    localSymbol: cusip,
    tradingClass: symbol,
    longName,
    hours: shop.calendar('usBond'),
    marketRule: shop.rules.forStep(0.001),
    secIds: [['CUSIP', cusip]],
    bond: { cusip, coupon, maturity, issueDate, ratings, type },
    pricing: ownPricing(`BOND:${conId}`, model, 40, { quoteSize: 50, sizeUnit: 1 }),
  });
}

function fund(shop: Workshop, row: Row): Instrument {
  const [symbol, conId, longName, family, type] = [row.text(), row.number(), row.text(), row.text(), row.text()];
  const model: PriceModel = {
    price: row.number(),
    unit: 0.01,
    volatility: row.number(),
    dailyVolume: 1000,
    density: 0.001,
  };
  return instrument({
    conId,
    symbol,
    secType: 'FUND',
    exchange: 'FUNDSERV',
    currency: 'USD',
    minTick: 0.01,
    longName,
    hours: shop.calendar('usFund'),
    priceKinds: 'trades',
    minSize: 0.001,
    sizeIncrement: 0.001,
    fund: { family, type },
    pricing: ownPricing(`FUND:${conId}`, model, 1, { quoteSize: 0, sizeUnit: 1 }),
  });
}
