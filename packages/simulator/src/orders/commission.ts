/** What an execution costs, after IBKR's published fixed prices (USD). */

import type { Instrument } from '../market-port.js';
import { tidy } from '../tidy.js';

/** The fee of one execution. `orderFilled` is what the order had already traded, so that a minimum is charged once. */
export function commissionFor(instrument: Instrument, shares: number, price: number, orderFilled: number): number {
  const total = schedule(instrument, orderFilled + shares, price);
  const before = orderFilled === 0 ? 0 : schedule(instrument, orderFilled, price);
  return tidy(Math.max(0, Math.round((total - before) * 1e6) / 1e6));
}

/** The currency commissions are charged in. */
export function commissionCurrency(instrument: Instrument): string {
  return instrument.secType === 'CASH' ? 'USD' : instrument.currency;
}

function schedule(instrument: Instrument, shares: number, price: number): number {
  const value = shares * price * (Number(instrument.multiplier) || 1);
  switch (instrument.secType) {
    case 'STK':
    case 'CFD':
      return Math.min(Math.max(0.005 * shares, 1), 0.01 * value);
    case 'OPT':
    case 'FOP':
    case 'WAR':
      return Math.max(0.65 * shares, 1);
    case 'FUT':
      return 2.25 * shares;
    case 'CASH':
      return Math.max(value * 0.00002, 2);
    case 'CRYPTO':
      return Math.min(Math.max(value * 0.0018, 1.75), 0.01 * value);
    case 'BOND':
      return Math.max(value * 0.001, 1);
    case 'FUND':
      return Math.min(14.95, value * 0.03);
    default:
      return Math.max(0.005 * shares, 1);
  }
}
