// What can go wrong, as data: an incident is one or more faults at one moment, some of them with an end.

import type { Fault } from '@cq/simulator';

/** Something other than a fault that happens to TWS or to the trader. */
export type Act =
  /** TWS restarts: sockets die, the port is closed for a while, order ids may count again from `nextOrderId`. */
  | { readonly act: 'restart'; readonly downMs: number; readonly nextOrderId?: number }
  /** Somebody places an order by hand in TWS. */
  | { readonly act: 'manual-order'; readonly symbol: string; readonly quantity: number; readonly limit: boolean }
  /** The trader's own doing. */
  | { readonly act: 'reconnect' }
  | { readonly act: 'disconnect'; readonly forMs: number }
  /** The trading program dies and is started again, with its journal. */
  | { readonly act: 'crash' };

/** One thing of an incident. */
export type Step = {
  /** Milliseconds after the incident begins. */
  readonly afterMs: number;
  /** When a fault ends by force; without it, it ends by itself or with the incidents. */
  readonly forMs?: number;
} & ({ readonly fault: Fault } | Act);

export interface Incident {
  /** Its place in the schedule: what `--only` takes. */
  readonly number: number;
  /** Milliseconds after the day begins. */
  readonly at: number;
  readonly name: string;
  readonly steps: readonly Step[];
}

/** As one line, for a schedule that people read. */
export function describeIncident({ name, steps }: Incident): string {
  return `${name}: ${steps.map(describeStep).join(', ')}`;
}

function describeStep(step: Step): string {
  const { afterMs, forMs, ...rest } = step;
  const what = 'fault' in rest ? rest.fault : rest;
  const [kind, ...details] = Object.values(what) as readonly unknown[];
  const text =
    details.length === 0 ? String(kind) : `${String(kind)}(${details.map((d) => JSON.stringify(d)).join(' ')})`;
  const after = afterMs > 0 ? `+${seconds(afterMs)} ` : '';
  return `${after}${text}${forMs === undefined ? '' : ` for ${seconds(forMs)}`}`;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
