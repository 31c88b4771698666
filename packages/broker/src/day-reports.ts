/** What TWS tells of the day that is over for an order: executions, and completed orders. */
import type { CallOptions, QualifiedContract } from '@cq/connection';
import type { BrokerCore } from './broker-core.js';
import { latest, type Commission, type Execution } from './execution.js';
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

/**
 * The executions TWS has in its current day, as it tells them now, not as we remember them: latest revisions,
 * commissions joined, oldest first.
 */
export async function requestExecutions(
  core: BrokerCore,
  filter: ExecutionFilter = {},
  options: CallOptions = {},
): Promise<readonly Execution[]> {
  const { enquiry, connection } = core;
  const facts = await collect(core, ['execution', 'commission'], async () => {
    await enquiry.executions(options);
    // The commissions follow the end of the list.
    await roundTrip(connection, options);
  });
  const { since, account } = filter;
  return joined(core, facts)
    .filter((execution) => account === undefined || execution.account === account)
    .filter((execution) => since === undefined || execution.time >= since)
    .sort((a, b) => a.time.getTime() - b.time.getTime());
}

function joined({ desk }: BrokerCore, facts: readonly ReportFact[]): Execution[] {
  const told = facts.flatMap((fact) => (fact.type === 'execution' ? [fact.execution] : []));
  const commissions = new Map<string, Commission>();
  // One that came with the fill need not come again.
  for (const { executions } of desk.book.trades()) {
    for (const { execId, commission } of executions) if (commission) commissions.set(execId, commission);
  }
  for (const fact of facts) if (fact.type === 'commission') commissions.set(fact.execId, fact.commission);
  return latest(told).map((execution) => ({ ...execution, commission: commissions.get(execution.execId) }));
}

/** The orders that were filled, cancelled or refused in TWS's current day. */
export async function requestCompletedOrders(
  core: BrokerCore,
  account: string | undefined,
  options: CallOptions = {},
): Promise<readonly CompletedOrder[]> {
  const facts = await collect(core, ['completed'], () => core.enquiry.completedOrders(options));
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
  types: readonly T[],
  ask: () => Promise<unknown>,
): Promise<readonly Extract<ReportFact, { type: T }>[]> {
  desk.requireOpen();
  const facts: Extract<ReportFact, { type: T }>[] = [];
  const isWanted = (fact: ReportFact): fact is Extract<ReportFact, { type: T }> =>
    (types as readonly string[]).includes(fact.type);
  const stop = desk.onReport((fact) => {
    if (isWanted(fact)) facts.push(fact);
  });
  try {
    await desk.asking(ask);
  } finally {
    stop();
  }
  return facts;
}
