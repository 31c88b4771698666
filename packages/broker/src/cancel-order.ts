/** Cancels orders. A cancel that is refused says what the order really is; a name that TWS doubled is cancelled whole. */
import type { CallOptions, Clock, IBKRConnectionManager } from '@cq/connection';
import { sendPaced } from '@cq/connection/internal';
import { OrderRefusedError, RequestError, TimeoutError, type Notice } from '@cq/errors';
import { checkDeadline } from './check.js';
import { nameOf, type OrderDesk } from './desk.js';
import { checkOwned, findTrades } from './find-trade.js';
import { isActive, isDone, type Trade } from './trade.js';
import type { OrderId } from './trade-book.js';
import { writeCancel } from './tws.js';
import { patiently, waitFor } from './wait.js';

export interface CancelContext {
  readonly connection: IBKRConnectionManager;
  readonly clock: Clock;
  readonly desk: OrderDesk;
  readonly readOnly: boolean;
  readonly orderTimeoutMs: number;
  /** Asks TWS how all orders stand. */
  readonly look: () => Promise<void>;
  /** Asks TWS for this client's orders, which binds each to its order id again. */
  readonly rebind: () => Promise<unknown>;
}

/**
 * Resolves with the trade as it stands when TWS has confirmed, or when it turns out to be over already: look at its
 * outcome, it may have filled. Rejects with `RequestError` when TWS refuses and the order lives, `TimeoutError` when
 * it says nothing, and the session's `ConnectionError` when that ends: reconciliation then tells.
 */
export async function cancelOrder(context: CancelContext, id: OrderId, options: CallOptions = {}): Promise<Trade> {
  const { desk, readOnly } = context;
  options.signal?.throwIfAborted();
  checkDeadline(options);
  desk.requireOpen();
  const trades = incarnations(desk, id);
  const [first] = trades;
  if (readOnly) throw new OrderRefusedError('read-only', { orderRef: first.orderRef });
  checkOwned(first);
  const names = trades.map(nameOf);
  const alive = (): Trade[] => names.flatMap((name) => desk.book.get(name) ?? []).filter(isActive);
  // Orders that TWS made of one share their order id, and a cancel takes one of them: so again, while any lives.
  for (let round = alive(); round.length > 0; round = alive()) {
    const groups = [...new Set(round.map(({ orderId }) => orderId))].map((id) =>
      round.filter(({ orderId }) => orderId === id),
    );
    await Promise.all(groups.map((group) => cancelOneOf(context, group, options)));
    desk.flush();
  }
  return desk.book.get(nameOf(first)) ?? first;
}

/** All orders that TWS made of the one that is meant; of a name that is only a label, those of this client. */
function incarnations(desk: OrderDesk, id: OrderId): readonly [Trade, ...Trade[]] {
  const found = findTrades(desk, id);
  const [first] = found;
  if (first.placedAt !== undefined && 'orderRef' in id) return findTrades(desk, { orderRef: first.orderRef });
  const [own, ...others] = found.filter(({ owner }) => owner === 'this-client');
  return own ? [own, ...others] : found;
}

/** Cancels one of the orders that share an order id: which one is TWS's choice. Resolves when one more is over. */
async function cancelOneOf(context: CancelContext, group: readonly Trade[], options: CallOptions): Promise<void> {
  const { desk } = context;
  const isOver = (trade: Trade): boolean => isDone(desk.book.get(nameOf(trade)) ?? trade);
  for (let attempt = 1; ; attempt += 1) {
    const said = await ask(context, group, options);
    if (said === 'done') return;
    await lookUnlessAborted(context, options);
    const living = group.find((trade) => !isOver(trade));
    const [first] = group;
    const shown = living ?? first;
    const after = shown && (desk.book.get(nameOf(shown)) ?? shown);
    if (said !== 'late' && after) desk.events.emit({ type: 'cancelRefused', trade: after, notice: said });
    if (group.some(isOver)) return;
    // Of orders that share an id TWS may have meant one that is over: asked for them, it knows the others by that id.
    if (attempt > 1 || first === undefined || !desk.book.isShared(first.orderId)) {
      if (said === 'late') throw new TimeoutError('cancelOrder', options.timeoutMs ?? context.orderTimeoutMs);
      throw new RequestError('cancelOrder', said);
    }
    await context.rebind();
  }
}

/** Asks TWS how all orders stand, for one who may stop waiting for that. */
export function lookUnlessAborted({ clock, look }: CancelContext, { signal }: CallOptions): Promise<void> {
  return patiently(look(), { clock, signal }, (ms) => new TimeoutError('cancelOrder', ms));
}

async function ask(context: CancelContext, group: readonly Trade[], options: CallOptions): Promise<Answer> {
  const { desk, clock, connection } = context;
  const [first] = group;
  if (!first) return 'done';
  const { orderRef, orderId } = first;
  let answer: Promise<Answer> | undefined;
  await sendPaced(
    connection,
    'cancel',
    (ib, session) => {
      const at = clock.now();
      desk.record({ type: 'cancel', orderRef, at });
      for (const trade of group) desk.apply(nameOf(trade), { type: 'cancelling', at });
      answer = answerTo(context, group, session.signal, options);
      writeCancel(ib, orderId);
    },
    options.signal ? { signal: options.signal } : {},
  );
  return (await answer) ?? 'late';
}

/** The order is over, TWS refuses, or it has said nothing in time. */
type Answer = 'done' | 'late' | Notice;

function answerTo(
  context: CancelContext,
  group: readonly Trade[],
  ended: AbortSignal,
  options: CallOptions,
): Promise<Answer> {
  const { desk, clock, orderTimeoutMs } = context;
  const { signal, timeoutMs = orderTimeoutMs } = options;
  const permIds = new Set(group.map(({ permId }) => permId));
  return waitFor<Answer>(
    { clock, timeoutMs, signal, ended },
    {
      listen: (settle) =>
        desk.watch(group[0]?.orderRef ?? '', ({ after, fact }) => {
          // An order that had no permId when the cancel was written may have one now.
          if (!permIds.has(after.permId) && !permIds.has(undefined)) return;
          if (isDone(after)) settle.resolve('done');
          else if (fact.type === 'dropped' && fact.by) settle.resolve(fact.by);
        }),
      late: (settle) => settle.resolve('late'),
    },
  );
}
