/** Gives a request back. A cancellation that got lost would leave a line taken for the rest of the session. */
import { ConnectionError, IBKRError } from '@cq/errors';
import { sendPaced } from '@cq/connection/internal';
import type { FeedContext } from './feed-context.js';
import type { Stream } from './stream.js';

/** How soon a cancellation that found the queue full is tried again. */
const AGAIN_AFTER_MS = 1000;

/** Tries until it is written; only the end of the session excuses it. */
export function cancelAtTws(context: FeedContext, stream: Stream, reqId: number): void {
  sendPaced(context.connection, 'data', (ib) => stream.cancel(ib, reqId)).catch((error: unknown) => {
    if (!IBKRError.is(error) || error instanceof ConnectionError) return;
    context.clock.schedule(AGAIN_AFTER_MS, () => cancelAtTws(context, stream, reqId));
  });
}
