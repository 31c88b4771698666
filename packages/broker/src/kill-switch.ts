/** The kill switch: cancels what lives, refuses what comes, until re-armed. It outlives the process in the journal. */
import { cancelAllOrders, type CancelResult } from './cancel-all.js';
import type { CancelContext } from './cancel-order.js';
import { checkText } from './check.js';
import type { Gate } from './gate.js';
import type { Guards } from './guards.js';

interface KillContext {
  readonly guards: Guards;
  readonly gate: Gate;
  readonly cancel: CancelContext;
  readonly account: string | undefined;
}

/**
 * From this moment every order is refused. Cancels every order of the login, whoever placed it; only this client's,
 * one by one, when the broker is limited to an account. While there is no session, and whenever one is reconciled
 * with the switch on, whatever is found alive is cancelled then.
 */
export async function engage(core: KillContext, reason: string): Promise<readonly CancelResult[]> {
  checkText(reason, 'reason', 1_000);
  set(core, { engaged: true, reason });
  const { state } = core.gate.current;
  return state === 'no-session' || state === 'read-only-tws' ? [] : sweep(core);
}

export function rearm(core: KillContext, reason: string): void {
  checkText(reason, 'reason', 1_000);
  set(core, { engaged: false, reason });
}

/** After a reconciliation with the switch on. */
export async function sweep(core: KillContext): Promise<readonly CancelResult[]> {
  const { cancel, account } = core;
  if (cancel.readOnly || !core.guards.killSwitch.engaged) return [];
  if (account !== undefined) return cancelAllOrders(cancel, { account });
  // The cancel of everything also reaches orders whose answers were lost, and those of other clients.
  return cancelAllOrders(cancel, { everyClient: true });
}

function set(
  { guards, cancel: { desk, clock } }: KillContext,
  state: { readonly engaged: boolean; readonly reason: string },
): void {
  guards.killSwitch = state;
  desk.record({ type: 'killSwitch', ...state, at: clock.now() });
  desk.flush();
  desk.events.emit({ type: 'killSwitch', ...state });
}
