/** What the journal says about orders: written as things happen, read back when a process starts. */
import type { QualifiedContract } from '@cq/connection';
import type { Notice } from '@cq/errors';
import { latest, parseExecId, type Commission, type Execution } from './execution.js';
import type { IntentFact, RestoredFact } from './facts.js';
import type { Journal } from './journal.js';
import type { Order } from './order.js';
import type { Change, TradeBook } from './trade-book.js';
import type { TradeRecord } from './trade-record.js';

interface About {
  readonly at: number;
  readonly orderRef: string;
}

export type OrderRecord =
  /** Before the wire. */
  | IntentFact
  /** It was certainly not written after all. */
  | ({ readonly type: 'withdrawn' } & About)
  | ({ readonly type: 'modify'; readonly order: Order } & About)
  | ({ readonly type: 'cancel' } & About)
  /** Where the order stands. */
  | ({ readonly type: 'state' } & About & Omit<RestoredFact, 'type' | 'at'>)
  | ({ readonly type: 'notice'; readonly notice: Notice } & About)
  | ({ readonly type: 'duplicate'; readonly permIds: readonly (number | undefined)[] } & About)
  | {
      readonly type: 'execution';
      readonly at: number;
      readonly execution: Execution;
      readonly contract: QualifiedContract;
    }
  | ({ readonly type: 'vanished'; readonly execId: string } & About)
  | { readonly type: 'commission'; readonly at: number; readonly execId: string; readonly commission: Commission }
  | { readonly type: 'killSwitch'; readonly at: number; readonly engaged: boolean; readonly reason: string };

const orderRecordTypes = new Set<string>([
  'intent',
  'withdrawn',
  'modify',
  'cancel',
  'state',
  'notice',
  'duplicate',
  'execution',
  'vanished',
  'commission',
  'killSwitch',
] satisfies OrderRecord['type'][]);

export function orderRecords(journal: Journal): OrderRecord[] {
  return (journal.records() as readonly { readonly type: string }[]).filter((record): record is OrderRecord =>
    orderRecordTypes.has(record.type),
  );
}

/** What a change of an order placed here adds to the journal. */
export function recordsOf(change: Change, record: TradeRecord, at: number): OrderRecord[] {
  const { before, after, fact, entry, duplicateOf } = change;
  const { orderRef } = after;
  const records: OrderRecord[] = [];
  if (duplicateOf) records.push({ type: 'duplicate', orderRef, permIds: [duplicateOf.permId, after.permId], at });
  if (fact.type === 'execution' && entry && entry.type !== 'duplicate') {
    records.push({ type: 'execution', execution: fact.execution, contract: fact.contract, at });
  }
  if (fact.type === 'vanished' && entry?.type === 'bust') {
    records.push({ type: 'vanished', orderRef, execId: fact.execId, at });
  }
  if (fact.type === 'commission')
    records.push({ type: 'commission', execId: fact.execId, commission: fact.commission, at });
  if ('notice' in fact) records.push({ type: 'notice', orderRef, notice: fact.notice, at });
  const moved =
    before?.outcome !== after.outcome ||
    before.status !== after.status ||
    before.permId !== after.permId ||
    before.orderId !== after.orderId ||
    before.order !== after.order ||
    (before.filled !== after.filled && fact.type !== 'execution');
  if (moved && !duplicateOf && after.order.type !== 'OTHER') records.push({ ...stateOf(record, after.order), at });
  return records;
}

function stateOf(
  { trade, reported, reportedPrice }: TradeRecord,
  order: Order,
): Omit<Extract<OrderRecord, { type: 'state' }>, 'at'> {
  const { orderRef, orderId, permId, status, outcome, quantity } = trade;
  return { type: 'state', orderRef, orderId, permId, status, outcome, quantity, reported, reportedPrice, order };
}

/** What an earlier process left behind. */
export interface Restored {
  /** The highest order id it gave out. */
  readonly highestOrderId: number;
  readonly killSwitch: { readonly engaged: boolean; readonly reason: string };
  /** The client ids that wrote into this journal. */
  readonly clientIds: ReadonlySet<number>;
}

/** Rebuilds the book. What was pending when the process died is unknown now. */
export function restore(records: readonly OrderRecord[], book: TradeBook, now: number): Restored {
  let highestOrderId = 0;
  let killSwitch = { engaged: false, reason: '' };
  const clientIds = new Set<number>();
  for (const record of records) {
    if (record.type === 'killSwitch') killSwitch = { engaged: record.engaged, reason: record.reason };
    else enter(record, book);
    if (record.type === 'intent') clientIds.add(record.clientId);
    if ('orderId' in record) highestOrderId = Math.max(highestOrderId, record.orderId);
  }
  for (const { outcome, orderRef } of book.trades()) {
    if (outcome === 'pending') book.apply({ orderRef }, { type: 'lost', at: now });
  }
  return { highestOrderId, killSwitch, clientIds };
}

function enter(record: Exclude<OrderRecord, { type: 'killSwitch' }>, book: TradeBook): void {
  switch (record.type) {
    case 'intent':
      if (!book.isUsed(record.orderRef)) book.place(record);
      break;
    case 'withdrawn':
      book.withdraw(record.orderRef);
      break;
    case 'state':
      book.apply(record, {
        ...record,
        type: 'restored',
        permId: record.permId,
        quantity: record.quantity,
        reportedPrice: record.reportedPrice,
      });
      break;
    case 'notice':
      book.apply(record, { type: 'notice', notice: record.notice, at: record.at });
      break;
    case 'execution':
      book.report({
        type: 'execution',
        execution: record.execution,
        contract: record.contract,
        recovered: false,
        at: record.at,
      });
      break;
    case 'vanished':
      book.apply(record, { type: 'vanished', execId: record.execId, at: record.at });
      break;
    case 'commission':
      book.report({ type: 'commission', execId: record.execId, commission: record.commission, at: record.at });
      break;
    case 'modify':
    case 'cancel':
    case 'duplicate':
    // What came of them is in the states that follow.
  }
}

/** The executions written down, latest revisions, commissions joined. Read from the file: what is there is what counts. */
export function executionsIn(journal: Journal): Execution[] {
  const executions: Execution[] = [];
  const commissions = new Map<string, Commission>();
  for (const record of orderRecords(journal)) {
    if (record.type === 'commission') commissions.set(record.execId, record.commission);
    else if (record.type === 'execution') executions.push(record.execution);
    else if (record.type === 'vanished') strikeOut(executions, record.execId);
  }
  return latest(executions).map((execution) => ({
    ...execution,
    commission: commissions.get(execution.execId) ?? execution.commission,
  }));
}

/** Takes out what was written of an execution so far; should it be reported again, that stands. */
function strikeOut(executions: Execution[], execId: string): void {
  const { base } = parseExecId(execId);
  const kept = executions.filter((execution) => parseExecId(execution.execId).base !== base);
  executions.splice(0, executions.length, ...kept);
}
