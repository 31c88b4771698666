/** The audit trail for people and spreadsheets: every line of the journal, in order, as CSV or JSON. */
import { checkDate, checkEnum } from './check.js';
import type { Journal } from './journal.js';
import type { JournalRecord } from './journal-record.js';
import { orderRecords, type OrderRecord } from './journal-orders.js';

export interface ExportOptions {
  readonly format: 'csv' | 'json';
  /** From this instant on. */
  readonly from?: Date;
  /** Before this instant. */
  readonly to?: Date;
}

const columns = [
  'time',
  'event',
  'orderRef',
  'orderId',
  'permId',
  'account',
  'symbol',
  'conId',
  'action',
  'type',
  'quantity',
  'limitPrice',
  'stopPrice',
  'tif',
  'status',
  'outcome',
  'filled',
  'execId',
  'price',
  'commission',
  'currency',
  'code',
  'message',
] as const;

type Row = Partial<Record<(typeof columns)[number], string | number | undefined>>;

/**
 * JSON has every field of every record; CSV one line each, with the columns a spreadsheet needs.
 * @throws InvalidArgumentError naming the option
 */
export function exportJournal(journal: Journal, options: ExportOptions): string {
  const { format, from, to } = options;
  checkEnum(format, ['csv', 'json'], 'format');
  if (from !== undefined) checkDate(from, 'from');
  if (to !== undefined) checkDate(to, 'to');
  const isWanted = ({ at }: JournalRecord): boolean =>
    (from === undefined || at >= from.getTime()) && (to === undefined || at < to.getTime());
  const records = orderRecords(journal).filter(isWanted);
  if (format === 'json') {
    return JSON.stringify(
      records.map(({ at, ...record }) => ({ time: new Date(at).toISOString(), ...record })),
      null,
      2,
    );
  }
  const lines = records.map((record) => {
    const row = rowOf(record);
    return columns.map((column) => cell(row[column])).join(',');
  });
  return [columns.join(','), ...lines, ''].join('\r\n');
}

function rowOf(record: OrderRecord): Row {
  return { time: new Date(record.at).toISOString(), event: record.type, ...detailsOf(record) };
}

function detailsOf(record: OrderRecord): Row {
  switch (record.type) {
    case 'intent': {
      const { orderRef, orderId, account, contract, order } = record;
      return { orderRef, orderId, account, symbol: contract.symbol, conId: contract.conId, ...termsOf(order) };
    }
    case 'modify':
      return { orderRef: record.orderRef, ...termsOf(record.order) };
    case 'state': {
      const { orderRef, orderId, permId, status, outcome, reported } = record;
      return { orderRef, orderId, permId, status, outcome, filled: reported, price: record.reportedPrice };
    }
    case 'execution': {
      const { orderRef, orderId, permId, account, symbol, conId, action, quantity, execId, price } = record.execution;
      return { orderRef, orderId, permId, account, symbol, conId, action, filled: quantity, execId, price };
    }
    case 'commission':
      return { execId: record.execId, commission: record.commission.amount, currency: record.commission.currency };
    case 'notice':
      return { orderRef: record.orderRef, code: record.notice.code, message: record.notice.message };
    case 'duplicate':
      return { orderRef: record.orderRef, message: `permIds ${record.permIds.join(' ')}` };
    case 'killSwitch':
      return { outcome: record.engaged ? 'engaged' : 'armed', message: record.reason };
    case 'vanished':
      return { orderRef: record.orderRef, execId: record.execId, filled: 0 };
    case 'withdrawn':
    case 'cancel':
      return { orderRef: record.orderRef };
  }
}

function termsOf(order: Extract<OrderRecord, { type: 'intent' }>['order']): Row {
  const { action, type, quantity, tif = 'DAY' } = order;
  return {
    action,
    type,
    quantity: quantity ?? `${String(order.cashQuantity)} cash`,
    tif,
    limitPrice: 'limitPrice' in order ? order.limitPrice : undefined,
    stopPrice: 'stopPrice' in order ? order.stopPrice : 'triggerPrice' in order ? order.triggerPrice : undefined,
  };
}

/** Quoted where needed; text that a spreadsheet would run as a formula is kept from it. */
function cell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
