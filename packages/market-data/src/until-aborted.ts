/** An answer that many wait for, for one of them who may stop waiting. */
import { onAbort } from '@cq/connection/internal';

/** Rejects with `signal.reason` when aborted; the answer itself goes on. */
export function untilAborted<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return answer;
  return new Promise((resolve, reject) => {
    // The reason belongs to whoever aborted; it is passed on as it is.
    const abort = (): void => reject(signal.reason as Error);
    const forget = onAbort(signal, abort);
    answer.then(resolve, reject).finally(forget);
    if (signal.aborted) abort();
  });
}
