/** What an order would cost: margin before and after, commission; and whether the account can bear it. */

import { marginOf, valueAccount } from '../accounts/margin.js';
import { multiplierOf } from '../accounts/ledger.js';
import type { World } from '../world.js';
import { commissionCurrency, commissionFor } from './commission.js';
import type { WhatIf } from './echo.js';
import { sign, type Order } from './order.js';

/** The price it would trade at, as far as one can tell. */
function expectedPrice(world: World, order: Order): number {
  const { bid, ask, last, close } = world.combos.quote(order.instrument);
  const market = (order.terms.side === 'BUY' ? ask : bid) ?? last ?? close ?? 0;
  return order.terms.limitPrice ?? market;
}

export function previewOrder(world: World, order: Order): WhatIf {
  const { account } = order.terms;
  const { instrument, quantity } = order;
  const price = expectedPrice(world, order);
  const before = valueAccount(world.market, world.ledger, account);
  const change = marginChange(world, order, price);
  const rate = world.market.exchangeRate(instrument.currency, world.ledger.baseCurrency);
  const commission = commissionFor(instrument, quantity, price, 0);
  const isOption = instrument.secType === 'OPT' || instrument.secType === 'FOP';
  const premium = isOption ? sign(order) * quantity * price * multiplierOf(instrument) * rate : 0;
  return {
    initMarginBefore: before.initialMargin,
    maintMarginBefore: before.maintenanceMargin,
    equityWithLoanBefore: before.equityWithLoan,
    initMarginAfter: before.initialMargin + change.initial,
    maintMarginAfter: before.maintenanceMargin + change.maintenance,
    equityWithLoanAfter: before.equityWithLoan - commission * rate - premium,
    commission,
    commissionCurrency: commissionCurrency(instrument),
    warningText: '',
  };
}

function marginChange(world: World, order: Order, price: number): { initial: number; maintenance: number } {
  const { instrument, quantity } = order;
  const rate = world.market.exchangeRate(instrument.currency, world.ledger.baseCurrency);
  const legs = world.combos.legs(instrument);
  const parts = legs.length > 0 ? legs : [{ instrument, ratio: 1 }];
  let initial = 0;
  let maintenance = 0;
  for (const part of parts) {
    const held = world.ledger.holding(order.terms.account, part.instrument.conId)?.quantity ?? 0;
    const unit = legs.length > 0 ? (world.market.quote(part.instrument.conId).last ?? 0) : price;
    const now = marginOf(part.instrument, held, unit);
    const then = marginOf(part.instrument, held + sign(order) * quantity * part.ratio, unit);
    initial += (then.initial - now.initial) * rate;
    maintenance += (then.maintenance - now.maintenance) * rate;
  }
  return { initial, maintenance };
}

/** IBKR's words when the account cannot bear the order; `undefined` when it can. */
export function lacksMargin(world: World, order: Order): string | undefined {
  const { initMarginBefore, initMarginAfter, equityWithLoanAfter } = previewOrder(world, order);
  if (initMarginAfter <= equityWithLoanAfter || initMarginAfter <= initMarginBefore) return undefined;
  const amount = (value: number) => `${value.toFixed(2)} ${world.ledger.baseCurrency}`;
  return (
    'YOUR ORDER IS NOT ACCEPTED. IN ORDER TO OBTAIN THE DESIRED POSITION YOUR EQUITY WITH LOAN VALUE ' +
    `[${amount(equityWithLoanAfter)}] MUST EXCEED THE INITIAL MARGIN [${amount(initMarginAfter)}]`
  );
}
