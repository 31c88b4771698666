// Why a session that was ready is no more.

import { ConnectionError } from '@cq/errors';
import type { Notice } from '@cq/errors';
import { nameOf } from './handshake.js';
import type { Endpoint } from './transport.js';

/** The socket is gone, or of no use any more. */
export function lost(message: string, cause?: unknown): ConnectionError {
  return new ConnectionError('lost', { message, ...(cause === undefined ? {} : { cause }) });
}

/** TWS hung up, with a word of explanation or without. */
export function closedByTws(
  endpoint: Endpoint,
  { notice, error }: { notice: Notice | undefined; error: Error | undefined },
): ConnectionError {
  const why = notice?.message ?? error?.message;
  return new ConnectionError('lost', {
    message: `TWS at ${nameOf(endpoint)} closed the connection${why === undefined ? '' : `: ${why}`}`,
    notice,
    ...(error ? { cause: error } : {}),
  });
}

/** Nothing was heard for too long. */
export function stale(endpoint: Endpoint, silentMs: number): ConnectionError {
  return new ConnectionError('stale', {
    message: `TWS at ${nameOf(endpoint)} has been silent for ${Math.round(silentMs)} ms and did not answer`,
  });
}
