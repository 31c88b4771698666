/** Options exercised or let go: the option leaves at nothing, its underlying comes at the strike. */

import { Refusal } from '../handlers/registry.js';
import type { Instrument } from '../market-port.js';
import type { World } from '../world.js';
import { sendCommission, sendExecution } from './announce.js';
import type { Execution } from './execution.js';
import type { Side } from './terms.js';
import type { Client } from '../client.js';

export interface Exercise {
  readonly reqId: number;
  readonly option: Instrument;
  readonly underlying: Instrument;
  /** Lapse instead: give it up before it expires. */
  readonly lapses: boolean;
  readonly quantity: number;
  readonly account: string;
  /** Exercise also what is out of the money. */
  readonly override: boolean;
}

/** @throws Refusal when there is nothing to exercise */
export function exerciseOption(world: World, client: Client, exercise: Exercise): void {
  const { option, underlying, quantity, account, reqId } = exercise;
  const held = world.ledger.holding(account, option.conId)?.quantity ?? 0;
  if (held < quantity || quantity <= 0) {
    const cause = 'No unlapsed position exists in this option in this account.';
    throw new Refusal(322, `Error processing request.-'cd' : cause - ${cause}`, reqId);
  }
  if (!exercise.lapses && !exercise.override && !isInTheMoney(world, option, underlying)) {
    throw new Refusal(322, 'Error processing request.Exercise ignored because option is not in-the-money.', reqId);
  }
  trade(world, client, exercise, { instrument: option, side: 'SELL', shares: quantity, price: 0 });
  if (exercise.lapses) return;
  const shares = quantity * (Number(option.multiplier) || 1);
  const side: Side = option.right === 'P' ? 'SELL' : 'BUY';
  trade(world, client, exercise, { instrument: underlying, side, shares, price: option.strike });
}

function isInTheMoney(world: World, option: Instrument, underlying: Instrument): boolean {
  const last = world.market.quote(underlying.conId).last ?? 0;
  return option.right === 'P' ? last < option.strike : last > option.strike;
}

function trade(
  world: World,
  client: Client,
  { account, reqId }: Exercise,
  part: Pick<Execution, 'instrument' | 'side' | 'shares' | 'price'>,
): void {
  const commissionCurrency = part.instrument.currency;
  const realizedPnl = world.ledger.book({ ...part, account, commission: 0, commissionCurrency });
  const execution: Execution = {
    ...part,
    execId: world.executions.takeId(),
    permId: world.orders.takePermId(),
    orderId: reqId,
    clientId: client.clientId,
    orderRef: '',
    account,
    exchange: part.instrument.primaryExchange,
    cumulative: part.shares,
    averagePrice: part.price,
    liquidity: 0,
    at: world.clock.now(),
    commission: 0,
    commissionCurrency,
    realizedPnl,
  };
  world.executions.add(execution);
  sendExecution(world, client, execution);
  sendCommission(client, execution);
  world.accountChanged(account);
}
