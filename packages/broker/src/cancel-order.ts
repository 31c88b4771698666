/** Cancels orders. A cancel that is refused says what the order really is; a name that TWS doubled is cancelled whole. */
import type { CallOptions, Clock, IBKRConnectionManager } from '@cq/connection';
import { sendPaced } from '@cq/connection/internal';
import { OrderRefusedError, RequestError, TimeoutError, type Notice } from '@cq/errors';
import { nameOf, type OrderDesk } from './desk.js';
import { checkOwned, findTrades } from './find-trade.js';
import { isActive, isDone, type Trade } from './trade.js';
import type { OrderId } from './trade-book.js';
import { writeCancel } from './tws.js';

export interface CancelContext {
  readonly connection: IBKRConnectionManager;
  readonly clock: Clock;
  readonly desk: OrderDesk;
  readonly readOnly: boolean;
  readonly orderTimeoutMs: number;
  /** Asks TWS how all orders stand. */
  readonly look: () => Promise<void>;
}

/**
 * Resolves with the trade as it stands when TWS has confirmed, or when it turns out to be over already: look at its
 * outcome, it may have filled. Rejects with `RequestError` when TWS refuses and the order lives, `TimeoutError` when
 * it says nothing, and the session's `ConnectionError` when that ends: reconciliation then tells.
 */
export async function cancelOrder(context: CancelContext, id: OrderId, options: CallOptions = {}): Promise<Trade> {
  const { desk, readOnly } = context;
  options.signal?.throwIfAborted();
  const trades = incarnations(desk, id);
  const [first] = trades;
  if (readOnly) throw new OrderRefusedError('read-only', { orderRef: first.orderRef });
  checkOwned(first);
  const names = trades.map(nameOf);
  const active = (): Trade[] => names.flatMap((name) => desk.book.get(name) ?? []).filter(isActive);
  // Orders that TWS made of one share their order id, and a cancel takes one of them: so again, while any lives.
  for (let round = active(); round.length > 0; round = active()) {
    const byOrderId = new Map(round.map((trade) => [trade.orderId, trade]));
    await Promise.all([...byOrderId.values()].map((trade) => cancelOne(context, trade, options)));
    desk.flush();
  }
  return desk.book.get(nameOf(first)) ?? first;
}

/** All orders that TWS made of the one that is meant; of a name that is only a label, those of this client. */
function incarnations(desk: OrderDesk, id: OrderId): readonly [Trade, ...Trade[]] {
  const found = findTrades(desk.book, id);
  const [first] = found;
  if (first.placedAt !== undefined && 'orderRef' in id) return findTrades(desk.book, { orderRef: first.orderRef });
  const [own, ...others] = found.filter(({ owner }) => owner === 'this-client');
  return own ? [own, ...others] : found;
}

async function cancelOne(context: CancelContext, trade: Trade, options: CallOptions): Promise<void> {
  const { desk, clock, connection } = context;
  const { orderRef, orderId } = trade;
  let answer: Promise<Answer> | undefined;
  await sendPaced(
    connection,
    'cancel',
    (ib, session) => {
      desk.record({ type: 'cancel', orderRef, at: clock.now() });
      desk.apply(nameOf(trade), { type: 'cancelling', at: clock.now() });
      answer = answerTo(context, trade, session.signal, options);
      writeCancel(ib, orderId);
    },
    options.signal ? { signal: options.signal } : {},
  );
  const said = await answer;
  if (said === undefined || said === 'done') return;
  await context.look();
  const after = desk.book.get(nameOf(trade)) ?? trade;
  if (said !== 'late') desk.events.emit({ type: 'cancelRefused', trade: after, notice: said });
  if (isDone(after)) return;
  if (said === 'late') throw new TimeoutError('cancelOrder', options.timeoutMs ?? context.orderTimeoutMs);
  throw new RequestError('cancelOrder', said);
}

/** The order is over, TWS refuses, or it has said nothing in time. */
type Answer = 'done' | 'late' | Notice;

function answerTo(context: CancelContext, trade: Trade, ended: AbortSignal, options: CallOptions): Promise<Answer> {
  const { desk, clock, orderTimeoutMs } = context;
  const { signal, timeoutMs = orderTimeoutMs } = options;
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      stopWatching();
      stopTimer();
      ended.removeEventListener('abort', onEnd);
      signal?.removeEventListener('abort', onAbort);
      act();
    };
    const stopWatching = desk.watch(trade.orderRef, ({ after, fact }) => {
      if (after.orderId !== trade.orderId) return;
      if (isDone(after)) settle(() => resolve('done'));
      else if (fact.type === 'dropped' && fact.by) {
        const { by } = fact;
        settle(() => resolve(by));
      }
    });
    const stopTimer = clock.schedule(timeoutMs, () => settle(() => resolve('late')));
    const onEnd = (): void => settle(() => reject(ended.reason as Error));
    const onAbort = (): void => settle(() => reject(signal?.reason as Error));
    ended.addEventListener('abort', onEnd, { once: true });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
