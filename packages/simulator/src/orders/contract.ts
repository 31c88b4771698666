/** The contract of an order, as a question to the catalogue. */

import { textOf, type Fields } from '../layout.js';
import type { ContractQuery } from '../market-port.js';

export const isComboQuery = (fields: Fields): boolean => textOf(fields, 'secType').toUpperCase() === 'BAG';

export function readContractQuery(fields: Fields): ContractQuery {
  return {
    conId: Number(textOf(fields, 'conId')) || 0,
    symbol: textOf(fields, 'symbol'),
    secType: textOf(fields, 'secType').toUpperCase(),
    lastTradeDate: textOf(fields, 'lastTradeDate'),
    strike: strike(textOf(fields, 'strike')),
    right: right(textOf(fields, 'right')),
    multiplier: textOf(fields, 'multiplier'),
    exchange: textOf(fields, 'exchange').toUpperCase(),
    primaryExchange: textOf(fields, 'primaryExch'),
    currency: textOf(fields, 'currency'),
    localSymbol: textOf(fields, 'localSymbol'),
    tradingClass: textOf(fields, 'tradingClass'),
    secIdType: textOf(fields, 'secIdType'),
    secId: textOf(fields, 'secId'),
  };
}

/** Clients that have no strike write 0, nothing, or the protocol's "unset". */
function strike(text: string): number {
  const value = Number(text);
  return Number.isFinite(value) && value < Number.MAX_VALUE ? value : 0;
}

/** `C`, `CALL`, `P`, `PUT`; anything else, such as `0` and `?`, is none. */
function right(text: string): string {
  const letter = text.charAt(0).toUpperCase();
  return letter === 'C' || letter === 'P' ? letter : '';
}
