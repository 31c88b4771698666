/** Cancels everything: this client's orders one by one, or whatever the login has at once. And the kill switch. */
import type { CallOptions } from '@cq/connection';
import { sendPaced } from '@cq/connection/internal';
import { InvalidArgumentError, OrderRefusedError, TimeoutError } from '@cq/errors';
import { cancelOrder, lookUnlessAborted, type CancelContext } from './cancel-order.js';
import { checkDeadline } from './check.js';
import { nameOf } from './desk.js';
import { isActive, type Trade } from './trade.js';
import { writeGlobalCancel } from './tws.js';

export interface CancelAllOptions extends CallOptions {
  /** Only orders of this account. */
  readonly account?: string;
  /** The orders of all clients, and those entered in TWS, too. Cannot be limited to one account. @default false */
  readonly everyClient?: boolean;
}

/** What became of one cancel. */
export interface CancelResult {
  readonly trade: Trade;
  /** Why it was not cancelled; `undefined` when it is over. */
  readonly error: Error | undefined;
}

/** Resolves when TWS has answered for every order; look at each result. Rejects when nothing could be sent. */
export async function cancelAllOrders(
  context: CancelContext,
  options: CancelAllOptions = {},
): Promise<readonly CancelResult[]> {
  const { desk, readOnly } = context;
  const { account, everyClient = false, ...call } = options;
  checkDeadline(call);
  desk.requireOpen();
  if (readOnly) throw new OrderRefusedError('read-only');
  const concerned = (): Trade[] =>
    desk.book
      .trades()
      .filter(isActive)
      .filter((trade) => everyClient || trade.owner === 'this-client')
      .filter((trade) => account === undefined || trade.account === account);
  if (everyClient) {
    if (account !== undefined)
      throw new InvalidArgumentError('account', 'cannot be combined with everyClient: TWS cancels for all accounts');
    return cancelGlobally(context, concerned, call);
  }
  return Promise.all(
    concerned().map(async (trade): Promise<CancelResult> => {
      try {
        return { trade: await cancelOrder(context, nameOf(trade), call), error: undefined };
      } catch (error) {
        return { trade: desk.book.get(nameOf(trade)) ?? trade, error: error as Error };
      }
    }),
  );
}

async function cancelGlobally(
  context: CancelContext,
  concerned: () => Trade[],
  options: CallOptions,
): Promise<readonly CancelResult[]> {
  const { signal, timeoutMs = context.orderTimeoutMs } = options;
  const { connection, desk, clock } = context;
  const names = concerned().map(nameOf);
  await sendPaced(connection, 'cancel', (ib) => writeGlobalCancel(ib), signal ? { signal } : {});
  await lookUnlessAborted(context, options);
  const until = clock.now() + timeoutMs;
  const trades = (): Trade[] => names.flatMap((name) => desk.book.get(name) ?? []);
  // TWS tells other clients, not us, what became of theirs: so it is asked.
  while (trades().some(isActive) && clock.now() < until) {
    await clock.sleep(ASK_AGAIN_MS, signal ? { signal } : {});
    await lookUnlessAborted(context, options);
  }
  return trades().map((trade) => ({
    trade,
    error: isActive(trade) ? new TimeoutError('cancelAllOrders', timeoutMs) : undefined,
  }));
}

const ASK_AGAIN_MS = 200;
