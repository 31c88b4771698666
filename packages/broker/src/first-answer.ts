/** What TWS says about an order that was written, first of all: it has it, it refuses it, or it says nothing. */
import type { CallOptions, Clock } from '@cq/connection';
import { OrderRejectedError, OrderUnknownError, TimeoutError, TwsCode, type Notice } from '@cq/errors';
import type { OrderDesk } from './desk.js';
import type { IntentFact } from './facts.js';
import type { Trade } from './trade.js';
import type { Change } from './trade-book.js';
import { patiently, waitFor } from './wait.js';

interface AnswerContext {
  readonly clock: Clock;
  readonly desk: OrderDesk;
  readonly orderTimeoutMs: number;
}

/**
 * Resolves with the trade when TWS has it, rejects with `OrderRejectedError` or `OrderUnknownError`. An abort ends the
 * waiting alone: the deadline stands, after which the order is unknown and TWS is asked.
 */
export function firstAnswer(
  { desk, clock, orderTimeoutMs }: AnswerContext,
  intent: IntentFact,
  { signal, timeoutMs = orderTimeoutMs }: CallOptions,
): Promise<Trade> {
  const { orderRef } = intent;
  let late: TimeoutError | undefined;
  const answer = waitFor<Trade>(
    { clock, timeoutMs },
    {
      listen: (settle) =>
        desk.watch(orderRef, ({ after, fact }) => {
          if (after.outcome === 'pending') return;
          if (after.outcome === 'rejected') {
            settle.reject(new OrderRejectedError(intent, refusalIn(fact, after)));
          } else if (after.outcome === 'unknown') {
            settle.reject(new OrderUnknownError(intent, { cause: late ?? desk.lostBy }));
          } else settle.resolve(after);
        }),
      late: () => {
        late = new TimeoutError('placeOrder', timeoutMs);
        desk.apply({ orderRef }, { type: 'lost', at: clock.now() });
        desk.onDoubt(`no answer to order ${orderRef}`);
      },
    },
  );
  return signal ? patiently(answer, { clock, signal }, () => new TimeoutError('placeOrder', timeoutMs)) : answer;
}

/** Why TWS refused it: in the words of its notice, or, should that have been lost, of its list of completed orders. */
function refusalIn(fact: Change['fact'], { orderId, notices }: Trade): Notice {
  if ('notice' in fact) return fact.notice;
  const message = fact.type === 'completed' ? (fact.completedStatus ?? '') : '';
  return notices.at(-1) ?? { code: TwsCode.OrderRejected, message, reqId: orderId };
}
