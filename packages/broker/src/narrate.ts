/** From a change in the book to the events that tell of it. */
import { OrderRejectedError } from '@cq/errors';
import type { BrokerEvent } from './events.js';
import { parseExecId } from './execution.js';
import { isDone, type Trade } from './trade.js';
import type { Change } from './trade-book.js';

/** @param twins all trades of the order's name, for the event that reports a duplicate */
export function narrate(change: Change, twins: () => readonly Trade[]): BrokerEvent[] {
  const { before, after, fact, duplicateOf } = change;
  if (fact.type === 'intent') return [{ type: 'placed', trade: after }];
  const events: BrokerEvent[] = [];
  if (duplicateOf) events.push({ type: 'duplicate', orderRef: after.orderRef, trades: twins() });
  if (before?.outcome === 'pending' && isAcknowledged(after)) events.push({ type: 'acknowledged', trade: after });
  events.push(...fills(change));
  if (!before || isNews(before, after)) events.push({ type: 'orderStatus', trade: after, before });
  if (before && change.modified) events.push({ type: 'modified', trade: after, before });
  if (fact.type === 'notice') events.push({ type: 'warning', trade: after, notice: fact.notice });
  if (before?.outcome !== after.outcome) events.push(...ends(change));
  return events;
}

function isAcknowledged({ outcome }: Trade): boolean {
  return outcome === 'working' || outcome === 'filled' || outcome === 'cancelled';
}

function isNews(before: Trade, after: Trade): boolean {
  return (
    before.status !== after.status ||
    before.outcome !== after.outcome ||
    before.filled !== after.filled ||
    before.remaining !== after.remaining ||
    before.whyHeld !== after.whyHeld
  );
}

function fills({ after: trade, fact, entry, before }: Change): BrokerEvent[] {
  if (fact.type === 'commission') {
    const execution = trade.executions.find(({ execId }) => execId === fact.execId);
    return execution && before?.executions !== trade.executions ? [{ type: 'commission', trade, execution }] : [];
  }
  if (fact.type === 'vanished' && entry?.type === 'bust') {
    return [{ type: 'bust', trade, previous: entry.previous, delta: entry.delta }];
  }
  if (fact.type !== 'execution' || !entry) return [];
  switch (entry.type) {
    case 'duplicate':
      return [];
    case 'fill': {
      const { base } = parseExecId(entry.execution.execId);
      const execution = trade.executions.find(({ execId }) => parseExecId(execId).base === base) ?? entry.execution;
      return [{ type: 'fill', trade, execution, recovered: fact.recovered }];
    }
    case 'correction':
      return [{ ...entry, type: 'correction', trade }];
    case 'bust':
      return [{ type: 'bust', trade, previous: entry.previous, delta: entry.delta }];
  }
}

function ends({ before, after: trade, fact }: Change): BrokerEvent[] {
  const { outcome } = trade;
  const events: BrokerEvent[] = [];
  if (outcome === 'unknown') events.push({ type: 'unknown', trade });
  if (outcome === 'rejected' && fact.type === 'rejected') {
    events.push({ type: 'rejected', trade, error: new OrderRejectedError(trade, fact.notice) });
  }
  if (
    (before?.outcome === 'unknown' || before?.outcome === 'never-arrived') &&
    outcome !== 'unknown' &&
    outcome !== 'pending'
  ) {
    events.push({ type: 'settled', trade, outcome });
  }
  if (isDone(trade)) events.push({ type: 'done', trade });
  return events;
}
