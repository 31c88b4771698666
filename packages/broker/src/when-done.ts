/** Waiting for an order's end, and watching it on the way. */
import type { CallOptions, Clock } from '@cq/connection';
import { BoundedBuffer, onAbort } from '@cq/connection/internal';
import { TimeoutError } from '@cq/errors';
import { checkDeadline } from './check.js';
import { sum } from './decimal.js';
import { nameOf, type OrderDesk } from './desk.js';
import { findTrades } from './find-trade.js';
import { isDone, type Trade } from './trade.js';
import type { OrderId } from './trade-book.js';
import { waitFor } from './wait.js';

/** Executions and commissions follow the status that says "filled" within moments; no longer than this is waited. */
const ACCOUNTS_MS = 2_000;

interface WaitContext {
  readonly desk: OrderDesk;
  readonly clock: Clock;
}

/**
 * Resolves with the trade when it is over and its executions and commissions are in (those at most two seconds late).
 * Waits through lost sessions, and while the order is unknown, for as long as it takes; `timeoutMs` rejects with
 * `TimeoutError`, the signal with its reason, closing the broker with `ConnectionError('closed')`.
 */
export function whenDone({ desk, clock }: WaitContext, id: OrderId, options: CallOptions = {}): Promise<Trade> {
  checkDeadline(options);
  const { signal, timeoutMs } = options;
  const [first] = findTrades(desk, id);
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    let stopGrace: (() => void) | undefined;
    const settle = (act: () => void): void => {
      stopWatching();
      stopListening();
      stopTimer();
      stopGrace?.();
      forgetSignal();
      act();
    };
    const look = (): void => {
      const trade = desk.book.get(nameOf(first)) ?? first;
      if (!isDone(trade)) {
        stopGrace?.();
        stopGrace = undefined;
      } else if (isAccounted(trade)) settle(() => resolve(trade));
      else {
        stopGrace ??= clock.schedule(ACCOUNTS_MS, () => {
          const last = desk.book.get(nameOf(first)) ?? trade;
          if (!isAccounted(last)) desk.onDoubt(`executions of ${last.orderRef} are missing`);
          settle(() => resolve(last));
        });
      }
    };
    const abort = (): void => settle(() => reject(signal?.reason as Error));
    const stopWatching = desk.watch(first.orderRef, look);
    const stopListening = desk.onEnd((cause) => settle(() => reject(cause)));
    const expire = (ms: number): void => settle(() => reject(new TimeoutError('whenDone', ms)));
    const stopTimer = timeoutMs === undefined ? () => undefined : clock.schedule(timeoutMs, () => expire(timeoutMs));
    const forgetSignal = onAbort(signal, abort);
    look();
  });
}

/**
 * Resolves with the trade as soon as TWS's first word about it is known: it has the order, has refused it, or never got
 * it. At once for one that is past that. Waits and rejects as {@link whenDone} does.
 */
export function whenPlaced({ desk, clock }: WaitContext, id: OrderId, options: CallOptions = {}): Promise<Trade> {
  checkDeadline(options);
  const { signal, timeoutMs = Infinity } = options;
  const [first] = findTrades(desk, id);
  signal?.throwIfAborted();
  return waitFor<Trade>(
    { clock, timeoutMs, signal },
    {
      listen: (settle) => {
        const look = (): void => {
          const trade = desk.book.get(nameOf(first)) ?? first;
          if (trade.outcome !== 'pending' && trade.outcome !== 'unknown') settle.resolve(trade);
        };
        const stops = [desk.watch(first.orderRef, look), desk.onEnd((cause) => settle.reject(cause))];
        queueMicrotask(look);
        return () => {
          for (const stop of stops) stop();
        };
      },
      late: (settle) => settle.reject(new TimeoutError('whenPlaced', timeoutMs)),
    },
  );
}

/** Are all fills known one by one, with what they cost? */
function isAccounted({ filled, executions, contract }: Trade): boolean {
  const known = sum(executions.map(({ quantity }) => quantity));
  const isComplete = contract.secType === 'BAG' ? executions.length > 0 || filled === 0 : known >= filled;
  return isComplete && executions.every(({ commission }) => commission !== undefined);
}

/** The trade now and after every change; ends when it is over, or with the broker. A slow reader gets the latest, not a backlog. */
export function watchTrade(
  { desk }: WaitContext,
  id: OrderId,
  options: { readonly signal?: AbortSignal } = {},
): AsyncIterableIterator<Trade, undefined> {
  const [first] = findTrades(desk, id);
  const stop = (): void => {
    stopWatching();
    stopListening();
    forgetSignal();
  };
  const buffer = new BoundedBuffer<Trade>({ keep: 'latest', by: () => 0 }, stop);
  const end = (): void => {
    stop();
    buffer.end();
  };
  const push = (trade: Trade): void => {
    buffer.push(trade);
    if (isDone(trade)) end();
  };
  const stopWatching = desk.watch(first.orderRef, ({ after }) => {
    if (after.permId === first.permId || first.permId === undefined) push(after);
  });
  const stopListening = desk.onEnd(end);
  const forgetSignal = onAbort(options.signal, end);
  if (options.signal?.aborted) end();
  else push(desk.book.get(nameOf(first)) ?? first);
  return buffer;
}
