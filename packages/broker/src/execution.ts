/**
 * Executions: one trade of part of an order. Keyed by `execId`, so that none counts twice; a correction comes as the
 * same id with a higher last part (`….01` becomes `….02`) and replaces what it corrects.
 */
import { add, decimal, difference, multiply, subtract, zero, type Decimal } from './decimal.js';
import type { Action } from './order.js';

export interface Commission {
  readonly amount: number;
  readonly currency: string;
  /** Of the position this closed; `undefined` when it closed none. */
  readonly realizedPnl: number | undefined;
}

export interface Execution {
  readonly execId: string;
  readonly time: Date;
  readonly account: string;
  readonly exchange: string;
  readonly action: Action;
  /** Shares, contracts or units, fractions included. */
  readonly quantity: number;
  readonly price: number;
  readonly symbol: string;
  readonly secType: string;
  readonly conId: number;
  readonly orderRef: string;
  readonly orderId: number;
  readonly permId: number;
  readonly clientId: number;
  /** `added` or `removed` liquidity, when TWS tells. */
  readonly liquidity: 'added' | 'removed' | 'routed-out' | undefined;
  /** The price may still be revised. */
  readonly priceIsProvisional: boolean;
  /** Follows the execution by a moment: `undefined` until then. */
  readonly commission: Commission | undefined;
}

/** All executions of one trade, and their exact sums. */
export interface Ledger {
  /** By id without revision, in order of arrival. A busted execution stays, with quantity 0. */
  readonly byBase: ReadonlyMap<string, Execution>;
  /** Those that stand. */
  readonly executions: readonly Execution[];
  readonly quantity: Decimal;
  /** Σ quantity × price. */
  readonly value: Decimal;
}

export const emptyLedger: Ledger = { byBase: new Map(), executions: [], quantity: zero, value: zero };

export type Entry =
  | { readonly type: 'duplicate' }
  | { readonly type: 'fill'; readonly execution: Execution }
  /** `delta` is the change of the filled quantity: negative when less was traded than first said. */
  | { readonly type: 'correction'; readonly execution: Execution; readonly previous: Execution; readonly delta: number }
  | { readonly type: 'bust'; readonly execution: Execution; readonly previous: Execution; readonly delta: number };

/** Splits `0000e0d5.6512ab8d.01.02` into its base and its revision, 2. An id without one is revision 0 of itself. */
export function parseExecId(execId: string): { readonly base: string; readonly revision: number } {
  const dot = execId.lastIndexOf('.');
  const last = execId.slice(dot + 1);
  return dot > 0 && /^\d+$/.test(last)
    ? { base: execId.slice(0, dot), revision: Number(last) }
    : { base: execId, revision: 0 };
}

/** Each execution in its latest revision, those that were taken back left out; in order of arrival. */
export function latest(executions: readonly Execution[]): Execution[] {
  const byBase = new Map<string, Execution>();
  for (const execution of executions) {
    const { base, revision } = parseExecId(execution.execId);
    const known = byBase.get(base);
    if (!known || parseExecId(known.execId).revision <= revision) byBase.set(base, execution);
  }
  return standing(byBase);
}

/**
 * Enters an execution into the ledger of its trade. `counts`: whether its quantity is part of what the order traded;
 * the legs of a combination are not, as they come beside the combination's own.
 */
export function enter(
  ledger: Ledger,
  execution: Execution,
  counts = true,
): { readonly ledger: Ledger; readonly entry: Entry } {
  const { base, revision } = parseExecId(execution.execId);
  const previous = ledger.byBase.get(base);
  if (previous && parseExecId(previous.execId).revision >= revision) return { ledger, entry: { type: 'duplicate' } };
  const byBase = new Map(ledger.byBase).set(base, execution);
  const before = previous && counts ? amounts(previous) : nothing;
  const after = counts ? amounts(execution) : nothing;
  const next: Ledger = {
    byBase,
    executions: standing(byBase),
    quantity: add(ledger.quantity, subtract(after.quantity, before.quantity)),
    value: add(ledger.value, subtract(after.value, before.value)),
  };
  if (!previous) return { ledger: next, entry: { type: 'fill', execution } };
  const delta = counts ? difference(execution.quantity, previous.quantity) : 0;
  const type = execution.quantity === 0 ? 'bust' : 'correction';
  return { ledger: next, entry: { type, execution, previous, delta } };
}

/** Takes out an execution that does not exist any more. Should TWS report it again, it is a fill again. */
export function strike(ledger: Ledger, execId: string): { readonly ledger: Ledger; readonly entry: Entry } {
  const { base } = parseExecId(execId);
  const previous = ledger.byBase.get(base);
  if (!previous) return { ledger, entry: { type: 'duplicate' } };
  const execution = { ...previous, quantity: 0 };
  const { quantity, value } = amounts(previous);
  const byBase = new Map(ledger.byBase);
  byBase.delete(base);
  const next: Ledger = {
    byBase,
    executions: standing(byBase),
    quantity: subtract(ledger.quantity, quantity),
    value: subtract(ledger.value, value),
  };
  return { ledger: next, entry: { type: 'bust', execution, previous, delta: -previous.quantity } };
}

/** Joins a commission to its execution. The same ledger when there is none of that id, or it is joined already. */
export function join(ledger: Ledger, execId: string, commission: Commission): Ledger {
  const { base } = parseExecId(execId);
  const execution = ledger.byBase.get(base);
  if (execution?.execId !== execId || sameCommission(execution.commission, commission)) return ledger;
  const byBase = new Map(ledger.byBase).set(base, { ...execution, commission });
  return { ...ledger, byBase, executions: standing(byBase) };
}

function standing(byBase: ReadonlyMap<string, Execution>): Execution[] {
  const executions: Execution[] = [];
  for (const execution of byBase.values()) if (execution.quantity !== 0) executions.push(execution);
  return executions;
}

const nothing = { quantity: zero, value: zero };

function amounts(execution: Execution): { readonly quantity: Decimal; readonly value: Decimal } {
  const quantity = decimal(execution.quantity);
  return { quantity, value: multiply(quantity, decimal(execution.price)) };
}

function sameCommission(a: Commission | undefined, b: Commission): boolean {
  return a?.amount === b.amount && a.currency === b.currency && a.realizedPnl === b.realizedPnl;
}
