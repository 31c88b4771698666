/** Order faults that act at once: fills behind a client's back, corrections, busts. */

import type { FaultOf } from '../faults.js';
import { audience, sendCommission, sendExecution } from '../orders/announce.js';
import { fillNow } from '../orders/desk.js';
import { nextRevision, type Execution } from '../orders/execution.js';
import { averagePrice, isDone } from '../orders/order.js';
import type { World } from '../world.js';

/** The working orders of clients that are not connected fill at their limits, or at the market. @returns whether any did */
export function fillOrdersOfAbsent(world: World): boolean {
  const present = new Set([...world.clients].filter((c) => c.isReady).map((c) => c.clientId));
  const orphans = world.orders.working().filter((order) => !present.has(order.clientId) && order.terms.transmit);
  // The fill of one can be the end of another.
  for (const order of orphans) if (!isDone(order)) fillNow(world, order);
  return orphans.length > 0;
}

/** @returns whether there was an execution to correct */
export function correctExecution(world: World, fault: FaultOf<'correct-execution'>): boolean {
  const execution = fault.execId === undefined ? world.executions.last() : world.executions.find(fault.execId);
  if (!execution) return false;
  revise(world, execution, fault.quantity ?? execution.shares, fault.price ?? execution.price);
  return true;
}

/** @returns whether there was an execution to take back */
export function bustExecution(world: World, fault: FaultOf<'bust-execution'>): boolean {
  const execution = fault.execId === undefined ? world.executions.last() : world.executions.find(fault.execId);
  if (!execution) return false;
  revise(world, execution, 0, execution.price);
  return true;
}

/** Replace an execution by its next revision, in the books and on the wire. A busted one is reported with size 0. */
function revise(world: World, before: Execution, shares: number, price: number): void {
  const { account, instrument, side, commissionCurrency } = before;
  const same = { account, instrument, side, commissionCurrency };
  world.ledger.unbook({ ...same, shares: before.shares, price: before.price, commission: before.commission });
  const commission = shares === 0 ? 0 : before.commission;
  const realizedPnl = shares === 0 ? undefined : world.ledger.book({ ...same, shares, price, commission });
  const order = world.orders.byPermId(before.permId);
  const isWhole = order?.instrument === instrument;
  if (isWhole) {
    order.filled += shares - before.shares;
    order.filledValue += shares * price - before.shares * before.price;
  }
  const after: Execution = {
    ...before,
    execId: nextRevision(before.execId),
    shares,
    price,
    cumulative: before.cumulative - before.shares + shares,
    averagePrice: isWhole && order.filled > 0 ? averagePrice(order) : price,
    at: world.clock.now(),
    commission,
    realizedPnl,
  };
  world.executions.add(after);
  for (const client of audience(world, before)) {
    sendExecution(world, client, after);
    sendCommission(client, after);
  }
  world.accountChanged(account);
}
