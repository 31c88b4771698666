// A cable that can be pulled: what an outage looks like to a program, against a real TWS as well.

import { connect, type Socket } from 'node:net';
import type { Dial } from '@cq/connection';

export interface Cable {
  /** Given to a connection as its `dial` option. */
  readonly dial: Dial;
  /** Cuts the connection that is up now. The next one is dialled as if nothing had happened. */
  cut(): void;
}

export function cable(): Cable {
  let current: Socket | undefined;
  return {
    dial: ({ host, port }) => (current = connect({ host, port, noDelay: true, keepAlive: true })),
    cut: () => current?.resetAndDestroy(),
  };
}
