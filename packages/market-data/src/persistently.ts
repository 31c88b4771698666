/** Asks again what may succeed later: after a lost session, a timeout, a pacing violation. */
import { IBKRError, InvalidArgumentError, parseNotice } from '@cq/errors';
import type { FeedContext } from './feed-context.js';

export interface Persistence {
  /** Gives up when aborted. */
  readonly signal: AbortSignal;
  /** How often the same question is asked again. */
  readonly retryCount: number;
}

export const DEFAULT_RETRY_COUNT = 10;
const FIRST_RETRY_MS = 1000;
const PACING_RETRY_MS = 15_000;
const LONGEST_RETRY_MS = 300_000;
/** The longest a timer can be: the signal is what ends this wait. */
const LONGEST_WAIT_MS = 2_147_483_647;

/** @throws InvalidArgumentError: no attempt is the last one of NaN */
export function checkRetryCount(retryCount: number = DEFAULT_RETRY_COUNT): number {
  if (retryCount >= 0) return retryCount;
  throw new InvalidArgumentError('retryCount', `must be a number from 0, Infinity included; got ${retryCount}`);
}

/** Rejects with the last error when it is of no use, or when no connection is being made. */
export async function persistently<T>(
  { clock, connection }: FeedContext,
  ask: () => Promise<T>,
  { signal, retryCount }: Persistence,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      const delayMs = retryDelayMs(error, attempt);
      if (delayMs === undefined || attempt >= retryCount || signal.aborted) throw error;
      await clock.sleep(delayMs, { signal });
      await connection.session({ signal, timeoutMs: LONGEST_WAIT_MS });
    }
  }
}

/** Undefined: no use. */
function retryDelayMs(error: unknown, attempt: number): number | undefined {
  if (!IBKRError.is(error)) return undefined;
  if (error.name === 'ConnectionError' || error.name === 'TimeoutError') return 0;
  if (error.name !== 'RequestError') return undefined;
  const notice = parseNotice(error.notice);
  const paced = notice.kind === 'data-refused' && notice.why === 'pacing';
  if (!paced && !error.retryable) return undefined;
  return Math.min((paced ? PACING_RETRY_MS : FIRST_RETRY_MS) * 2 ** attempt, LONGEST_RETRY_MS);
}
