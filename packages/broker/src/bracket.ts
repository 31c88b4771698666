/** Orders that belong together: an entry with its exits, and groups of which one cancels the others. */
import type { CallOptions, ContractLike } from '@cq/connection';
import { InvalidArgumentError } from '@cq/errors';
import { cancelOrder, type CancelContext } from './cancel-order.js';
import { checkObject, checkText, shown } from './check.js';
import type { OcaType, Order } from './order.js';
import { placeOrders, type Leg, type PlaceContext } from './place-order.js';
import { isActive, type Trade } from './trade.js';

/** The exits trade the other way, for the entry's quantity, and stand until cancelled unless said otherwise. */
export interface BracketRequest {
  readonly contract: ContractLike;
  readonly entry: Order;
  /** A limit order beyond the entry. */
  readonly takeProfit?: ExitTerms & { readonly limitPrice: number };
  /** A stop, a stop limit when it has a `limitPrice`, or a trailing stop. */
  readonly stopLoss?: ExitTerms &
    (
      | {
          readonly stopPrice: number;
          readonly limitPrice?: number;
          readonly trailAmount?: undefined;
          readonly trailPercent?: undefined;
        }
      | {
          readonly trailAmount: number;
          readonly stopPrice?: undefined;
          readonly limitPrice?: undefined;
          readonly trailPercent?: undefined;
        }
      | {
          readonly trailPercent: number;
          readonly stopPrice?: undefined;
          readonly limitPrice?: undefined;
          readonly trailAmount?: undefined;
        }
    );
}

interface ExitTerms {
  readonly orderRef?: string;
  /** @default 'GTC' */
  readonly tif?: 'DAY' | 'GTC';
  readonly outsideRth?: boolean;
}

export interface Bracket {
  readonly entry: Trade;
  readonly takeProfit: Trade | undefined;
  readonly stopLoss: Trade | undefined;
}

interface BracketContext {
  readonly place: PlaceContext;
  readonly cancel: CancelContext;
}

/**
 * Places an entry and its exits together: TWS holds all of them until the last has arrived, the exits wait for the
 * entry, and one exit cancels the other. Should TWS refuse one of them, the others are cancelled, so that no entry
 * stands without its exits; what has filled by then stays. Rejects as `placeOrder` does.
 */
export async function placeBracket(
  { place, cancel }: BracketContext,
  request: BracketRequest,
  options: CallOptions = {},
): Promise<Bracket> {
  const legs = legsOf(request, place.newOrderRef);
  const { takeProfit, stopLoss } = request;
  const others = cancelOthers(
    cancel,
    legs.map(({ order }) => order.orderRef ?? ''),
  );
  try {
    const [entry, ...exits] = await placeOrders(place, legs, options);
    return {
      entry,
      takeProfit: takeProfit ? exits[0] : undefined,
      stopLoss: stopLoss ? exits[takeProfit ? 1 : 0] : undefined,
    };
  } finally {
    await others.end();
  }
}

function legsOf(request: BracketRequest, newOrderRef: () => string): [Leg, ...Leg[]] {
  checkObject(request, 'bracket');
  const { contract, entry, takeProfit, stopLoss } = request;
  checkObject(entry, 'bracket.entry');
  const exits = [
    ...(takeProfit ? [{ order: profitOrder(entry, takeProfit), path: 'bracket.takeProfit' }] : []),
    ...(stopLoss ? [{ order: lossOrder(entry, stopLoss), path: 'bracket.stopLoss' }] : []),
  ];
  if (exits.length === 0) throw new InvalidArgumentError('bracket', 'must have a takeProfit, a stopLoss or both');
  const named = (order: Order): Order => ({ ...order, orderRef: order.orderRef ?? newOrderRef() });
  return [
    { contract, order: named(entry), path: 'bracket.entry', transmit: false },
    ...exits.map(({ order, path }, index) => ({
      ...{ contract, order: named(order), path },
      parent: 0,
      transmit: index === exits.length - 1,
    })),
  ];
}

/** Cancels the orders of these names as soon as TWS refuses one of them. */
function cancelOthers(context: CancelContext, refs: readonly string[]): { end(): Promise<void> } {
  const { desk } = context;
  let cancels: Promise<unknown> | undefined;
  const cancelAll = (): Promise<unknown> =>
    Promise.allSettled(
      refs
        .filter((orderRef) => desk.book.find({ orderRef }).some(isActive))
        .map((orderRef) => cancelOrder(context, { orderRef })),
    );
  const stops = refs.map((orderRef) =>
    desk.watch(orderRef, ({ after }) => {
      if (after.outcome === 'rejected') cancels ??= cancelAll();
    }),
  );
  return {
    async end() {
      for (const stop of stops) stop();
      await cancels;
    },
  };
}

function profitOrder(entry: Order, exit: NonNullable<BracketRequest['takeProfit']>): Order {
  const { limitPrice, ...rest } = exit;
  return { ...exitOf(entry), ...rest, type: 'LMT', limitPrice } as Order;
}

function lossOrder(entry: Order, exit: NonNullable<BracketRequest['stopLoss']>): Order {
  const { stopPrice, limitPrice, trailAmount, trailPercent, ...rest } = exit;
  const base = { ...exitOf(entry), ...rest };
  if (trailAmount !== undefined) return { ...base, type: 'TRAIL', trailAmount } as Order;
  if (trailPercent !== undefined) return { ...base, type: 'TRAIL', trailPercent } as Order;
  if (limitPrice !== undefined) return { ...base, type: 'STP LMT', stopPrice, limitPrice } as Order;
  return { ...base, type: 'STP', stopPrice } as Order;
}

/** What every exit takes from its entry. */
function exitOf({ action, quantity, account }: Order): object {
  return {
    action: action === 'BUY' ? 'SELL' : 'BUY',
    quantity,
    tif: 'GTC',
    ...(account === undefined ? {} : { account }),
  };
}

/** One order of a group. */
export interface GroupedOrder {
  readonly contract: ContractLike;
  readonly order: Order;
}

/**
 * Places orders of which a fill cancels (or reduces) the others. Rejects as `placeOrder` does; when only some of them
 * were accepted, those are live and in `getActiveOrders()`.
 */
export async function placeOcaGroup(
  context: PlaceContext,
  orders: readonly GroupedOrder[],
  options: CallOptions & { readonly group?: string; readonly type?: OcaType } = {},
): Promise<readonly Trade[]> {
  const { group = `oca-${context.newOrderRef()}`, type = 'cancelWithBlock' } = options;
  checkText(group, 'group');
  const given: unknown = orders;
  if (!Array.isArray(given)) throw new InvalidArgumentError('orders', `must be an array, got ${shown(given)}`);
  given.forEach((order: unknown, index) => checkObject(order, `orders[${index}]`));
  const [first, ...rest] = orders.map(({ contract, order }, index): Leg => ({
    contract,
    order: { ...order, ocaGroup: group, ocaType: type },
    path: `orders[${index}]`,
  }));
  if (!first || rest.length === 0) throw new InvalidArgumentError('orders', 'must be at least two');
  return placeOrders(context, [first, ...rest], options);
}
