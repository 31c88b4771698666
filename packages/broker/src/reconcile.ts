/** What follows from TWS's answers for the orders it did not mention. Pure; reconciler.ts asks the questions. */
import { sum } from './decimal.js';
import { parseExecId, type Execution } from './execution.js';
import type { Trade } from './trade.js';
import { isActive } from './trade.js';

/** Everything TWS said when asked how things stand. The book has heard the reports themselves already. */
export interface Evidence {
  /** Orders in TWS's list of open ones. */
  readonly openPermIds: ReadonlySet<number>;
  readonly openRefs: ReadonlySet<string>;
  /** When the questions were asked, in milliseconds since the epoch: nothing placed later is judged. */
  readonly askedAt: number;
  /** Were orders of other clients listed too? */
  readonly allClients: boolean;
  /** Executions TWS listed, by id without revision. */
  readonly executions: ReadonlySet<string>;
  /** What TWS says each order has filled, by permId. */
  readonly filled: ReadonlyMap<number, number>;
}

export type Verdict =
  /** TWS once had it and no longer lists it anywhere: nobody can say what became of it. */
  | { readonly trade: Trade; readonly verdict: 'lost' }
  /** No trace of it. */
  | { readonly trade: Trade; readonly verdict: 'absent' }
  /** An order of somebody else that is over. */
  | { readonly trade: Trade; readonly verdict: 'gone' };

/** Judges the trades that are still active in the book after TWS has answered. */
export function judge(trades: readonly Trade[], evidence: Evidence): Verdict[] {
  const verdicts: Verdict[] = [];
  for (const trade of trades) {
    if (!isActive(trade) || isListed(trade, evidence)) continue;
    if (trade.placedAt === undefined) {
      if (trade.owner === 'this-client' || evidence.allClients) verdicts.push({ trade, verdict: 'gone' });
      continue;
    }
    // Just written, and TWS has not had its say: the deadline of the placement decides, not this.
    if (trade.outcome === 'pending' || trade.placedAt.getTime() >= evidence.askedAt) continue;
    verdicts.push({ trade, verdict: trade.permId === undefined && trade.filled === 0 ? 'absent' : 'lost' });
  }
  return verdicts;
}

/** An execution in our books that TWS does not list. */
export interface Missing {
  readonly trade: Trade;
  readonly execution: Execution;
  /** TWS does not count it in what the order has filled either: it was taken back. */
  readonly isBusted: boolean;
}

/** Judges our executions of the day that `isOfDay` tells, after TWS has listed all of it. */
export function judgeExecutions(
  trades: readonly Trade[],
  { executions, filled }: Evidence,
  isOfDay: (execution: Execution) => boolean,
): Missing[] {
  return trades.flatMap((trade) => {
    if (trade.placedAt === undefined || trade.permId === undefined || trade.contract.secType === 'BAG') return [];
    const missing = trade.executions.filter(
      (execution) => isOfDay(execution) && !executions.has(parseExecId(execution.execId).base),
    );
    const standing = sum(
      trade.executions.filter((execution) => !missing.includes(execution)).map(({ quantity }) => quantity),
    );
    const isBusted = filled.get(trade.permId) === standing;
    return missing.map((execution) => ({ trade, execution, isBusted }));
  });
}

function isListed(trade: Trade, { openPermIds, openRefs }: Evidence): boolean {
  return trade.permId === undefined ? openRefs.has(trade.orderRef) : openPermIds.has(trade.permId);
}
