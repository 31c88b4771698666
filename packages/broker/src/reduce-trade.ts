/** What one fact does to one trade: a pure function, the only place where a trade changes. */
import type { Notice, OrderActivity } from '@cq/errors';
import { difference, ratio, toNumber } from './decimal.js';
import { enter, join, strike, type Entry, type Execution } from './execution.js';
import type { CompletedFact, OpenOrderFact, RestoredFact, StatusReport, TradeFact } from './facts.js';
import { agrees, foreignOrder, overlay } from './order-described.js';
import { isDone, legalMoves, outcomeOf, type Outcome } from './trade.js';
import type { TradeRecord } from './trade-record.js';

/** The record after a fact, and what there is to tell. */
export interface Step {
  readonly record: TradeRecord;
  readonly entry?: Entry;
  readonly accepted?: 'modify';
  /** TWS contradicts what was known: ask it how things stand. */
  readonly contradiction?: true;
}

const NOTICES_KEPT = 20;

export function reduce(record: TradeRecord, fact: TradeFact): Step {
  switch (fact.type) {
    case 'openOrder':
      return openOrder(record, fact);
    case 'status':
      return status(record, fact, fact.source === 'snapshot', fact);
    case 'completed':
      return completed(record, fact);
    case 'execution': {
      const { ledger, entry } = enter(record.ledger, fact.execution, counts(record, fact.execution));
      if (entry.type === 'duplicate') return { record, entry };
      // A correction moves what the statuses said by as much, until the next one says it anew.
      const reported = entry.type === 'fill' ? record.reported : Math.max(0, difference(record.reported, -entry.delta));
      const { permId } = fact.execution;
      const trade = record.trade.permId === undefined && permId > 0 ? { ...record.trade, permId } : record.trade;
      return { record: counted({ ...record, trade, ledger, reported }, fact.at), entry };
    }
    case 'commission': {
      const ledger = join(record.ledger, fact.execId, fact.commission);
      if (ledger === record.ledger) return { record };
      const { executions } = ledger;
      return { record: { ...record, ledger, trade: { ...record.trade, executions, updatedAt: new Date(fact.at) } } };
    }
    case 'vanished': {
      const { ledger, entry } = strike(record.ledger, fact.execId);
      return { record: counted({ ...record, ledger }, fact.at), entry };
    }
    case 'modifying':
      return { record: { ...record, activity: 'modify', changingTo: fact.order } };
    case 'cancelling':
      return { record: { ...record, activity: 'cancel' } };
    case 'dropped':
      return {
        record: record.activity === fact.activity ? { ...record, activity: 'working', changingTo: undefined } : record,
      };
    case 'notice':
      return { record: noted(record, fact.notice, fact.at) };
    case 'rejected':
      return { record: moved(noted(record, fact.notice, fact.at), 'rejected') };
    case 'cancelled':
      return { record: cancelled(noted(record, fact.notice, fact.at)) };
    case 'lost':
      return { record: isDone(record.trade) ? record : moved(record, 'unknown', fact.at) };
    case 'never-arrived':
      return { record: moved(record, 'never-arrived', fact.at) };
    case 'settled-by-hand':
      return { record: moved(record, fact.outcome, fact.at) };
    case 'gone':
      return { record: gone(record, fact.at) };
    case 'restored':
      return { record: restored(record, fact) };
  }
}

function openOrder(record: TradeRecord, fact: OpenOrderFact): Step {
  const snapshot = fact.source === 'snapshot';
  const { changingTo } = record;
  // A snapshot is how things are: a change it does not show was not made.
  const accepted = changingTo !== undefined && agrees(changingTo, fact.order);
  const order = accepted ? changingTo : record.trade.order;
  const settled = accepted || (snapshot && record.activity === 'modify');
  const described: TradeRecord = {
    ...record,
    activity: settled ? 'working' : record.activity,
    changingTo: settled ? undefined : changingTo,
    trade: {
      ...record.trade,
      contract: record.trade.placedAt === undefined ? fact.contract : record.trade.contract,
      order: order.type === 'OTHER' ? foreignOrder(fact.order) : overlay(order, fact.order),
      orderRef: record.trade.orderRef === '' ? fact.order.orderRef : record.trade.orderRef,
      orderId: fact.orderId === 0 ? record.trade.orderId : fact.orderId,
      permId: fact.permId ?? record.trade.permId,
      account: fact.order.account ?? record.trade.account,
      quantity: fact.order.quantity === 0 ? record.trade.quantity : fact.order.quantity,
    },
  };
  // It carries no quantities: what filled comes with the status and the executions beside it.
  const says = fact.status !== undefined && outcomeOf(fact.status) === 'filled' ? undefined : fact.status;
  const { whyHeld } = described.trade;
  const report = { status: says, filled: described.reported, remaining: NaN, avgFillPrice: undefined, whyHeld };
  const step = status(described, report, snapshot, fact);
  return accepted ? { ...step, accepted: 'modify' } : step;
}

function status(
  record: TradeRecord,
  report: StatusReport,
  snapshot: boolean,
  { at, permId }: { at: number; permId: number | undefined },
): Step {
  const { trade } = record;
  const named = { ...record, trade: { ...trade, permId: trade.permId ?? permId } };
  // TWS repeats itself and sometimes shuffles: what says less was filled is older than what is known.
  if (!snapshot && report.filled < record.reported) return { record: named };
  const says = outcomeOf(report.status ?? trade.status);
  if (!snapshot && says === 'working' && isEnd(trade.outcome)) {
    return {
      record: named,
      ...(trade.outcome === 'rejected' && report.status !== 'Inactive' ? { contradiction: true as const } : {}),
    };
  }
  if (!snapshot && says === 'cancelled' && trade.outcome === 'filled') return { record: named };
  const next: TradeRecord = {
    ...named,
    activity: answered(record, report),
    reported: report.filled,
    reportedPrice: report.avgFillPrice ?? record.reportedPrice,
    trade: {
      ...named.trade,
      status: report.status ?? trade.status,
      whyHeld: report.whyHeld,
      quantity: trade.quantity ?? (report.remaining + report.filled > 0 ? report.remaining + report.filled : undefined),
    },
  };
  return { record: counted(says === 'cancelled' ? cancelled(next) : moved(next, says), at) };
}

/** `never-arrived` and `unknown` are not ends to TWS: it has the order after all. */
function isEnd(outcome: Outcome): boolean {
  return outcome === 'filled' || outcome === 'cancelled' || outcome === 'rejected';
}

/** A placement is answered for good when the order works or trades; until then a rejection still answers it. */
function answered(record: TradeRecord, report: StatusReport): OrderActivity {
  const works = report.status === 'Submitted' || report.filled > 0;
  return record.activity === 'place' && works ? 'working' : record.activity;
}

function completed(record: TradeRecord, fact: CompletedFact): Step {
  const filled = Math.max(fact.filled, toNumber(record.ledger.quantity));
  const quantity = fact.order.quantity === 0 ? record.trade.quantity : fact.order.quantity;
  const next: TradeRecord = {
    ...record,
    reported: fact.filled,
    activity: 'working',
    changingTo: undefined,
    trade: {
      ...record.trade,
      permId: record.trade.permId ?? fact.permId,
      order: record.trade.order.type === 'OTHER' ? foreignOrder(fact.order) : record.trade.order,
      quantity: quantity ?? filled,
      status: fact.status ?? record.trade.status,
    },
  };
  const whole = outcomeOf(next.trade.status) === 'filled' || (quantity !== undefined && filled >= quantity);
  if (whole) return { record: counted(moved(next, 'filled'), fact.at) };
  // A rejected order stays in TWS's list of completed ones, as inactive.
  const refused = next.trade.status === 'Inactive' && filled === 0;
  return { record: counted(refused ? moved(next, 'rejected') : cancelled(next), fact.at) };
}

/** A combination trades as a whole; the executions of its legs are listed with it and not added up. */
function counts({ trade }: TradeRecord, { secType }: Execution): boolean {
  return trade.contract.secType !== 'BAG' || secType === 'BAG';
}

/** Sums up again after the ledger or the report changed, and sees whether that fills the order. */
function counted(record: TradeRecord, at: number): TradeRecord {
  const { ledger, reported, trade } = record;
  const traded = toNumber(ledger.quantity);
  const filled = Math.max(traded, reported);
  const { quantity } = trade;
  const fromLedger = traded > 0 && traded >= reported;
  const next = {
    ...record,
    trade: {
      ...trade,
      filled,
      remaining: quantity === undefined ? trade.remaining : Math.max(0, difference(quantity, filled)),
      avgFillPrice: fromLedger ? ratio(ledger.value, ledger.quantity) : filled > 0 ? record.reportedPrice : undefined,
      executions: ledger.executions,
      updatedAt: new Date(at),
    },
  };
  if (quantity === undefined || filled < quantity)
    return filled > 0 && trade.outcome !== 'filled' ? revived(next) : next;
  return moved(next, 'filled');
}

/** An order that trades is alive, whatever was believed. A cancelled one that trades in part stays cancelled. */
function revived(record: TradeRecord): TradeRecord {
  const { outcome } = record.trade;
  return outcome === 'pending' || outcome === 'unknown' || outcome === 'never-arrived'
    ? moved(record, 'working')
    : record;
}

/** Of an order of somebody else it may only be known what it traded. */
function gone(record: TradeRecord, at: number): TradeRecord {
  const { quantity, filled } = record.trade;
  const whole = { ...record, trade: { ...record.trade, quantity: quantity ?? filled, remaining: 0 } };
  return quantity === undefined || filled >= quantity ? moved(whole, 'filled', at) : moved(record, 'cancelled', at);
}

function restored(record: TradeRecord, fact: RestoredFact): TradeRecord {
  const { orderId, permId, status, outcome, quantity, reported, reportedPrice, order, at } = fact;
  const trade = { ...record.trade, orderId, permId, status, outcome, quantity, order };
  const activity = outcome === 'pending' ? ('place' as const) : ('working' as const);
  const summed = counted({ ...record, trade, reported, reportedPrice, activity }, at);
  return { ...summed, trade: { ...summed.trade, outcome } };
}

/** Cancelled, unless all of it has traded. */
function cancelled(record: TradeRecord): TradeRecord {
  const { filled, quantity, outcome } = record.trade;
  if (outcome === 'filled' || (quantity !== undefined && filled >= quantity)) return moved(record, 'filled');
  return moved(record, 'cancelled');
}

function moved(record: TradeRecord, to: Outcome, at = record.trade.updatedAt.getTime()): TradeRecord {
  const { trade } = record;
  if (trade.outcome === to || !legalMoves[trade.outcome].includes(to)) return record;
  const over = to !== 'working' && to !== 'unknown';
  return {
    ...record,
    ...(over ? { activity: 'working' as const, changingTo: undefined } : {}),
    trade: { ...trade, outcome: to, updatedAt: new Date(at) },
  };
}

function noted(record: TradeRecord, notice: Notice, at: number): TradeRecord {
  const notices = [...record.trade.notices, notice].slice(-NOTICES_KEPT);
  return { ...record, trade: { ...record.trade, notices, updatedAt: new Date(at) } };
}
