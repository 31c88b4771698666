/** Orders: placed, modified, cancelled, listed. */

import type { Client } from '../client.js';
import { readLayout, writeLayout } from '../layout.js';
import { sendOpenOrder, sendOrderStatus } from '../orders/announce.js';
import { fillNow, requestCancel } from '../orders/desk.js';
import { completedOrderFields } from '../orders/echo.js';
import { COMPLETED_ORDER, PLACE_ORDER } from '../orders/layouts.js';
import { isDone, type Order } from '../orders/order.js';
import { AUTO_BIND, bindManualOrders } from '../orders/manual.js';
import { placeOrder, refuseReadOnly } from '../orders/place.js';
import { withReordering } from '../orders/reorder.js';
import { Version } from '../versions.js';
import type { World } from '../world.js';
import { Refusal, type Call, type HandlerTable } from './registry.js';

export const orderHandlers: HandlerTable = {
  placeOrder: ({ client, fields, world }) => {
    const order = readLayout(PLACE_ORDER, fields, client.serverVersion);
    const answer = () => withReordering(world, () => placeOrder(world, client, order));
    // A lost acknowledgement loses everything that this request is answered with.
    if (world.faults.strike('ack-lost')) client.capture(answer);
    else answer();
  },
  cancelOrder: cancel,
  reqGlobalCancel: ({ world }) => {
    refuseReadOnly(world);
    for (const order of world.orders.working()) requestCancel(world, order);
  },
  reqOpenOrders: ({ client, world }) => {
    refuseReadOnly(world);
    if (client.clientId === 0) bindManualOrders(world);
    world.orders.bindAgain(client.clientId);
    listOpen(world, client, (order) => order.clientId === client.clientId);
  },
  reqAllOpenOrders: ({ client, world }) => {
    refuseReadOnly(world);
    listOpen(world, client, () => true);
  },
  reqAutoOpenOrders: autoBind,
  reqCompletedOrders: completed,
};

/** Client 0 may ask to be given every order that is placed by hand from now on. */
function autoBind({ client, fields, world }: Call): void {
  const isOn = fields.skip().bool();
  if (client.clientId !== 0) {
    throw new Refusal(321, "Error validating request.-'bO' : cause - Only the API client with id 0 can bind orders");
  }
  refuseReadOnly(world);
  if (isOn) client.hold(AUTO_BIND, () => undefined);
  else client.release(AUTO_BIND);
}

function cancel({ client, fields, world }: Call): void {
  if (client.serverVersion < Version.cmeTaggingFields) fields.skip();
  const orderId = fields.int();
  refuseReadOnly(world, orderId);
  const order = world.orders.find(client.clientId, orderId);
  if (!order) throw notFound(world, orderId);
  const refused = world.faults.strike('cancel-refused');
  if (refused) {
    throw new Refusal(refused.code, refused.text ?? `Order ${orderId} cannot be cancelled`, orderId);
  }
  if (isDone(order)) {
    const text = `OrderId ${orderId} that needs to be cancelled cannot be cancelled, state: ${order.status}.`;
    throw new Refusal(10148, text, orderId);
  }
  if (order.status === 'PendingCancel') {
    const text = `Cancel attempted when order is not in a cancellable state.  Order permId =${order.permId}`;
    throw new Refusal(161, text, orderId);
  }
  requestCancel(world, order);
  if (world.faults.strike('fill-after-cancel')) fillNow(world, order);
}

/** 135 for an order of another client, which this one may not cancel; 10147 for an id nobody has used. */
function notFound(world: World, orderId: number): Refusal {
  const isOthers = world.orders.all().some((order) => order.orderId === orderId);
  if (isOthers) return new Refusal(135, `Can't find order with id =${orderId}`, orderId);
  return new Refusal(10147, `OrderId ${orderId} that needs to be cancelled is not found.`, orderId);
}

function listOpen(world: World, client: Client, isShown: (order: Order) => boolean): void {
  for (const order of world.orders.working()) {
    if (!order.terms.transmit || !isShown(order)) continue;
    sendOpenOrder(client, order);
    sendOrderStatus(client, order);
  }
  client.send('openOrderEnd', 1);
}

function completed({ client, fields, world }: Call): void {
  const apiOnly = fields.bool();
  for (const order of world.orders.all()) {
    if (!isDone(order) || (apiOnly && order.clientId === 0 && order.orderId <= 0)) continue;
    const shown = completedOrderFields(order, world.options.timeZone);
    client.send('completedOrder', ...writeLayout(COMPLETED_ORDER, shown, client.serverVersion));
  }
  client.send('completedOrdersEnd');
}
