/** Which instruments fit a client's description. Empty fields match anything. */

import type { ContractQuery } from '../market-port.js';
import type { Catalogue } from './catalogue.js';
import { anyCombo } from './combos.js';
import type { Instrument } from './instrument.js';
import type { OptionChain } from './option-chains.js';
import { dayText } from './time-zone.js';

/** A description as contract requests carry it. */
export interface ContractSearch extends ContractQuery {
  /** Also futures that no longer trade. */
  readonly includeExpired?: boolean;
}

/** All instruments that fit; none when it is unknown, several when it is ambiguous. */
export function findContracts(catalogue: Catalogue, query: ContractSearch): readonly Instrument[] {
  if (query.conId > 0) {
    const found = catalogue.instrument(query.conId);
    return found && isTold(catalogue, found, query) && fitsRoute(found, query) ? [found] : [];
  }
  if (query.secType === 'BAG') return query.symbol ? [anyCombo(query.symbol, query.currency || 'USD', catalogue)] : [];
  if (query.secId) return [...catalogue.listed].filter((i) => hasSecId(i, query) && fits(i, query));
  return candidates(catalogue, query).filter((i) => fits(i, query) && isTold(catalogue, i, query));
}

function candidates(catalogue: Catalogue, query: ContractSearch): Instrument[] {
  const { secType, localSymbol } = query;
  const found: Instrument[] = [];
  if (!isDerivative(secType)) {
    const symbols = query.symbol ? catalogue.listedBySymbol(query.symbol) : [...catalogue.listed];
    found.push(...(query.symbol || localSymbol || query.tradingClass ? symbols : []));
  }
  if (secType === 'FUT' || (secType === '' && localSymbol)) found.push(...futures(catalogue, query));
  if (secType === 'CONTFUT') found.push(...frontFutures(catalogue, query));
  if (secType === 'OPT' || secType === 'FOP' || secType === 'WAR') found.push(...options(catalogue, query));
  return found;
}

const isDerivative = (secType: string): boolean => ['FUT', 'CONTFUT', 'OPT', 'FOP', 'WAR'].includes(secType);

function futures(catalogue: Catalogue, query: ContractSearch): Instrument[] {
  return catalogue.futures
    .filter((root) => (query.symbol ? root.symbol === query.symbol : query.localSymbol.startsWith(root.symbol)))
    .flatMap((root) => [...catalogue.futuresOf(root, query.includeExpired ?? false)]);
}

/** The contract a continuous future stands for now: the nearest. */
function frontFutures(catalogue: Catalogue, query: ContractSearch): Instrument[] {
  return catalogue.futures
    .filter((root) => root.symbol === query.symbol)
    .flatMap((root) => catalogue.futuresOf(root, false).slice(0, 1))
    .map((front) => ({ ...front, secType: 'CONTFUT' }));
}

function options(catalogue: Catalogue, query: ContractSearch): Instrument[] {
  return catalogue.chains
    .filter((chain) => fitsChain(chain, query))
    .flatMap((chain) => chainOptions(catalogue, chain, query));
}

function fitsChain(chain: OptionChain, query: ContractSearch): boolean {
  const { localSymbol } = query;
  return (
    chain.secType === query.secType &&
    (query.symbol ? chain.symbol === query.symbol : localSymbol.slice(0, 6).trim() === chain.tradingClass) &&
    (query.tradingClass === '' || query.tradingClass === chain.tradingClass)
  );
}

function chainOptions(catalogue: Catalogue, chain: OptionChain, query: ContractSearch): Instrument[] {
  const expiries = chain
    .expiries(catalogue.today)
    .filter((day) => fitsDate(dayText(day), dayText(day), query.lastTradeDate));
  const strikes = query.strike > 0 ? chain.strikes.filter((s) => s === query.strike) : chain.strikes;
  const rights = (['C', 'P'] as const).filter((right) => query.right === '' || query.right === right);
  const found: Instrument[] = [];
  for (const expiry of expiries)
    for (const right of rights)
      for (const strike of strikes) {
        const option = chain.option(expiry, strike, right);
        if (option) found.push(option);
      }
  return found;
}

function fits(found: Instrument, query: ContractSearch): boolean {
  return (
    same(found.symbol, query.symbol) &&
    same(found.secType, query.secType) &&
    same(found.currency, query.currency) &&
    same(found.localSymbol, query.localSymbol) &&
    same(found.tradingClass, query.tradingClass) &&
    same(found.right, query.right) &&
    (query.multiplier === '' || Number(query.multiplier) === Number(found.multiplier || 1)) &&
    (query.strike <= 0 || found.strike === query.strike) &&
    fitsDate(found.lastTradeDate, found.contractMonth, query.lastTradeDate) &&
    fitsRoute(found, query)
  );
}

const same = (value: string, asked: string): boolean => asked === '' || value === asked;

/** Six digits name the contract month, eight the last trading day. */
function fitsDate(lastTradeDate: string, contractMonth: string, asked: string): boolean {
  if (asked === '') return true;
  return asked.length === 6 ? contractMonth.startsWith(asked) : lastTradeDate === asked;
}

/** IBKR's own venue: orders pegged to the best are routed there, although no list of exchanges names it. */
const IBKR_ATS = 'IBKRATS';

function fitsRoute(found: Instrument, { exchange, primaryExchange }: ContractSearch): boolean {
  const listing = found.primaryExchange || found.exchange;
  if (primaryExchange !== '' && primaryExchange !== listing && !aliases(listing).includes(primaryExchange))
    return false;
  if (exchange === '' || exchange === 'BEST') return true;
  if (exchange === IBKR_ATS) return found.secType === 'STK' && found.currency === 'USD';
  return found.validExchanges.includes(exchange) || aliases(listing).includes(exchange);
}

/** Names that exchanges had before. */
function aliases(exchange: string): readonly string[] {
  if (exchange === 'NASDAQ') return ['ISLAND'];
  if (exchange === 'CME') return ['GLOBEX'];
  if (exchange === 'CBOT') return ['ECBOT'];
  if (exchange === 'COMEX') return ['NYMEX'];
  return [];
}

const hasSecId = (found: Instrument, { secIdType, secId }: ContractSearch): boolean =>
  found.secIds.some(([tag, value]) => value === secId && (secIdType === '' || tag === secIdType));

/** Contracts that have ended are told only to those who ask for them. */
const isTold = (catalogue: Catalogue, found: Instrument, query: ContractSearch): boolean =>
  query.includeExpired === true || catalogue.isAlive(found);
