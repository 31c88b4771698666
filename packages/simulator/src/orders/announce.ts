/** What is said about orders and executions, and to whom. */

import type { Client } from '../client.js';
import { UNSET_DOUBLE } from '../fields.js';
import { writeLayout } from '../layout.js';
import { clockText, naiveText } from '../time-text.js';
import { Version } from '../versions.js';
import type { World } from '../world.js';
import type { Execution } from './execution.js';
import { OPEN_ORDER } from './layouts.js';
import { openOrderFields, type WhatIf } from './echo.js';
import { averagePrice, remaining, type Order } from './order.js';

/** Who hears of an order: its own client, the master client, and client 0 for what was placed by hand. */
export function audience(world: World, order: Pick<Order, 'clientId' | 'orderId'>): readonly Client[] {
  const { masterClientId } = world.options;
  return [...world.clients].filter((client) => {
    if (!client.isReady) return false;
    if (client.clientId === masterClientId) return true;
    return client.clientId === order.clientId && order.orderId !== 0;
  });
}

/** The two messages that follow every change: openOrder, then orderStatus. */
export function announceOrder(world: World, order: Order): void {
  if (!order.silent) world.link.whenUp(() => announceLocally(world, order));
}

/** What TWS itself knows of an order, also while its link is lost. */
export function announceLocally(world: World, order: Order): void {
  for (const client of audience(world, order)) {
    sendOpenOrder(client, order);
    sendOrderStatus(client, order);
    if (world.faults.strike('duplicate-status')) sendOrderStatus(client, order);
  }
}

export function sendOpenOrder(client: Client, order: Order, whatIf?: WhatIf): void {
  client.send('openOrder', ...writeLayout(OPEN_ORDER, openOrderFields(order, whatIf), client.serverVersion));
}

export function sendOrderStatus(client: Client, order: Order): void {
  client.send(
    'orderStatus',
    order.orderId,
    order.status,
    order.filled,
    remaining(order),
    averagePrice(order),
    order.permId,
    order.terms.parentId,
    order.lastFillPrice,
    order.clientId,
    order.whyHeld,
    0,
  );
}

/** An error about an order goes to whoever may change it. */
export function announceError(world: World, order: Order, code: number, text: string): void {
  if (order.silent) return;
  world.link.whenUp(() => {
    for (const client of audience(world, order)) client.error(order.orderId, code, text);
  });
}

/** Executions and what they cost: commission after everything else. */
export function announceFill(world: World, order: Order, executions: readonly Execution[]): void {
  if (order.silent) return;
  world.link.whenUp(() => {
    const clients = audience(world, order);
    for (const client of clients) for (const execution of executions) sendExecution(world, client, execution);
    announceLocally(world, order);
    for (const client of clients) for (const execution of executions) sendCommission(client, execution);
  });
}

/** Before version 174 TWS did not say in which zone an execution's time is; it is its own. */
const timeText = ({ serverVersion }: Client, at: number, timeZone: string): string =>
  serverVersion >= Version.instrumentTimezone ? clockText(at, timeZone) : naiveText(at, timeZone);

/** Live: `reqId` −1. In answer to a request: its id. */
export function sendExecution(world: World, client: Client, execution: Execution, reqId = -1): void {
  const { instrument } = execution;
  client.send(
    'execDetails',
    reqId,
    execution.orderId,
    instrument.conId,
    instrument.symbol,
    instrument.secType,
    instrument.lastTradeDate,
    instrument.strike,
    instrument.right,
    instrument.multiplier,
    execution.exchange,
    instrument.currency,
    instrument.localSymbol,
    instrument.tradingClass,
    execution.execId,
    timeText(client, execution.at, world.options.timeZone),
    execution.account,
    execution.exchange,
    execution.side === 'BUY' ? 'BOT' : 'SLD',
    execution.shares,
    execution.price,
    execution.permId,
    execution.clientId,
    0,
    execution.cumulative,
    execution.averagePrice,
    execution.orderRef,
    '',
    '',
    '',
    execution.liquidity,
    ...(client.serverVersion >= Version.pendingPriceRevision ? [false] : []),
  );
}

export function sendCommission(client: Client, execution: Execution): void {
  client.send(
    'commissionReport',
    1,
    execution.execId,
    execution.commission,
    execution.commissionCurrency,
    execution.realizedPnl ?? UNSET_DOUBLE,
    UNSET_DOUBLE,
    '',
  );
}
