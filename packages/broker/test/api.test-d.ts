import { describe, expectTypeOf, it } from 'vitest';
import {
  IBKRBroker,
  isDone,
  openJournal,
  stageOf,
  stock,
  testConnection,
  type AccountBalance,
  type BrokerEvent,
  type Execution,
  type Order,
  type Outcome,
  type Position,
  type PositionChange,
  type Trade,
} from '../src/index.js';

declare const broker: IBKRBroker;
declare const trade: Trade;

describe('an order that lacks what its type needs', () => {
  it('does not compile', () => {
    expectTypeOf<{ type: 'MKT'; action: 'BUY'; quantity: number }>().toExtend<Order>();
    expectTypeOf<{ type: 'LMT'; action: 'BUY'; quantity: number }>().not.toExtend<Order>();
    expectTypeOf<{ type: 'LMT'; action: 'BUY'; quantity: number; limitPrice: number }>().toExtend<Order>();
    expectTypeOf<{ type: 'STP LMT'; action: 'SELL'; quantity: number; stopPrice: number }>().not.toExtend<Order>();
    expectTypeOf<{ type: 'TRAIL'; action: 'SELL'; quantity: number }>().not.toExtend<Order>();
    expectTypeOf<{ type: 'TRAIL'; action: 'SELL'; quantity: number; trailPercent: number }>().toExtend<Order>();
    expectTypeOf<{ type: 'MKT'; action: 'BUY' }>().not.toExtend<Order>();
    expectTypeOf<{ type: 'MKT'; action: 'BUY'; cashQuantity: number }>().toExtend<Order>();
    expectTypeOf<{ type: 'MKT'; action: 'HOLD'; quantity: number }>().not.toExtend<Order>();
    expectTypeOf<{
      type: 'LMT';
      action: 'BUY';
      quantity: number;
      limitPrice: number;
      tif: 'GTD';
    }>().not.toExtend<Order>();
    // @ts-expect-error a limit order needs its limit
    void broker.placeOrder('AAPL', { type: 'LMT', action: 'BUY', quantity: 1 });
    // @ts-expect-error a market order has no limit
    void broker.placeOrder('AAPL', { type: 'MKT', action: 'BUY', quantity: 1, limitPrice: 1 });
    // @ts-expect-error a name that is none
    void broker.cancelOrder({ id: 1 });
  });
});

describe('what a user sees', () => {
  it('is named and readonly', () => {
    expectTypeOf(
      broker.placeOrder(stock('AAPL'), { type: 'MKT', action: 'BUY', quantity: 1 }),
    ).resolves.toEqualTypeOf<Trade>();
    expectTypeOf(broker.executeMarketOrder('AAPL', 1, 'BUY')).resolves.toEqualTypeOf<Trade>();
    expectTypeOf(
      broker.executeLimitOrder({ contract: 'AAPL', quantity: 1, limitPrice: 1, action: 'BUY' }),
    ).resolves.toEqualTypeOf<Trade>();
    expectTypeOf(broker.getAccountBalance()).resolves.toEqualTypeOf<AccountBalance>();
    expectTypeOf(broker.getPositions()).resolves.toEqualTypeOf<readonly Position[]>();
    expectTypeOf(broker.positions()).toExtend<AsyncIterable<PositionChange>>();
    expectTypeOf(broker.whenDone(trade)).resolves.toEqualTypeOf<Trade>();
    expectTypeOf(trade.executions).toEqualTypeOf<readonly Execution[]>();
    expectTypeOf(trade.outcome).toEqualTypeOf<Outcome>();
    expectTypeOf(isDone(trade)).toBeBoolean();
    expectTypeOf(stageOf(trade)).toExtend<string>();
    expectTypeOf(testConnection()).resolves.toHaveProperty('balance');
    expectTypeOf(openJournal).returns.toHaveProperty('durable');
    // @ts-expect-error a trade is a snapshot
    trade.filled = 5;
  });

  it('a listener gets the event it asked for', () => {
    broker.on('fill', (event) => {
      expectTypeOf(event.execution).toEqualTypeOf<Execution>();
      expectTypeOf(event.recovered).toBeBoolean();
    });
    broker.on('settled', (event) => {
      expectTypeOf(event.outcome).toEqualTypeOf<Exclude<Outcome, 'pending' | 'unknown'>>();
    });
    // @ts-expect-error there is no such event
    broker.on('filled', () => undefined);
    expectTypeOf(broker.events()).toExtend<AsyncIterable<BrokerEvent>>();
  });
});
