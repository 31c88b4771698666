/** Changes a living order. It keeps its identity; a change that is refused leaves it as it was. */
import type { CallOptions } from '@cq/connection';
import { sendPaced } from '@cq/connection/internal';
import { InvalidArgumentError, OrderRefusedError, OrderUnknownError, RequestError, TimeoutError } from '@cq/errors';
import { checkDeadline, checkObject } from './check.js';
import { nameOf } from './desk.js';
import { checkOwned, findTrades } from './find-trade.js';
import { checkOrder } from './order-check.js';
import type { Order, Without } from './order.js';
import type { PlaceContext } from './place-order.js';
import { onTick } from './ticks.js';
import { isActive, isDone, type Trade } from './trade.js';
import type { OrderId } from './trade-book.js';
import { writeOrder } from './tws.js';
import { waitFor } from './wait.js';
import { writeAhead } from './write-ahead.js';

/** Whatever of the order is to be different. `quantity` is the whole of it, what has filled included. */
export type OrderChanges = Partial<Without<Order, 'type' | 'action' | 'orderRef' | 'account'>>;

const fixed = ['type', 'action', 'orderRef', 'account'] as const;

/**
 * Resolves with the trade once TWS shows the change, or when the order is over before it does: look at its outcome, it
 * may have filled. Rejects with `RequestError` when TWS refuses the change (the order is as it was), `OrderRefusedError`
 * (nothing was sent), `OrderUnknownError` when the session ends or the deadline passes: the order lives, and whether it
 * was changed shows at the next reconciliation.
 */
export async function modifyOrder(
  context: PlaceContext,
  id: OrderId,
  changes: OrderChanges,
  options: CallOptions = {},
): Promise<Trade> {
  options.signal?.throwIfAborted();
  checkDeadline(options);
  checkObject(changes, 'changes');
  const { desk, guards, contracts } = context;
  const trade = changeable(findTrades(desk, id));
  const { orderRef } = trade;
  guards.pass(orderRef);
  const wanted = changed(trade, changes);
  const tradable = contracts.known(trade.contract) ?? (await contracts.resolve(trade.contract, options));
  const order = onTick(wanted, tradable.increments, context.offTick, 'changes');
  guards.limit(trade.contract, order, trade);
  try {
    // Waits only where something has to be asked.
    const liveness = guards.proveLiveness(orderRef);
    if (liveness) await liveness;
    const holding = guards.limitByHolding(trade.contract, order, trade, trade);
    if (holding) await holding;
    options.signal?.throwIfAborted();
    guards.pass(orderRef);
    guards.takeRate(orderRef);
    const writing = writeDown(context, orderRef, order);
    if (writing) await writing;
    return await write(context, trade, order, options);
  } finally {
    guards.release(orderRef);
  }
}

function writeDown({ desk, clock }: PlaceContext, orderRef: string, order: Order): Promise<void> | undefined {
  const refuse = (cause: unknown): never => {
    throw new OrderRefusedError('journal', { orderRef, cause });
  };
  desk.record({ type: 'modify', orderRef, order, at: clock.now() });
  return writeAhead(desk, refuse);
}

function changeable(trades: readonly [Trade, ...Trade[]]): Trade {
  const active = trades.filter(isActive);
  const [trade = trades[0], ...others] = active;
  const { orderRef, orderId } = trade;
  checkOwned(trade);
  if (others.length > 0) {
    throw new OrderRefusedError('duplicate', {
      orderRef,
      message: `Nothing was sent: TWS has ${active.length} live orders of this name, and a change would hit only one`,
      tips: ['cancelOrder() cancels them all; or name the one you mean by its permId'],
    });
  }
  if (isDone(trade)) throw new OrderRefusedError('done', { orderRef, orderId });
  if (trade.outcome !== 'working') throw new OrderUnknownError(trade);
  return trade;
}

function changed(trade: Trade, changes: OrderChanges): Order {
  if (trade.order.type === 'OTHER') {
    throw new InvalidArgumentError(
      'order',
      'was not placed here, and TWS does not tell all its terms: cancel it and place a new one',
    );
  }
  for (const field of fixed) {
    if (field in changes)
      throw new InvalidArgumentError(`changes.${field}`, 'cannot be changed: cancel the order and place a new one');
  }
  return checkOrder({ ...trade.order, ...changes }, 'changes');
}

async function write(context: PlaceContext, trade: Trade, order: Order, options: CallOptions): Promise<Trade> {
  const { desk, clock, guards, connection } = context;
  const { orderRef, orderId, account, contract, parentRef } = trade;
  const id = nameOf(trade);
  let answer: Promise<Trade> | undefined;
  await sendPaced(
    connection,
    'order',
    (ib, session) => {
      if (guards.pass(orderRef) !== session) throw new OrderRefusedError('not-connected', { orderRef });
      const record = desk.book.recordOf(id);
      if (!record || isDone(record.trade)) throw new OrderRefusedError('done', { orderRef, orderId });
      if (record.activity === 'modify') {
        throw new OrderRefusedError('reconciling', {
          orderRef,
          message: 'Nothing was sent: an earlier change is not answered yet',
        });
      }
      desk.apply(id, { type: 'modifying', order, at: clock.now() });
      answer = outcome(context, trade, session.signal, options);
      const parentId = parentRef === undefined ? undefined : desk.book.get({ orderRef: parentRef })?.orderId;
      // By the id it has now: TWS can have bound it to another one since.
      writeOrder(ib, record.trade.orderId, contract, order, {
        orderRef,
        account,
        transmit: true,
        parentId,
        whatIf: false,
      });
    },
    options.signal ? { signal: options.signal } : {},
  );
  if (!answer) throw new OrderRefusedError('not-connected', { orderRef });
  const after = await answer;
  desk.flush();
  return after;
}

function outcome(context: PlaceContext, trade: Trade, ended: AbortSignal, options: CallOptions): Promise<Trade> {
  const { desk, clock, orderTimeoutMs } = context;
  const { signal, timeoutMs = orderTimeoutMs } = options;
  const unknown = (cause: unknown): OrderUnknownError =>
    new OrderUnknownError(trade, { cause, message: 'The change was sent and TWS has not said whether it was made' });
  return waitFor<Trade>(
    { clock, timeoutMs, signal, ended },
    {
      listen: (settle) =>
        desk.watch(trade.orderRef, ({ after, fact, modified }) => {
          if (after.permId !== trade.permId) return;
          if (modified) settle.resolve(after);
          else if (fact.type === 'dropped' && fact.by) settle.reject(new RequestError('modifyOrder', fact.by));
          else if (isDone(after)) settle.resolve(after);
        }),
      late: (settle) => {
        desk.onDoubt(`no answer to a change of ${trade.orderRef}`);
        settle.reject(unknown(new TimeoutError('modifyOrder', timeoutMs)));
      },
      ended: (settle, reason) => settle.reject(unknown(reason)),
    },
  );
}
