/** Orders: placed, modified, cancelled, listed. */

import type { Client } from '../client.js';
import { readLayout, writeLayout } from '../layout.js';
import { sendOpenOrder, sendOrderStatus } from '../orders/announce.js';
import { cancelOrder } from '../orders/desk.js';
import { completedOrderFields } from '../orders/echo.js';
import { COMPLETED_ORDER, PLACE_ORDER } from '../orders/layouts.js';
import { isDone, type Order } from '../orders/order.js';
import { READ_ONLY, placeOrder } from '../orders/place.js';
import { Version } from '../versions.js';
import type { World } from '../world.js';
import { Refusal, type Call, type HandlerTable } from './registry.js';

export const orderHandlers: HandlerTable = {
  placeOrder: ({ client, fields, world }) => {
    placeOrder(world, client, readLayout(PLACE_ORDER, fields, client.serverVersion));
  },
  cancelOrder: cancel,
  reqGlobalCancel: ({ world }) => {
    if (world.options.readOnly) throw new Refusal(321, READ_ONLY);
    for (const order of world.orders.working()) cancelOrder(world, order, 'Cancelled');
  },
  reqOpenOrders: ({ client, world }) => {
    refuseReadOnly(world);
    listOpen(world, client, (order) => order.clientId === client.clientId);
  },
  reqAllOpenOrders: ({ client, world }) => {
    refuseReadOnly(world);
    listOpen(world, client, () => true);
  },
  reqAutoOpenOrders: ({ client, world }) => {
    if (client.clientId !== 0) {
      throw new Refusal(321, "Error validating request.-'bO' : cause - Only the API client with id 0 can bind orders");
    }
    refuseReadOnly(world);
  },
  reqCompletedOrders: completed,
};

/** TWS refuses to tell of orders too, which many clients ask for at connect. */
function refuseReadOnly(world: World): void {
  if (world.options.readOnly) throw new Refusal(321, READ_ONLY);
}

function cancel({ client, fields, world }: Call): void {
  if (client.serverVersion < Version.cmeTaggingFields) fields.skip();
  const orderId = fields.int();
  if (world.options.readOnly) throw new Refusal(321, READ_ONLY, orderId);
  const order = world.orders.find(client.clientId, orderId);
  if (!order) throw new Refusal(10147, `OrderId ${orderId} that needs to be cancelled is not found.`, orderId);
  const refused = world.faults.strike('cancel-refused');
  if (refused) {
    throw new Refusal(refused.code, refused.text ?? `Order ${orderId} cannot be cancelled`, orderId);
  }
  if (isDone(order)) {
    const text = `OrderId ${orderId} that needs to be cancelled cannot be cancelled, state: ${order.status}.`;
    throw new Refusal(10148, text, orderId);
  }
  cancelOrder(world, order, 'Cancelled');
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
