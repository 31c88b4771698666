// No order lost: in the end the broker's books and TWS's are the same, to the last share and cent.

import { isDone, type Execution, type Position, type Trade } from '@cq/broker';
import type { BookedExecution, BookedOrder } from '@cq/simulator';
import type { OrderLedger } from '../trader/order-ledger.js';
import { CLIENT_ID, type Program } from '../trader/program.js';
import type { MakeCheck } from './check.js';

const INVARIANT = 'the books agree';

export const booksAgree: MakeCheck = ({ failures, log }) => ({
  async end(program) {
    // Of an order that TWS never speaks of, nobody hears that it filled, unless TWS is asked.
    if (log.counts.has('mishap silent order'))
      await program.calls.track('final getOpenOrders', () => program.broker.getOpenOrders());
    checkOrders(program);
    await checkPositions(program);
    await checkExecutions(program);
    await checkCash(program);
    for (const trade of program.broker.getAllOrders()) {
      if (trade.outcome === 'unknown' || trade.outcome === 'pending')
        failures.add('every fate is known in the end', `${trade.orderRef} is ${trade.outcome}`);
    }
  },
});

function checkOrders({ broker, surroundings }: Program): void {
  const { sim, ledger, failures, log } = surroundings;
  const booked = sim.books.orders({ clientId: CLIENT_ID });
  const trades = broker.getAllOrders();
  const hasBeenAway = log.counts.has('mishap trader crashes') || log.counts.has('reconnects');
  for (const order of booked) {
    const trade = trades.find(({ permId }) => permId === order.permId);
    if (!trade && (isHeld(order, ledger) || (hasBeenAway && isDeadTwin(order, trades)))) continue;
    if (!trade) failures.add('no order is lost', `TWS has ${nameOf(order)}, the broker does not`);
    else compareOrder(trade, order, (what) => failures.add(INVARIANT, `${nameOf(order)}: ${what}`));
  }
  for (const { orderRef, answer } of ledger.all) {
    const there = booked.filter((order) => order.orderRef === orderRef);
    if (answer === 'acknowledged' && there.length === 0)
      failures.add('no order is lost', `${orderRef} was acknowledged, and TWS does not have it`);
    const here = trades.filter((trade) => trade.orderRef === orderRef);
    if (there.length > 0 || here.every(({ outcome }) => outcome === 'never-arrived' || outcome === 'rejected'))
      continue;
    failures.add(INVARIANT, `${orderRef} is ${here.map(({ outcome }) => outcome).join()}, and TWS does not have it`);
  }
}

/**
 * The first part of a bracket whose last part never came. TWS keeps it untransmitted: it cannot trade, and it is on no list
 * that a client can ask for, so that not having it is right. Unless somebody was told that it was placed.
 */
function isHeld({ status, orderRef }: BookedOrder, ledger: OrderLedger): boolean {
  return status === 'PendingSubmit' && ledger.find(orderRef)?.answer !== 'acknowledged';
}

/**
 * A second order that TWS made of one, made and over while nobody listened, and never filled: the list of completed orders
 * does not say whose they are.
 */
function isDeadTwin(order: BookedOrder, trades: readonly Trade[]): boolean {
  return order.done && order.filled === 0 && trades.some(({ orderRef }) => orderRef === order.orderRef);
}

function compareOrder(trade: Trade, order: BookedOrder, differs: (what: string) => void): void {
  if (trade.filled !== order.filled) differs(`filled ${trade.filled} here and ${order.filled} there`);
  if (isDone(trade) !== order.done) differs(`${trade.outcome} here and ${order.status} there`);
  if (order.filled > 0 && !isNear(trade.avgFillPrice ?? NaN, order.avgFillPrice))
    differs(`average price ${trade.avgFillPrice} here and ${order.avgFillPrice} there`);
  if (order.done) return;
  if (trade.remaining !== order.remaining) differs(`remaining ${trade.remaining} here and ${order.remaining} there`);
  const limit = 'limitPrice' in trade.order ? trade.order.limitPrice : undefined;
  if (limit !== order.limitPrice) differs(`limit ${limit} here and ${order.limitPrice} there`);
}

async function checkPositions({ broker, calls, surroundings }: Program): Promise<void> {
  const { sim, failures } = surroundings;
  const positions = await calls.track('final getPositions', () => broker.getPositions());
  if (!positions) {
    failures.add(INVARIANT, 'the positions could not be had in the end');
    return;
  }
  const theirs = new Map(sim.books.positions().map((p) => [p.conId, p]));
  const ours = new Map(positions.map((p: Position) => [p.contract.conId, p]));
  for (const conId of new Set([...theirs.keys(), ...ours.keys()])) {
    const [here, there] = [ours.get(conId), theirs.get(conId)];
    if (here?.quantity === there?.quantity && isNear(here?.avgCost ?? 0, there?.avgCost ?? 0)) continue;
    const said = `${here?.quantity} at ${here?.avgCost} here, ${there?.quantity} at ${there?.avgCost} there`;
    failures.add(INVARIANT, `position of ${conId}: ${said}`);
  }
}

/** Both as remembered and as asked for now. */
async function checkExecutions({ broker, calls, surroundings }: Program): Promise<void> {
  const { sim, failures } = surroundings;
  const theirs = sim.books.executions({ clientId: CLIENT_ID });
  const remembered = broker.getAllOrders().flatMap((trade) => (trade.clientId === CLIENT_ID ? trade.executions : []));
  const asked = await calls.track('final getExecutions', () => broker.getExecutions());
  for (const [how, ours] of [
    ['remembered', remembered],
    ['asked', asked ?? []],
  ] as const) {
    for (const what of differences(ours, theirs)) failures.add(INVARIANT, `executions as ${how}: ${what}`);
  }
}

async function checkCash({ broker, calls, surroundings }: Program): Promise<void> {
  const { sim, failures } = surroundings;
  const balance = await calls.track('final getAccountBalance', () => broker.getAccountBalance());
  for (const { currency, amount } of sim.books.cash()) {
    const here = balance?.cash[currency];
    // TWS tells cents.
    if (here === undefined || Math.abs(here - amount) > 0.0051)
      failures.add(INVARIANT, `cash: ${here} ${currency} here, ${amount} there`);
  }
}

function differences(ours: readonly Execution[], theirs: readonly BookedExecution[]): string[] {
  const here = new Map(ours.map((e) => [e.execId, e]));
  const there = new Map(theirs.map((e) => [e.execId, e]));
  const found: string[] = [];
  for (const [execId, e] of here) if (!there.has(execId) && e.quantity !== 0) found.push(`${execId} is only here`);
  for (const [execId, e] of there) {
    const mine = here.get(execId);
    if (!mine) found.push(`${execId} (${e.orderRef}, ${e.shares} at ${e.price}) is only there`);
    else if (mine.quantity !== e.shares || mine.price !== e.price || mine.action !== e.action)
      found.push(
        `${execId}: ${mine.action} ${mine.quantity} at ${mine.price}, there ${e.action} ${e.shares} at ${e.price}`,
      );
    else if (!isNear(mine.commission?.amount ?? NaN, e.commission))
      found.push(`${execId}: commission ${mine.commission?.amount}, there ${e.commission}`);
  }
  return found;
}

const nameOf = (order: BookedOrder): string => `${order.orderRef || 'an order without a name'} (${order.permId})`;

const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b));
