/** What an order would cost: TWS's what-if. Nothing is placed, nothing enters the book. */
import type { CallOptions, ContractLike } from '@cq/connection';
import { sendPaced } from '@cq/connection/internal';
import { describe, OrderRefusedError, RequestError, TimeoutError } from '@cq/errors';
import { checkDeadline } from './check.js';
import { checkOrder } from './order-check.js';
import type { Order } from './order.js';
import type { PlaceContext } from './place-order.js';
import { onTick } from './ticks.js';
import { writeOrder, type OrderPreview } from './tws.js';
import { waitFor } from './wait.js';

/**
 * Margin before and after, and commission. Rejects with `RequestError` when TWS would refuse the order, with
 * `TimeoutError`, the session's `ConnectionError`, or what `placeOrder` rejects with before sending.
 */
export async function previewOrder(
  context: PlaceContext,
  contract: ContractLike,
  order: Order,
  options: CallOptions = {},
): Promise<OrderPreview> {
  options.signal?.throwIfAborted();
  checkDeadline(options);
  const { guards, contracts, desk, connection } = context;
  const checked = checkOrder(order);
  guards.pass();
  const tradable = await contracts.resolve(contract, options);
  const account = guards.accountOf(checked, guards.pass());
  const priced = onTick(checked, tradable.increments, context.offTick);
  const orderRef = context.newOrderRef();
  let answer: Promise<OrderPreview> | undefined;
  await sendPaced(
    connection,
    'order',
    (ib, session) => {
      if (guards.pass() !== session) throw new OrderRefusedError('not-connected');
      const orderId = desk.ids.take();
      answer = answerTo(context, orderId, session.signal, options);
      const frame = { orderRef, account, transmit: true, parentId: undefined, whatIf: true };
      writeOrder(ib, orderId, tradable.contract, priced, frame);
    },
    options.signal ? { signal: options.signal } : {},
  );
  if (!answer) throw new OrderRefusedError('not-connected');
  return answer;
}

function answerTo(
  { desk, clock, orderTimeoutMs }: PlaceContext,
  orderId: number,
  ended: AbortSignal,
  { signal, timeoutMs = orderTimeoutMs }: CallOptions,
): Promise<OrderPreview> {
  return waitFor<OrderPreview>(
    { clock, timeoutMs, signal, ended },
    {
      listen: (settle) =>
        desk.expectPreview(orderId, {
          answer: (preview) => settle.resolve(preview),
          refuse: (notice) => {
            if (describe(notice.code).onOrder !== 'none') settle.reject(new RequestError('previewOrder', notice));
          },
        }),
      late: (settle) => settle.reject(new TimeoutError('previewOrder', timeoutMs)),
    },
  );
}
