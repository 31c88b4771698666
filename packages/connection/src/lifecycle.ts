// Where the connection stands, as data: the part of the status that the supervising loop decides.

import type { ConnectionError } from '@cq/errors';
import { isLegalMove } from './state.js';

export type Lifecycle =
  | { readonly state: 'disconnected'; readonly cause: ConnectionError | undefined }
  | {
      readonly state: 'connecting';
      readonly attempt: number;
      readonly retryAt: Date | undefined;
      readonly cause: ConnectionError | undefined;
    }
  | { readonly state: 'connected' }
  | { readonly state: 'reconnecting'; readonly plane: 'link'; readonly since: Date; readonly cause: ConnectionError }
  | {
      readonly state: 'reconnecting';
      readonly plane: 'socket';
      readonly attempt: number;
      readonly retryAt: Date | undefined;
      readonly cause: ConnectionError;
    }
  | { readonly state: 'failed'; readonly error: ConnectionError };

/** The next lifecycle. Throws on a move the table does not have: that is a bug of ours, never of the caller. */
export function moveTo(from: Lifecycle, to: Lifecycle): Lifecycle {
  if (!isLegalMove(from.state, to.state)) throw new Error(`Illegal move from ${from.state} to ${to.state}`);
  return to;
}
