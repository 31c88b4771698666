/** May an order be sent now? One answer, kept from the session's events. */
import type { Clock, Session } from '@cq/connection';
import { onAbort } from '@cq/connection/internal';
import { OrderRefusedError } from '@cq/errors';
import { checkDeadline } from './check.js';

export type GateState =
  | { readonly state: 'no-session' }
  | { readonly state: 'link-lost'; readonly session: Session }
  | { readonly state: 'reconciling'; readonly session: Session }
  /** TWS itself takes no orders: its "Read-Only API" is ticked. */
  | { readonly state: 'read-only-tws'; readonly session: Session }
  | { readonly state: 'open'; readonly session: Session };

export class Gate {
  #state: GateState = { state: 'no-session' };
  #isClosed = false;
  readonly #listeners = new Set<() => void>();

  get current(): GateState {
    return this.#state;
  }

  get session(): Session | undefined {
    return this.#state.state === 'no-session' ? undefined : this.#state.session;
  }

  move(to: GateState): void {
    this.#state = to;
    for (const listener of [...this.#listeners]) listener();
  }

  /** It will not open again. */
  close(): void {
    this.#isClosed = true;
    this.move({ state: 'no-session' });
  }

  /** Resolves with true once open; with false when that is late, or not to be expected. Rejects with `signal.reason`. */
  whenOpen(
    clock: Clock,
    { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<boolean> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      checkDeadline({ timeoutMs });
      const settle = (act: () => void): void => {
        this.#listeners.delete(look);
        stopTimer();
        forgetSignal();
        act();
      };
      const look = (): void => {
        const { state } = this.#state;
        if (this.#isClosed || state === 'open' || state === 'read-only-tws') settle(() => resolve(state === 'open'));
      };
      const abort = (): void => settle(() => reject(signal?.reason as Error));
      const stopTimer = clock.schedule(timeoutMs, () => settle(() => resolve(false)));
      this.#listeners.add(look);
      const forgetSignal = onAbort(signal, abort);
      look();
    });
  }

  /** The session to write on. @throws OrderRefusedError saying why not */
  pass(orderRef: string | undefined): Session {
    const current = this.#state;
    switch (current.state) {
      case 'open':
        return current.session;
      case 'no-session':
        throw new OrderRefusedError('not-connected', { orderRef });
      case 'link-lost':
        throw new OrderRefusedError('link-lost', { orderRef });
      case 'reconciling':
        throw new OrderRefusedError('reconciling', { orderRef });
      case 'read-only-tws':
        throw new OrderRefusedError('read-only', {
          orderRef,
          message: 'The order was not sent: this TWS takes none',
          tips: ['Untick Global Configuration > API > Settings > Read-Only API in TWS, then reconnect'],
        });
    }
  }
}
