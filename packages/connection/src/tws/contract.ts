// Contracts in the words of @stoqey/ib, and back: for every package that speaks of them.

import type { ComboLeg, Contract as TwsContract, ContractDetails as TwsContractDetails } from '@stoqey/ib';
import type { Contract, ContractDetails, ContractLeg, QualifiedContract, SecType } from '../contract.js';

/** What the library writes for each leg of an order beside what a leg says: nothing special. */
const ordinaryLeg = { openClose: 0, shortSaleSlot: 0, exemptCode: -1 };

/** Our contract in the library's words. Nothing absent is sent as a word of its own. */
export function toTwsContract(contract: Contract): TwsContract {
  const { primaryExchange, legs, ...rest } = contract;
  return {
    ...rest,
    ...(primaryExchange === undefined ? {} : { primaryExch: primaryExchange }),
    ...(legs === undefined ? {} : { comboLegs: legs.map((leg) => ({ ...leg, ...ordinaryLeg })) }),
  } as unknown as TwsContract;
}

/** What routes by itself when TWS does not say where: a position comes without an exchange. */
const smart = new Set<SecType>(['STK', 'OPT', 'CFD', 'WAR', 'BOND', 'FUND']);

type Draft = { -readonly [K in keyof QualifiedContract]: QualifiedContract[K] };

/** The library's contract in our words: `''`, 0 and its sentinels become absence. */
export function fromTwsContract(tws: TwsContract): QualifiedContract {
  const secType = (text(tws.secType) ?? 'STK') as SecType;
  const contract: Draft = {
    secType,
    conId: tws.conId ?? 0,
    symbol: tws.symbol ?? '',
    exchange: text(tws.exchange) ?? (smart.has(secType) ? 'SMART' : text(tws.primaryExch)) ?? '',
    currency: tws.currency ?? '',
  };
  const right = tws.right as string | undefined;
  const strike = some(tws.strike);
  const multiplier = some(tws.multiplier);
  if (tws.primaryExch) contract.primaryExchange = tws.primaryExch;
  if (tws.lastTradeDateOrContractMonth) contract.lastTradeDateOrContractMonth = tws.lastTradeDateOrContractMonth;
  if (strike !== undefined) contract.strike = strike;
  if (right === 'C' || right === 'P') contract.right = right;
  if (multiplier !== undefined) contract.multiplier = multiplier;
  if (tws.localSymbol) contract.localSymbol = tws.localSymbol;
  if (tws.tradingClass) contract.tradingClass = tws.tradingClass;
  if (tws.comboLegs) contract.legs = tws.comboLegs.map(fromTwsLeg);
  return contract;
}

function fromTwsLeg(leg: ComboLeg): ContractLeg {
  return {
    conId: leg.conId ?? 0,
    ratio: leg.ratio ?? 1,
    action: leg.action as unknown as 'BUY' | 'SELL',
    exchange: leg.exchange ?? '',
  };
}

/** The library's contract details in our words. */
export function fromTwsContractDetails(details: TwsContractDetails): ContractDetails {
  return {
    contract: fromTwsContract(details.contract),
    longName: text(details.longName),
    marketName: text(details.marketName),
    minTick: positive(details.minTick),
    priceMagnifier: positive(details.priceMagnifier),
    orderTypes: list(details.orderTypes),
    validExchanges: list(details.validExchanges),
    marketRuleIds: list(details.marketRuleIds).map(Number),
    contractMonth: text(details.contractMonth),
    realExpirationDate: text(details.realExpirationDate),
    underConId: positive(details.underConId),
    underSymbol: text(details.underSymbol),
    industry: text(details.industry),
    category: text(details.category),
    subcategory: text(details.subcategory),
    stockType: text(details.stockType),
    timeZoneId: text(details.timeZoneId),
    tradingHours: text(details.tradingHours),
    liquidHours: text(details.liquidHours),
    minSize: positive(details.minSize),
    sizeIncrement: positive(details.sizeIncrement),
    suggestedSizeIncrement: positive(details.suggestedSizeIncrement),
    secIds: Object.fromEntries((details.secIdList ?? []).map(({ tag, value }) => [tag, value])),
  };
}

function text(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 && value < Number.MAX_VALUE ? value : undefined;
}

function list(value: string | undefined): readonly string[] {
  return (value ?? '').split(',').filter((part) => part !== '');
}

/** A finite number other than zero, which TWS writes for "none" where zero makes no sense. */
function some(value: number | undefined): number | undefined {
  return value === undefined || value === 0 || !Number.isFinite(value) || Math.abs(value) >= Number.MAX_VALUE
    ? undefined
    : value;
}
