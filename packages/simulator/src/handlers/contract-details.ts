/** The fields of contract details, for each server version. */

import type { Field } from '../fields.js';
import type { BondFacts, FundFacts, Instrument } from '../market/instrument.js';
import type { Market } from '../market/market.js';
import { localDay } from '../market/time-zone.js';
import { Version } from '../versions.js';

/** CONTRACT_DATA, or BOND_CONTRACT_DATA for a bond. @param exchange as the client asked for it */
export function detailsFields(
  market: Market,
  instrument: Instrument,
  exchange: string,
  reqId: number,
  version: number,
): Field[] {
  const { bond } = instrument;
  return bond
    ? bondFields(market, instrument, bond, exchange, reqId, version)
    : contractFields(market, instrument, exchange, reqId, version);
}

function contractFields(market: Market, i: Instrument, exchange: string, reqId: number, version: number): Field[] {
  const out: Field[] = version < Version.sizeRules ? [8] : [];
  out.push(reqId, i.symbol, i.secType, lastTradeText(i, version));
  if (version >= Version.lastTradeDate) out.push(i.lastTradeDate);
  out.push(i.strike, i.right, exchange, i.currency, i.localSymbol, i.marketName, i.tradingClass, i.conId, i.minTick);
  if (version < Version.sizeRules) out.push(i.secType === 'STK' && i.currency === 'USD' ? 100 : 1);
  out.push(i.multiplier, i.orderTypes, i.validExchanges.join(','), magnifier(i), i.underlying?.conId ?? 0);
  out.push(i.longName, i.primaryExchange, i.contractMonth, i.industry, i.category, i.subcategory);
  out.push(...hoursFields(market, i), '', 0, ...secIdFields(i), i.aggGroup);
  out.push(i.underlying?.symbol, i.underlying?.secType, ruleIds(i), i.realExpiration);
  if (version >= Version.stockType) out.push(i.stockType);
  // For one version, before there were rules for sizes.
  if (version === Version.fractionalSizeSupport) out.push(i.sizeIncrement);
  if (version >= Version.sizeRules) out.push(...sizeFields(i));
  if (version >= Version.fundDataFields && i.fund) out.push(...fundFields(i, i.fund));
  if (version >= Version.ineligibilityReasons) out.push(0);
  return out;
}

function bondFields(
  market: Market,
  i: Instrument,
  bond: BondFacts,
  exchange: string,
  reqId: number,
  version: number,
): Field[] {
  const out: Field[] = version < Version.sizeRules ? [6] : [];
  out.push(reqId, i.symbol, i.secType, bond.cusip, bond.coupon, bond.maturity, bond.issueDate, bond.ratings, bond.type);
  out.push('FIXED', false, false, false, `${i.symbol} ${bond.coupon} ${bond.maturity}`);
  out.push(exchange, i.currency, i.marketName, i.tradingClass, i.conId, i.minTick);
  if (version < Version.sizeRules) out.push(1);
  out.push(i.orderTypes, i.validExchanges.join(','), '', '', false, '', i.longName);
  if (version >= Version.bondTradingHours) out.push(...hoursFields(market, i));
  out.push('', 0, ...secIdFields(i), i.aggGroup, ruleIds(i));
  if (version >= Version.sizeRules) out.push(...sizeFields(i));
  return out;
}

/** `20260320-08:30:00-US/Central`; clients of older versions split it at spaces only. */
function lastTradeText(i: Instrument, version: number): string {
  if (i.lastTradeTime === '') return i.lastTradeDate;
  const dash = version >= Version.instrumentTimezone ? '-' : ' ';
  return [i.lastTradeDate, i.lastTradeTime, i.hours.timeZone].join(dash);
}

/** London stocks are quoted in pence. */
const magnifier = (i: Instrument): number => (i.currency === 'GBP' && i.secType === 'STK' ? 100 : 1);

function hoursFields(market: Market, { hours }: Instrument): Field[] {
  const today = localDay(hours.timeZone, market.now);
  return [hours.timeZone, hours.hoursText(today, false), hours.hoursText(today, true)];
}

const secIdFields = (i: Instrument): Field[] => [i.secIds.length, ...i.secIds.flat()];

/** One rule for each exchange, in their order. */
const ruleIds = (i: Instrument): string => i.validExchanges.map(() => String(i.marketRule)).join(',');

const sizeFields = (i: Instrument): Field[] => [i.minSize, i.sizeIncrement, i.suggestedSizeIncrement];

function fundFields(i: Instrument, fund: FundFacts): Field[] {
  return [
    i.longName,
    fund.family,
    fund.type,
    '0',
    '0',
    '',
    '0.14',
    false,
    false,
    false,
    '0',
    '3000',
    '1',
    'All',
    '',
    'N',
    '000',
  ];
}
