/** One execution, its commission, and the corrections it may see. */

import type { Instrument } from '../market-port.js';
import type { Side } from './terms.js';

export interface Execution {
  /** `0000e0d5.67a1b2c3.01.01`: a correction keeps all but the last part. */
  readonly execId: string;
  readonly permId: number;
  readonly orderId: number;
  readonly clientId: number;
  readonly orderRef: string;
  readonly account: string;
  readonly instrument: Instrument;
  /** Where it traded. */
  readonly exchange: string;
  readonly side: Side;
  readonly shares: number;
  readonly price: number;
  /** The order's total so far, this execution included. */
  readonly cumulative: number;
  readonly averagePrice: number;
  /** 1 added liquidity, 2 removed it. */
  readonly liquidity: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly commission: number;
  readonly commissionCurrency: string;
  /** What closing a position earned, commissions included; `undefined` when it opened or added to one. */
  readonly realizedPnl: number | undefined;
}

/** `….01.01` → `….01.02`. */
export function nextRevision(execId: string): string {
  const dot = execId.lastIndexOf('.');
  const revision = Number(execId.slice(dot + 1)) + 1;
  return `${execId.slice(0, dot)}.${String(revision).padStart(2, '0')}`;
}

/** The part of an execution's id that its corrections share. */
export function executionKey(execId: string): string {
  return execId.slice(0, execId.lastIndexOf('.'));
}
