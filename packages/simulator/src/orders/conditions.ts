/** Conditions of an order: price, time, margin, execution, volume, percent change. */

import { valueAccount } from '../accounts/margin.js';
import { parseTime } from '../time-text.js';
import type { World } from '../world.js';
import type { Order } from './order.js';
import type { Condition } from './terms.js';

/** Whether the conditions let the order work: all or any of them hold, or (when they cancel it) do not. */
export function conditionsMet(world: World, order: Order): boolean {
  const { conditions, conditionsCancelOrder } = order.terms;
  return conditions.length === 0 || conditionsCancelOrder || conditionsHold(world, order);
}

/** Read left to right, each joined to the next by and / or, as TWS reads them. */
export function conditionsHold(world: World, order: Order): boolean {
  let result: boolean | undefined;
  let join: 'and' | 'or' = 'and';
  for (const condition of order.terms.conditions) {
    const holds = isMet(world, order, condition);
    if (result === undefined) result = holds;
    else result = join === 'and' ? result && holds : result || holds;
    join = condition.joinedBy;
  }
  return result ?? false;
}

function isMet(world: World, order: Order, condition: Condition): boolean {
  const limit = Number(condition.value);
  const compare = (value: number | undefined) =>
    value !== undefined && (condition.isMore ? value >= limit : value <= limit);
  const quote = world.market.quote(condition.conId);
  switch (condition.type) {
    case 1:
      return compare(quote.last);
    case 3: {
      const at = parseTime(condition.value, world.options.timeZone);
      if (at === undefined) return false;
      return condition.isMore ? world.clock.now() > at : world.clock.now() < at;
    }
    case 4: {
      const { excessLiquidity, netLiquidation } = valueAccount(world.market, world.ledger, order.terms.account);
      return compare((excessLiquidity / netLiquidation) * 100);
    }
    case 5:
      return world.executions
        .all()
        .some(
          (e) =>
            e.at >= order.placedAt &&
            e.instrument.symbol === condition.symbol &&
            e.instrument.secType === condition.secType,
        );
    case 6:
      return compare(quote.volume);
    case 7:
      return compare(
        quote.last === undefined || !quote.close ? undefined : ((quote.last - quote.close) / quote.close) * 100,
      );
    default:
      return false;
  }
}
