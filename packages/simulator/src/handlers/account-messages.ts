/** How holdings are told: the three messages that carry a position, each with its own idea of a contract. */

import { averageCost, type Holding } from '../accounts/ledger.js';
import { valueHolding } from '../accounts/margin.js';
import type { Client } from '../client.js';
import type { Field } from '../fields.js';
import type { Instrument } from '../market-port.js';
import type { World } from '../world.js';

/** The contract part of `position` and `positionMulti`: no exchange, as TWS leaves it out. */
function contractFields(instrument: Instrument): readonly Field[] {
  const { conId, symbol, secType, lastTradeDate, strike, right, multiplier, currency, localSymbol, tradingClass } =
    instrument;
  return [conId, symbol, secType, lastTradeDate, strike, right, multiplier, '', currency, localSymbol, tradingClass];
}

export function sendPosition(client: Client, holding: Holding): void {
  const { account, instrument, quantity } = holding;
  client.send('position', 3, account, ...contractFields(instrument), quantity, averageCost(holding));
}

export function sendPositionMulti(client: Client, reqId: number, holding: Holding): void {
  const { account, instrument, quantity } = holding;
  client.send('positionMulti', 1, reqId, account, ...contractFields(instrument), quantity, averageCost(holding), '');
}

/** One holding with its value. Unlike `position` it names the listing exchange and has `0` for no right. */
export function sendPortfolio(world: World, client: Client, holding: Holding): void {
  const { account, instrument, quantity, realized } = holding;
  const { price, marketValue, unrealized } = valueHolding(world.market, holding);
  client.send(
    'updatePortfolio',
    8,
    instrument.conId,
    instrument.symbol,
    instrument.secType,
    instrument.lastTradeDate,
    instrument.strike,
    instrument.right || '0',
    instrument.multiplier,
    instrument.primaryExchange,
    instrument.currency,
    instrument.localSymbol,
    instrument.tradingClass,
    quantity,
    price,
    cents(marketValue),
    averageCost(holding),
    cents(unrealized),
    cents(realized),
    account,
  );
}

const cents = (value: number): number => Math.round(value * 100) / 100 + 0;

/** Tells of each holding when it differs from what was told last. */
export class HoldingNews {
  readonly #told = new Map<string, Holding>();

  /** Holdings that are new or different since the last call. Closed ones come once, with quantity 0. */
  take(holdings: readonly Holding[]): readonly Holding[] {
    return holdings.filter((holding) => {
      const key = `${holding.account}/${holding.instrument.conId}`;
      const before = this.#told.get(key);
      this.#told.set(key, holding);
      return before ? before !== holding : holding.quantity !== 0;
    });
  }
}
