/** A promise that waits for news until a deadline, an abort or the end of a session, and leaves nothing behind. */
import type { Clock } from '@cq/connection';
import { onAbort } from '@cq/connection/internal';

export interface WaitOptions {
  readonly clock: Clock;
  /** `Infinity`: no deadline. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Aborts when the session ends. */
  readonly ended?: AbortSignal;
}

export interface Settle<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

export interface WaitHandlers<T> {
  /** Begins to listen. Returns the way to stop. */
  listen(settle: Settle<T>): () => void;
  /** The deadline has passed. What does not settle keeps waiting. */
  late(settle: Settle<T>): void;
  /** The session has ended. @default rejects with its reason */
  ended?(settle: Settle<T>, reason: unknown): void;
}

/** Settles once. An abort rejects with `signal.reason`. */
export function waitFor<T>(options: WaitOptions, handlers: WaitHandlers<T>): Promise<T> {
  const { clock, timeoutMs, signal, ended } = options;
  return new Promise((resolve, reject) => {
    const end = (act: () => void): void => {
      stopListening();
      stopTimer();
      ended?.removeEventListener('abort', onEnded);
      forgetSignal();
      act();
    };
    const settle: Settle<T> = {
      resolve: (value) => end(() => resolve(value)),
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- an aborted wait rejects with the caller's own reason
      reject: (error) => end(() => reject(error)),
    };
    const onEnded = (): void => {
      if (handlers.ended) handlers.ended(settle, ended?.reason);
      else settle.reject(ended?.reason);
    };
    const abort = (): void => settle.reject(signal?.reason);
    const stopListening = handlers.listen(settle);
    const stopTimer = timeoutMs === Infinity ? () => undefined : clock.schedule(timeoutMs, () => handlers.late(settle));
    ended?.addEventListener('abort', onEnded, { once: true });
    const forgetSignal = onAbort(signal, abort);
    if (signal?.aborted) abort();
  });
}

/** The answer to somebody who waits no longer than `timeoutMs` and until the signal; what answers goes on without. */
export function patiently<T>(
  answer: Promise<T>,
  { clock, signal, timeoutMs = Infinity }: Partial<WaitOptions> & Pick<WaitOptions, 'clock'>,
  late: (timeoutMs: number) => Error,
): Promise<T> {
  if (signal === undefined && timeoutMs === Infinity) return answer;
  return waitFor<T>(
    { clock, timeoutMs, signal },
    {
      listen: (settle) => {
        answer.then(
          (value) => settle.resolve(value),
          (error: unknown) => settle.reject(error),
        );
        return () => undefined;
      },
      late: (settle) => settle.reject(late(timeoutMs)),
    },
  );
}
