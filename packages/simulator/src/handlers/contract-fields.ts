/** Contracts in requests: reading their fields, and finding the one instrument they mean. */

import type { FieldReader } from '../fields.js';
import type { ContractSearch } from '../market/find-contracts.js';
import type { Instrument } from '../market/instrument.js';
import type { Market } from '../market/market.js';
import { invalidRequest, Refusal } from './registry.js';

/** A leg of a combination as market data requests carry it. */
export interface LegFields {
  readonly conId: number;
  readonly ratio: number;
  readonly action: string;
  readonly exchange: string;
}

/** TWS's answer to a contract nobody knows. */
export const NO_DEFINITION = 'No security definition has been found for the request';

const MAX_LEGS = 100;

/** The twelve contract fields, conId to tradingClass, in the order of almost every request. */
export function readContract(fields: FieldReader): ContractSearch {
  const contract = { ...readCore(fields), exchange: fields.string(), primaryExchange: fields.string() };
  return plain({
    ...contract,
    currency: fields.string(),
    localSymbol: fields.string(),
    tradingClass: fields.string(),
    secIdType: '',
    secId: '',
  });
}

/** Contract details: the twelve fields and what may follow them. */
export function readContractSearch(fields: FieldReader): ContractSearch {
  const contract = readContract(fields);
  return plain({
    ...contract,
    includeExpired: fields.bool(),
    secIdType: fields.string(),
    secId: fields.string(),
  });
}

/** As `readContract`, with `includeExpired` behind it. */
export function readDatedContract(fields: FieldReader): ContractSearch {
  return { ...readContract(fields), includeExpired: fields.bool() };
}

/** The legs of a combination: a count, then four fields each. */
export function readLegs(fields: FieldReader, reqId: number): LegFields[] {
  const count = fields.int();
  if (count < 0 || count > MAX_LEGS) throw invalidRequest('Invalid number of combo legs', reqId);
  return Array.from({ length: count }, () => ({
    conId: fields.int(),
    ratio: fields.int(),
    action: fields.string().toUpperCase(),
    exchange: fields.string(),
  }));
}

/** The one instrument a request means. @throws Refusal 321 when essential fields are missing, 200 for none or several */
export function resolve(market: Market, query: ContractSearch, reqId: number): Instrument {
  if (query.conId <= 0 && query.secType === '') throw invalidRequest('Please enter a valid security type', reqId);
  if (query.exchange === '') throw invalidRequest('Please enter exchange', reqId);
  const found = market.find(query);
  const [only, ...others] = found;
  if (!only) throw new Refusal(200, NO_DEFINITION, reqId);
  if (others.length > 0) throw new Refusal(200, ambiguous(query), reqId);
  return only;
}

/** The instrument of a combination. @throws Refusal 200 when a leg is unknown, 321 when there is none */
export function resolveCombo(market: Market, legs: readonly LegFields[], reqId: number): Instrument {
  if (legs.length === 0) throw invalidRequest('Please enter combo legs', reqId);
  return market.combo(
    legs.map(({ conId, ratio, action }) => {
      const instrument = market.instrument(conId);
      if (!instrument || ratio <= 0) throw new Refusal(200, NO_DEFINITION, reqId);
      return { instrument, ratio: action.startsWith('S') ? -ratio : ratio };
    }),
  );
}

const ambiguous = ({ symbol, localSymbol }: ContractSearch): string =>
  `The contract description specified for ${symbol || localSymbol} is ambiguous.`;

function readCore(fields: FieldReader) {
  return {
    conId: fields.int(),
    symbol: fields.string(),
    secType: fields.string(),
    lastTradeDate: fields.string(),
    strike: fields.number(),
    right: fields.string(),
    multiplier: fields.string(),
  };
}

/** Rights and security types have several spellings on the wire. */
function plain(contract: ContractSearch): ContractSearch {
  return {
    ...contract,
    symbol: contract.symbol.trim(),
    secType: contract.secType.toUpperCase(),
    right: rightOf(contract.right),
    multiplier: /^[\d.]+$/.test(contract.multiplier) ? contract.multiplier : '',
    exchange: contract.exchange.toUpperCase(),
    currency: contract.currency.toUpperCase(),
  };
}

function rightOf(text: string): string {
  const letter = text.charAt(0).toUpperCase();
  return letter === 'C' || letter === 'P' ? letter : '';
}
