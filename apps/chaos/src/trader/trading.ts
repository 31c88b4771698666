// The orders of the strategy: market, limit, stop, bracket and group orders, changes and cancels, at the price of the
// moment or away from it.

import { isActive, type Order, type Trade } from '@cq/broker';
import type { Chance } from '../chance.js';
import { symbols } from '../mishaps/symbols.js';
import type { Placement } from './order-ledger.js';
import type { Program } from './program.js';

export class Trading {
  readonly #program: Program;
  readonly #chance: Chance;

  constructor(program: Program, chance: Chance) {
    this.#program = program;
    this.#chance = chance;
  }

  market(): void {
    const { symbol, action, quantity } = this.#idea();
    const placement = this.#open(`market ${action} ${quantity} ${symbol}`);
    const { orderRef } = placement;
    this.#place([placement], () =>
      this.#program.broker.executeMarketOrder({ contract: symbol, action, quantity, orderRef }),
    );
  }

  /** Near the market it fills at once or soon, far from it hardly ever. */
  limit(distance: 'near' | 'far'): void {
    const { symbol, action, quantity } = this.#idea();
    const price = this.#priceOf(symbol);
    if (price === undefined) return;
    const away = distance === 'near' ? this.#chance.between(-0.002, 0.001) : this.#chance.between(-0.06, -0.02);
    const limitPrice = cents(price * (1 + (action === 'BUY' ? away : -away)));
    const tif = this.#chance.pick(['DAY', 'GTC', 'DAY', 'IOC'] as const);
    const placement = this.#open(`limit ${action} ${quantity} ${symbol} at ${limitPrice} ${tif}`);
    const { orderRef } = placement;
    this.#place([placement], () =>
      this.#program.broker.executeLimitOrder({ contract: symbol, action, quantity, limitPrice, tif, orderRef }),
    );
  }

  stop(): void {
    const { symbol, action, quantity } = this.#idea();
    const price = this.#priceOf(symbol);
    if (price === undefined) return;
    const stopPrice = cents(price * (action === 'BUY' ? 1.003 : 0.997));
    const placement = this.#open(`stop ${action} ${quantity} ${symbol} at ${stopPrice}`);
    const order: Order = { type: 'STP', action, quantity, stopPrice, orderRef: placement.orderRef };
    this.#place([placement], () => this.#program.broker.placeOrder(symbol, order));
  }

  bracket(): void {
    const { symbol, action, quantity } = this.#idea();
    const price = this.#priceOf(symbol);
    if (price === undefined) return;
    const side = action === 'BUY' ? 1 : -1;
    const entryPrice = cents(price * (1 + side * this.#chance.between(-0.004, 0.002)));
    const [entry, profit, loss] = [
      this.#open(`bracket ${action} ${quantity} ${symbol} at ${entryPrice}`),
      this.#open(`profit of it`),
      this.#open(`loss of it`),
    ];
    this.#place([entry, profit, loss], async () => {
      const placed = await this.#program.broker.placeBracket({
        contract: symbol,
        entry: { type: 'LMT', action, quantity, limitPrice: entryPrice, orderRef: entry.orderRef },
        takeProfit: { limitPrice: cents(price * (1 + side * 0.006)), orderRef: profit.orderRef },
        stopLoss: { stopPrice: cents(price * (1 - side * 0.006)), orderRef: loss.orderRef },
      });
      return placed.entry;
    });
  }

  group(): void {
    const { symbol, quantity } = this.#idea();
    const price = this.#priceOf(symbol);
    if (price === undefined) return;
    const [low, high] = [this.#open(`group BUY ${quantity} ${symbol}`), this.#open(`group SELL ${quantity} ${symbol}`)];
    const orders = [
      { type: 'LMT', action: 'BUY', quantity, limitPrice: cents(price * 0.998), orderRef: low.orderRef },
      { type: 'LMT', action: 'SELL', quantity, limitPrice: cents(price * 1.002), orderRef: high.orderRef },
    ] as const;
    this.#place([low, high], async () => {
      const [first] = await this.#program.broker.placeOcaGroup(orders.map((order) => ({ contract: symbol, order })));
      return first;
    });
  }

  change(): void {
    const trade = this.#someActive();
    if (trade?.order.type !== 'LMT') return;
    const { orderRef, order } = trade;
    const changes = this.#chance.happens(0.5)
      ? { limitPrice: cents(order.limitPrice * this.#chance.between(0.995, 1.005)) }
      : { quantity: this.#chance.whole(1, 30) };
    const placement = this.#program.surroundings.ledger.find(orderRef);
    if (!placement) return;
    placement.changes += 1;
    const what = `change ${orderRef} to ${JSON.stringify(changes)}`;
    const send = async (): Promise<Trade> => {
      try {
        return await this.#program.broker.modifyOrder({ orderRef }, changes);
      } catch (error) {
        // Nothing was sent, and nothing may be.
        if (error instanceof Error && error.name === 'OrderRefusedError') placement.changes -= 1;
        throw error;
      }
    };
    void this.#program.calls.track(what, send, { show: stand });
  }

  cancel(): void {
    const trade = this.#someActive();
    if (!trade) return;
    const { orderRef } = trade;
    void this.#program.calls.track(`cancel ${orderRef}`, () => this.#program.broker.cancelOrder({ orderRef }), {
      show: stand,
    });
  }

  cancelAll(): void {
    const show = (results: readonly unknown[]): string => `${results.length} orders`;
    void this.#program.calls.track('cancelAll', () => this.#program.broker.cancelAllOrders(), { show });
  }

  #someActive(): Trade | undefined {
    const { broker, surroundings } = this.#program;
    const active = broker.getAllOrders().filter((t) => isActive(t) && surroundings.ledger.find(t.orderRef));
    return active.length === 0 ? undefined : this.#chance.pick(active);
  }

  #idea() {
    const chance = this.#chance;
    return {
      symbol: chance.pick(symbols),
      action: chance.pick(['BUY', 'SELL'] as const),
      quantity: chance.whole(1, 20),
    };
  }

  /** What the feed says, however old. */
  #priceOf(symbol: string): number | undefined {
    const quote = this.#program.feed.getLatestData(symbol);
    return quote?.last ?? quote?.bid;
  }

  #open(what: string): Placement {
    const { ledger, clock } = this.#program.surroundings;
    return ledger.open(what, clock.now());
  }

  #place(placements: readonly Placement[], send: () => Promise<Trade | undefined>): void {
    const { calls, surroundings } = this.#program;
    const [first] = placements;
    if (!first) return;
    const what = `${first.what.split(' ', 1)[0] ?? ''} ${placements.map((p) => p.orderRef).join(' ')}`;
    surroundings.log.add('trader', `${what}: ${placements.map((p) => p.what).join('; ')}`);
    const settled = (answer: Placement['answer']): void => {
      for (const placement of placements) placement.answer = answer;
    };
    void calls.track(
      what,
      async () => {
        try {
          const trade = await send();
          settled('acknowledged');
          return trade;
        } catch (error) {
          settled(answerOf(error));
          throw error;
        } finally {
          this.#followToTheEnd(placements);
        }
      },
      { show: (trade) => (trade ? stand(trade) : '') },
    );
  }

  /** Whoever waits for the end of an order is told of it, through everything. */
  #followToTheEnd(placements: readonly Placement[]): void {
    const { broker, calls } = this.#program;
    for (const { orderRef, answer } of placements) {
      if (answer === 'refused') continue;
      void calls.track(endOf(orderRef), () => broker.whenDone({ orderRef }), { patienceMs: Infinity });
    }
  }
}

/** What waiting for the end of an order is called. */
export const endOf = (orderRef: string): string => `whenDone ${orderRef}`;

function answerOf(error: unknown): Placement['answer'] {
  switch (error instanceof Error ? error.name : '') {
    case 'OrderRejectedError':
      return 'rejected';
    case 'OrderUnknownError':
      return 'unknown';
    default:
      return 'refused';
  }
}

/** Where an order stands, in a few words. */
export function stand({ orderRef, outcome, status, filled, quantity }: Trade): string {
  return `${orderRef} ${outcome} (${status}) ${filled}/${quantity ?? '?'}`;
}

const cents = (price: number): number => Math.round(price * 100) / 100;
