/** A client places or modifies an order: from its fields to the desk. */

import { Refusal, invalidRequest } from '../handlers/registry.js';
import type { Client } from '../client.js';
import { textOf, type Fields } from '../layout.js';
import type { Instrument } from '../market-port.js';
import type { World } from '../world.js';
import { announceError, announceLocally, announceOrder, sendOpenOrder } from './announce.js';
import { beginOrder, cancelOrder, workOrder } from './desk.js';
import { isDone, type Order } from './order.js';
import { readTerms, type OrderTerms } from './terms.js';
import { accountFor, instrumentFor, validateTerms } from './validate.js';
import { lacksMargin, previewOrder } from './what-if.js';

const READ_ONLY = "Error validating request.-'bN' : cause - The API interface is currently in Read-Only mode.";

/** TWS refuses to tell of orders too, which many clients ask for at connect. @throws Refusal in Read-Only mode */
export function refuseReadOnly(world: World, reqId?: number): void {
  if (world.options.readOnly) throw new Refusal(321, READ_ONLY, reqId);
}

/** PLACE_ORDER. A known id of a working order modifies it. */
export function placeOrder(world: World, client: Client, fields: Fields): void {
  const orderId = Number(textOf(fields, 'orderId'));
  if (!Number.isInteger(orderId)) throw invalidRequest('Invalid order id', orderId);
  refuseReadOnly(world, orderId);
  const isWhatIf = readTerms(fields).whatIf;
  const known = isWhatIf ? undefined : world.orders.find(client.clientId, orderId);
  if (known) {
    modifyOrder(world, client, known, fields);
    return;
  }
  if (!isWhatIf && world.orders.isUsed(client.clientId, orderId)) {
    throw new Refusal(103, 'Duplicate order id', orderId);
  }
  const { terms, instrument } = checkOrder(world, fields, orderId);
  const order = makeOrder(world, client.clientId, { orderId, fields, terms, instrument });
  if (isWhatIf) sendOpenOrder(client, order, previewOrder(world, order));
  else submitOrder(world, order);
}

/** Read and check the fields of an order. @throws Refusal as TWS refuses */
export function checkOrder(
  world: World,
  fields: Fields,
  orderId: number,
): { terms: OrderTerms; instrument: Instrument } {
  const read = readTerms(fields);
  const instrument = instrumentFor(world, fields, orderId);
  const terms = withCashQuantity(world, { ...read, account: accountFor(world, read, orderId) }, instrument);
  validateTerms(world, terms, instrument, orderId);
  return { terms, instrument };
}

/** An amount of money becomes a quantity at the present price. */
function withCashQuantity(world: World, terms: OrderTerms, instrument: Instrument): OrderTerms {
  const price = world.market.quote(instrument.conId).last;
  if (terms.quantity > 0 || terms.cashQuantity === undefined || !price) return terms;
  const step = instrument.sizeIncrement || 1;
  return { ...terms, quantity: Math.floor(terms.cashQuantity / price / step + 1e-9) * step };
}

interface Parts {
  readonly orderId: number;
  readonly fields: Fields;
  readonly terms: OrderTerms;
  readonly instrument: Instrument;
}

/** An order that nobody knows of yet. */
export function makeOrder(world: World, clientId: number, parts: Parts): Order {
  const { orderId, fields, instrument } = parts;
  const parent = parts.terms.parentId === 0 ? undefined : world.orders.find(clientId, parts.terms.parentId);
  const ocaGroup = parts.terms.ocaGroup || (parent ? String(parent.permId) : '');
  const terms = { ...parts.terms, ocaGroup };
  return {
    permId: parts.terms.whatIf ? 0 : world.orders.takePermId(),
    orderId,
    clientId,
    instrument,
    fields,
    terms,
    quantity: terms.quantity,
    status: 'PendingSubmit',
    filled: 0,
    filledValue: 0,
    lastFillPrice: 0,
    whyHeld: '',
    priority: 0,
    active: false,
    rested: false,
    triggered: false,
    stopPrice: undefined,
    trailedLimit: undefined,
    parentPermId: parent?.permId ?? 0,
    placedAt: world.clock.now(),
    completedAt: undefined,
    completedStatus: '',
    warning: '',
    silent: false,
    unreachable: false,
    cleanups: [],
  };
}

/** Hand a checked order to the desk: it works, waits, or is rejected. */
export function submitOrder(world: World, order: Order): void {
  const { terms, orderId } = order;
  if (terms.parentId !== 0 && order.parentPermId === 0) throw new Refusal(10006, 'Missing parent order.', orderId);
  const fault = world.faults.strike('reject-order');
  if (fault) {
    reject(world, order, fault.code, fault.text ?? 'Order rejected - reason:Simulated rejection');
    return;
  }
  const shortfall = lacksMargin(world, order);
  if (shortfall !== undefined) {
    reject(world, order, 201, `Order rejected - reason:${shortfall}`);
    return;
  }
  world.orders.add(order);
  if (world.faults.strike('silent-order')) order.silent = true;
  transmit(world, order);
  const warning = world.faults.strike('order-warning');
  if (warning) announceError(world, order, warning.code, warning.text ?? 'Order Message:\nSimulated warning');
}

/** Begin it, and with it the parent and siblings that waited for it. */
function transmit(world: World, order: Order): void {
  if (!order.terms.transmit) return;
  const parent = order.parentPermId === 0 ? undefined : world.orders.byPermId(order.parentPermId);
  const waiting = parent ? [parent, ...world.orders.childrenOf(parent).filter((o) => o !== order)] : [];
  for (const other of [...waiting, order]) {
    if (other.status !== 'PendingSubmit') continue;
    other.terms = { ...other.terms, transmit: true };
    if (!world.link.isUp) announceLocally(world, other);
    world.link.whenUp(() => beginOrder(world, other));
  }
}

/** 201 and its like: IBKR refused. The order existed for a moment and is inactive. */
function reject(world: World, order: Order, code: number, text: string): void {
  world.orders.add(order);
  order.status = 'Inactive';
  order.completedAt = world.clock.now();
  order.completedStatus = text;
  announceError(world, order, code, text);
  announceOrder(world, order);
}

function modifyOrder(world: World, client: Client, order: Order, fields: Fields): void {
  const { orderId } = order;
  const late = tooLate(order);
  if (late) throw new Refusal(late.code, late.text, orderId);
  const refused = world.faults.strike('modify-refused');
  if (refused) throw new Refusal(refused.code, refused.text ?? 'Simulated refusal of a modification', orderId);
  const { terms, instrument } = checkOrder(world, fields, orderId);
  if (instrument.conId !== order.instrument.conId || terms.side !== order.terms.side) {
    throw new Refusal(105, 'Order being modified does not match original order.', orderId);
  }
  if (terms.quantity < order.filled)
    throw new Refusal(105, 'Order being modified does not match original order.', orderId);
  const second = world.faults.strike('second-perm-id');
  if (second) {
    order.unreachable = second.unreachable ?? false;
    const twin = makeOrder(world, client.clientId, { orderId, fields, terms, instrument });
    world.orders.add(twin);
    transmit(world, twin);
    return;
  }
  world.link.whenUp(() => applyChange(world, order, fields, terms));
}

/** The answer to a change of an order that is over. */
function tooLate(order: Order): { readonly code: number; readonly text: string } | undefined {
  if (order.status === 'Filled') return { code: 104, text: 'Cannot modify a filled order.' };
  return isDone(order) ? { code: 103, text: 'Duplicate order id' } : undefined;
}

function applyChange(world: World, order: Order, fields: Fields, terms: OrderTerms): void {
  // While the link was lost the order may have ended.
  const late = tooLate(order);
  if (late) {
    announceError(world, order, late.code, late.text);
    return;
  }
  const losesPlace = terms.limitPrice !== order.terms.limitPrice || terms.quantity > order.quantity;
  order.fields = fields;
  order.terms = { ...terms, ocaGroup: terms.ocaGroup || order.terms.ocaGroup };
  order.quantity = terms.quantity;
  order.rested = order.rested && !losesPlace;
  if (losesPlace && order.active) order.priority = world.orders.takePriority();
  if (order.status === 'PendingSubmit') {
    transmit(world, order);
    return;
  }
  announceOrder(world, order);
  if (order.quantity <= order.filled) cancelOrder(world, order, 'Cancelled');
  else workOrder(world, order);
}
