/** What was written down here against what IBKR reports, line by line. Pure; the broker fetches both sides. */
import { checkFinite, checkNotNegative, checkObject } from './check.js';
import { difference } from './decimal.js';
import { latest, parseExecId, type Execution } from './execution.js';
import type { Position } from './positions.js';

export interface AuditTolerance {
  /** @default 0 */
  readonly price?: number;
  /** @default 0.005 */
  readonly commission?: number;
}

/** @throws InvalidArgumentError: nothing differs by more than NaN */
export function checkTolerance({ price = 0, commission = 0 }: AuditTolerance): void {
  checkNotNegative(price, 'price');
  checkNotNegative(commission, 'commission');
}

export type Discrepancy =
  /** IBKR reports an execution that is not in our records. */
  | { readonly type: 'missing-here'; readonly execId: string; readonly theirs: Execution }
  /** Our records have an execution that IBKR does not report. */
  | { readonly type: 'missing-at-ibkr'; readonly execId: string; readonly ours: Execution }
  | {
      readonly type: 'symbol' | 'action' | 'quantity' | 'price' | 'commission' | 'revision';
      readonly execId: string;
      readonly ours: Execution;
      readonly theirs: Execution;
      /** Theirs minus ours, of numbers. */
      readonly difference: number | undefined;
    };

export interface ReconciliationReport {
  /** `YYYYMMDD`, in the time zone of TWS. */
  readonly day: string;
  readonly checkedAt: Date;
  /** `false` when TWS no longer tells of that day: then nothing was compared. */
  readonly covered: boolean;
  readonly source: 'journal' | 'memory';
  readonly matched: number;
  readonly discrepancies: readonly Discrepancy[];
  /** Executions of other clients, and those by hand, which are in no record of ours. */
  readonly foreign: readonly Execution[];
}

/** Compares executions by id without revision. */
export function compareExecutions(
  ours: readonly Execution[],
  theirs: readonly Execution[],
  tolerance: AuditTolerance = {},
): { readonly matched: number; readonly discrepancies: readonly Discrepancy[] } {
  const here = byBase(ours);
  const there = byBase(theirs);
  const discrepancies: Discrepancy[] = [];
  let matched = 0;
  for (const [base, mine] of here) {
    const their = there.get(base);
    if (!their) {
      discrepancies.push({ type: 'missing-at-ibkr', execId: mine.execId, ours: mine });
      continue;
    }
    const found = compare(mine, their, tolerance);
    if (found.length === 0) matched += 1;
    discrepancies.push(...found);
  }
  for (const [base, their] of there) {
    if (!here.has(base)) discrepancies.push({ type: 'missing-here', execId: their.execId, theirs: their });
  }
  return { matched, discrepancies };
}

function compare(ours: Execution, theirs: Execution, { price = 0, commission = 0.005 }: AuditTolerance): Discrepancy[] {
  const found: Discrepancy[] = [];
  const { execId } = theirs;
  const add = (type: 'symbol' | 'action' | 'quantity' | 'price' | 'commission' | 'revision', by?: number): void => {
    found.push({ type, execId, ours, theirs, difference: by });
  };
  if (ours.symbol !== theirs.symbol) add('symbol');
  if (ours.action !== theirs.action) add('action');
  if (ours.quantity !== theirs.quantity) add('quantity', difference(theirs.quantity, ours.quantity));
  if (Math.abs(difference(theirs.price, ours.price)) > price) add('price', difference(theirs.price, ours.price));
  const cost = difference(theirs.commission?.amount ?? 0, ours.commission?.amount ?? 0);
  if (theirs.commission && Math.abs(cost) > commission) add('commission', cost);
  if (found.length === 0 && ours.execId !== theirs.execId) add('revision');
  return found;
}

function byBase(executions: readonly Execution[]): Map<string, Execution> {
  return new Map(latest(executions).map((execution) => [parseExecId(execution.execId).base, execution]));
}

/** A position that is not what it should be. */
export interface PositionDiscrepancy {
  readonly symbol: string;
  readonly expected: number;
  readonly actual: number;
  /** Actual minus expected. */
  readonly difference: number;
}

/** @throws InvalidArgumentError naming the symbol */
export function checkExpected(expected: unknown): void {
  checkObject(expected, 'expected');
  for (const [symbol, quantity] of Object.entries(expected)) checkFinite(quantity, `expected.${symbol}`);
}

/** What is held against what should be, by symbol; a symbol that is not expected should not be held. */
export function comparePositions(
  expected: Readonly<Record<string, number>>,
  positions: readonly Position[],
): readonly PositionDiscrepancy[] {
  const symbols = new Set([...Object.keys(expected), ...positions.map(({ contract }) => contract.symbol)]);
  return [...symbols].flatMap((symbol) => {
    const wanted = expected[symbol] ?? 0;
    const actual = positions
      .filter(({ contract }) => contract.symbol === symbol)
      .reduce((total, { quantity }) => difference(total, -quantity), 0);
    const by = difference(actual, wanted);
    return by === 0 ? [] : [{ symbol, expected: wanted, actual, difference: by }];
  });
}
