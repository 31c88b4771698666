/** A first look: does it connect, and what is there? */
import type { CallOptions } from '@cq/connection';
import { InvalidArgumentError } from '@cq/errors';
import type { AccountBalance } from './account.js';
import type { Position } from './positions.js';
import type { Trade } from './trade.js';

export interface ConnectionReport {
  readonly accounts: readonly string[];
  /** The first account's, which is the only one for most. */
  readonly balance: AccountBalance;
  readonly balances: readonly AccountBalance[];
  /** How many positions are held. */
  readonly positions: number;
  /** How many orders are open, of all clients. */
  readonly openOrders: number;
  readonly paperTrading: boolean;
  readonly serverVersion: number | undefined;
}

/** What of a broker a first look needs. */
interface Reads {
  readonly connection: { getStatus(): { readonly accounts: readonly string[]; readonly paperTrading: boolean } };
  getAccountBalances(options: CallOptions): Promise<readonly AccountBalance[]>;
  getPositions(options: CallOptions): Promise<readonly Position[]>;
  getOpenOrders(options: CallOptions): Promise<readonly Trade[]>;
}

/** @throws what connecting and the requests throw: a report is complete, or there is none */
export async function report(broker: Reads, options: CallOptions = {}): Promise<ConnectionReport> {
  const balances = await broker.getAccountBalances(options);
  const positions = await broker.getPositions(options);
  const openOrders = await broker.getOpenOrders(options);
  const status = broker.connection.getStatus();
  const [balance] = balances;
  if (!balance) throw new InvalidArgumentError('account', 'must be one TWS has figures for');
  return {
    accounts: status.accounts,
    balance,
    balances,
    positions: positions.length,
    openOrders: openOrders.length,
    paperTrading: status.paperTrading,
    serverVersion:
      'serverVersion' in status && typeof status.serverVersion === 'number' ? status.serverVersion : undefined,
  };
}
