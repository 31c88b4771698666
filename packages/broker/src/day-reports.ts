/** What TWS tells of the day that is over for an order: executions, and completed orders. */
import type { CallOptions, QualifiedContract } from '@cq/connection';
import type { BrokerCore } from './broker-core.js';
import type { Execution } from './execution.js';
import type { CompletedFact, ReportFact } from './facts.js';
import { foreignOrder } from './order-described.js';
import type { ForeignOrder } from './order.js';
import { roundTrip } from './round-trip.js';
import type { OrderStatus } from './trade.js';

/** An order that is over, as TWS tells it. */
export interface CompletedOrder {
  readonly permId: number;
  readonly orderRef: string;
  readonly account: string | undefined;
  readonly contract: QualifiedContract;
  readonly order: ForeignOrder;
  readonly status: OrderStatus | undefined;
  readonly filled: number;
  /** TWS's words, such as `Filled Size: 100` or `Cancelled by Trader`. */
  readonly completedStatus: string | undefined;
  readonly completedTime: string | undefined;
}

export interface ExecutionFilter {
  readonly since?: Date;
  readonly account?: string | undefined;
}

/** The executions TWS has in its current day, latest revisions, commissions joined, oldest first. */
export async function requestExecutions(
  core: BrokerCore,
  filter: ExecutionFilter = {},
  options: CallOptions = {},
): Promise<readonly Execution[]> {
  const { desk, enquiry, connection } = core;
  const facts = await collect(core, 'execution', async () => {
    await enquiry.executions(options);
    // The commissions follow the end of the list.
    await roundTrip(connection, options);
  });
  const ids = new Set(facts.map(({ execution }) => execution.execId));
  const found = desk.book.trades().flatMap(({ executions }) => executions.filter(({ execId }) => ids.has(execId)));
  const { since, account } = filter;
  return found
    .filter((execution) => account === undefined || execution.account === account)
    .filter((execution) => since === undefined || execution.time >= since)
    .sort((a, b) => a.time.getTime() - b.time.getTime());
}

/** The orders that were filled, cancelled or refused in TWS's current day. */
export async function requestCompletedOrders(
  core: BrokerCore,
  account: string | undefined,
  options: CallOptions = {},
): Promise<readonly CompletedOrder[]> {
  const facts = await collect(core, 'completed', () => core.enquiry.completedOrders(options));
  return facts.map(completedOrder).filter((order) => account === undefined || order.account === account);
}

function completedOrder({
  permId,
  contract,
  order,
  status,
  filled,
  completedStatus,
  completedTime,
}: CompletedFact): CompletedOrder {
  const { orderRef, account } = order;
  return {
    permId,
    orderRef,
    account,
    contract,
    order: foreignOrder(order),
    status,
    filled,
    completedStatus,
    completedTime,
  };
}

async function collect<T extends ReportFact['type']>(
  { desk }: BrokerCore,
  type: T,
  ask: () => Promise<unknown>,
): Promise<readonly Extract<ReportFact, { type: T }>[]> {
  const facts: Extract<ReportFact, { type: T }>[] = [];
  const stop = desk.onReport((fact) => {
    if (fact.type === type) facts.push(fact as Extract<ReportFact, { type: T }>);
  });
  try {
    await desk.asking(ask);
  } finally {
    stop();
  }
  return facts;
}
