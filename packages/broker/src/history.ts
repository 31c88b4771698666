/** What happened to each order, step by step, for who asks later. Bounded per order. */
import type { Notice } from '@cq/errors';
import type { Execution } from './execution.js';
import { stageOf, type OrderStatus, type Stage, type Trade } from './trade.js';
import type { Change } from './trade-book.js';

/** One step of an order's life. */
export interface HistoryEntry {
  readonly at: Date;
  readonly stage: Stage;
  readonly status: OrderStatus;
  readonly filled: number;
  readonly remaining: number;
  readonly execution: Execution | undefined;
  readonly notice: Notice | undefined;
}

const KEPT_PER_ORDER = 200;

export class History {
  readonly #entries = new Map<string, HistoryEntry[]>();

  note(change: Change, at: number): void {
    const { after, before, fact, entry } = change;
    const execution = entry && entry.type !== 'duplicate' ? entry.execution : undefined;
    const notice = 'notice' in fact ? fact.notice : undefined;
    const stage = stageOf(after);
    const isSame =
      before && stageOf(before) === stage && before.status === after.status && before.filled === after.filled;
    if (isSame && !execution && !notice) return;
    const key = keyOf(after);
    const entries = this.#entries.get(key) ?? [];
    const { status, filled, remaining } = after;
    entries.push({ at: new Date(at), stage, status, filled, remaining, execution, notice });
    if (entries.length > KEPT_PER_ORDER) entries.splice(1, 1);
    this.#entries.set(key, entries);
  }

  /** Of an order that is struck out of the book: nobody can ask for it any more. */
  forget(trade: Trade): void {
    this.#entries.delete(keyOf(trade));
  }

  of(trade: Trade): readonly HistoryEntry[] {
    return [...(this.#entries.get(keyOf(trade)) ?? [])];
  }
}

/** Ours by name from the first moment; those of others by TWS's number, which they have when we hear of them. */
function keyOf({ placedAt, orderRef, permId }: Trade): string {
  return placedAt === undefined ? `perm ${permId ?? ''}` : `ref ${orderRef}`;
}
