import { describe, expect, it } from 'vitest';
import { stageOf } from '../src/index.js';
import { agree, event, failure, farBelow, rig, until } from './harness.js';

const resting = { type: 'LMT', action: 'BUY', quantity: 10, limitPrice: farBelow } as const;

describe('a rejected order', () => {
  it('rejects the promise with what TWS said and what to do', async () => {
    await using r = await rig();
    using _ = r.sim.inject({ type: 'reject-order', code: 201, text: 'Order rejected - reason:Margin' });
    const error = await failure(r.broker.placeOrder('AAPL', { ...resting, orderRef: 'no' }));
    expect(error).toMatchObject({ name: 'OrderRejectedError', orderRef: 'no', code: 201 });
    expect(await r.broker.whenDone({ orderRef: 'no' })).toMatchObject({ outcome: 'rejected' });
    expect(await event(r, 'rejected')).toMatchObject({ trade: { orderRef: 'no' } });
    await agree(r.sim, r.broker);
  });

  it('over the margin is rejected by TWS, not by us', async () => {
    await using r = await rig();
    const error = await failure(r.broker.executeMarketOrder('AAPL', 1_000_000, 'BUY'));
    expect(error).toMatchObject({ name: 'OrderRejectedError', code: 201 });
    await agree(r.sim, r.broker);
  });
});

describe('a warning about a living order', () => {
  it.each([399, 404, 2109, 10349, 10148, 2161])('%i cancels nothing', async (code) => {
    await using r = await rig();
    using _ = r.sim.inject({ type: 'order-warning', code });
    const trade = await r.broker.placeOrder('AAPL', resting);
    await until(() => r.broker.getOrderStatus(trade)!.notices.length > 0, 'the notice');
    expect(r.broker.getOrderStatus(trade)).toMatchObject({ outcome: 'working', notices: [{ code }] });
    await agree(r.sim, r.broker);
  });

  it('that nobody has ever seen cancels nothing either: TWS is asked', async () => {
    await using r = await rig();
    using _ = r.sim.inject({ type: 'order-warning', code: 12345 });
    const trade = await r.broker.placeOrder('AAPL', resting);
    await event(r, 'reconciled', ({ reason }) => reason === 'doubt');
    expect(r.broker.getOrderStatus(trade)).toMatchObject({ outcome: 'working' });
    await agree(r.sim, r.broker);
  });
});

describe('a change', () => {
  it('keeps the identity of the order', async () => {
    await using r = await rig();
    const trade = await r.broker.placeOrder('AAPL', resting);
    const changed = await r.broker.modifyOrder(trade, { limitPrice: 2, quantity: 5 });
    expect(changed).toMatchObject({
      orderRef: trade.orderRef,
      orderId: trade.orderId,
      permId: trade.permId,
      quantity: 5,
      order: { limitPrice: 2 },
    });
    expect(r.sim.books.order({ permId: trade.permId! })).toMatchObject({ limitPrice: 2, quantity: 5 });
    await agree(r.sim, r.broker);
  });

  it('can be made again, and then fill', async () => {
    await using r = await rig();
    const trade = await r.broker.placeOrder('AAPL', resting);
    await r.broker.modifyOrder(trade, { limitPrice: 2 });
    await r.broker.modifyOrder(trade, { limitPrice: 3, tif: 'GTC' });
    r.sim.market.setPrice('AAPL', { bid: 2.5, ask: 2.6, last: 2.5 });
    expect(await r.broker.whenDone(trade)).toMatchObject({ outcome: 'filled', filled: 10 });
    await agree(r.sim, r.broker);
  });

  it('that TWS refuses leaves the order as it was', async () => {
    await using r = await rig();
    const trade = await r.broker.placeOrder('AAPL', resting);
    using _ = r.sim.inject({ type: 'modify-refused', code: 201 });
    expect(await failure(r.broker.modifyOrder(trade, { limitPrice: 2 }))).toMatchObject({
      name: 'RequestError',
      operation: 'modifyOrder',
    });
    expect(r.broker.getOrderStatus(trade)).toMatchObject({ outcome: 'working', order: { limitPrice: farBelow } });
    expect(await event(r, 'modifyRefused')).toMatchObject({ notice: { code: 201 } });
    await agree(r.sim, r.broker);
  });

  it('of an order that is done is refused here', async () => {
    await using r = await rig();
    const trade = await r.broker.cancelOrder(await r.broker.placeOrder('AAPL', resting));
    expect(await failure(r.broker.modifyOrder(trade, { limitPrice: 2 }))).toMatchObject({
      name: 'OrderRefusedError',
      reason: 'done',
    });
  });

  it('of what cannot be changed names the field', async () => {
    await using r = await rig();
    const trade = await r.broker.placeOrder('AAPL', resting);
    const changes = { action: 'SELL' } as never;
    expect(await failure(r.broker.modifyOrder(trade, changes))).toMatchObject({ argument: 'changes.action' });
    expect(await failure(r.broker.modifyOrder(trade, { quantity: -1 }))).toMatchObject({
      argument: 'changes.quantity',
    });
    expect(await failure(r.broker.modifyOrder({ orderRef: 'nobody' }, { quantity: 1 }))).toMatchObject({
      argument: 'order',
    });
  });

  it('that was under way when the session ended is not guessed: the order shows it, or not', async () => {
    await using r = await rig();
    const trade = await r.broker.placeOrder('AAPL', resting);
    using _ = r.sim.inject({ type: 'drop', when: 'after', message: 'placeOrder' });
    expect(await failure(r.broker.modifyOrder(trade, { limitPrice: 2 }))).toMatchObject({ name: 'OrderUnknownError' });
    await event(r, 'reconciled', ({ epoch }) => epoch === 2);
    expect(r.broker.getOrderStatus(trade)).toMatchObject({ outcome: 'working', order: { limitPrice: 2 } });
    using __ = r.sim.inject({ type: 'drop', when: 'before', message: 'placeOrder' });
    expect(await failure(r.broker.modifyOrder(trade, { limitPrice: 3 }))).toMatchObject({ name: 'OrderUnknownError' });
    await event(r, 'reconciled', ({ epoch }) => epoch === 3);
    expect(r.broker.getOrderStatus(trade)).toMatchObject({ outcome: 'working', order: { limitPrice: 2 } });
    await agree(r.sim, r.broker);
  });
});

describe('a cancel', () => {
  it('of an order that filled meanwhile resolves with the filled trade', async () => {
    await using r = await rig();
    const trade = await r.broker.placeOrder('AAPL', resting);
    using _ = r.sim.inject({ type: 'cancel-refused', code: 10148 });
    r.sim.market.setPrice('AAPL', { bid: 0.5, ask: 0.6, last: 0.5 });
    const after = await r.broker.cancelOrder(trade);
    expect(after).toMatchObject({ outcome: 'filled', filled: 10 });
    await agree(r.sim, r.broker);
  });

  it.each([161, 10147, 10148])(
    'refused with %i rejects, asks what the order really is, and leaves it alive',
    async (code) => {
      await using r = await rig();
      const trade = await r.broker.placeOrder('AAPL', resting);
      using _ = r.sim.inject({ type: 'cancel-refused', code });
      expect(await failure(r.broker.cancelOrder(trade))).toMatchObject({
        name: 'RequestError',
        operation: 'cancelOrder',
        code,
      });
      expect(await event(r, 'cancelRefused')).toMatchObject({ trade: { outcome: 'working' }, notice: { code } });
      await agree(r.sim, r.broker);
      expect(await r.broker.cancelOrder(trade)).toMatchObject({ outcome: 'cancelled' });
      await agree(r.sim, r.broker);
    },
  );

  it('whose session ends rejects with that, and the next session tells', async () => {
    await using r = await rig();
    const trade = await r.broker.placeOrder('AAPL', resting);
    using _ = r.sim.inject({ type: 'drop', when: 'after', message: 'cancelOrder' });
    expect(await failure(r.broker.cancelOrder(trade))).toMatchObject({ name: 'ConnectionError' });
    expect(await r.broker.whenDone(trade)).toMatchObject({ outcome: 'cancelled' });
    await agree(r.sim, r.broker);
  });

  it('of everything cancels everything of one account', async () => {
    await using r = await rig({ sim: { accounts: ['DU1', 'DU2'] } });
    for (const account of ['DU1', 'DU1', 'DU2']) await r.broker.placeOrder('AAPL', { ...resting, account });
    const results = await r.broker.cancelAllOrders({ account: 'DU1' });
    expect(results.map(({ trade, error }) => [trade.account, trade.outcome, error])).toEqual([
      ['DU1', 'cancelled', undefined],
      ['DU1', 'cancelled', undefined],
    ]);
    expect(r.sim.books.orders({ done: false })).toMatchObject([{ account: 'DU2' }]);
    await agree(r.sim, r.broker);
  });
});

describe('watching one order', () => {
  it('shows it now and after each change, and ends with it', async () => {
    await using r = await rig();
    const trade = await r.broker.placeOrder('AAPL', resting);
    const stages: string[] = [];
    for await (const snapshot of r.broker.trades(trade)) {
      stages.push(stageOf(snapshot));
      if (stages.length === 1) void r.broker.cancelOrder(trade);
    }
    expect(stages[0]).toBe('working');
    expect(stages.at(-1)).toBe('cancelled');
  });
});

describe('an order with a parent', () => {
  it('works as one with its bracket: the entry fills, one exit cancels the other', async () => {
    await using r = await rig();
    r.sim.market.setPrice('AAPL', { bid: 100, ask: 100.1, last: 100 });
    const bracket = await r.broker.placeBracket({
      contract: 'AAPL',
      entry: { type: 'LMT', action: 'BUY', quantity: 10, limitPrice: 100.1 },
      takeProfit: { limitPrice: 110 },
      stopLoss: { stopPrice: 90 },
    });
    expect(await r.broker.whenDone(bracket.entry)).toMatchObject({ outcome: 'filled' });
    expect(bracket.takeProfit).toMatchObject({ parentRef: bracket.entry.orderRef });
    r.sim.market.setPrice('AAPL', { bid: 111, ask: 111.1, last: 111 });
    expect(await r.broker.whenDone(bracket.takeProfit!)).toMatchObject({ outcome: 'filled' });
    expect(await r.broker.whenDone(bracket.stopLoss!)).toMatchObject({ outcome: 'cancelled' });
    expect(await r.broker.getPositions()).toEqual([]);
    await agree(r.sim, r.broker);
  });

  it('is refused whole when one part is impossible', async () => {
    await using r = await rig();
    const error = await failure(
      r.broker.placeBracket({
        contract: 'AAPL',
        entry: resting,
        takeProfit: { limitPrice: 110.005 },
        stopLoss: { stopPrice: 90 },
      }),
    );
    expect(error).toMatchObject({ name: 'InvalidArgumentError' });
    expect(r.sim.books.orders()).toEqual([]);
  });

  it.each([
    ['stop', { limitPrice: 110 }, { stopPrice: 90.005 }],
    ['target', { limitPrice: 110.005 }, { stopPrice: 90 }],
  ] as const)(
    'leaves no entry without its exits: TWS refuses the %s, and the others are cancelled',
    async (...given) => {
      const [, takeProfit, stopLoss] = given;
      await using r = await rig({ policy: { offTick: 'ignore' } });
      r.sim.market.setPrice('AAPL', { bid: 100, ask: 100.1, last: 100 });
      const error = await failure(r.broker.placeBracket({ contract: 'AAPL', entry: resting, takeProfit, stopLoss }));
      expect(error).toMatchObject({ name: 'OrderRejectedError', code: 110 });
      expect(r.sim.books.orders({ done: false })).toEqual([]);
      expect(r.broker.getActiveOrders()).toEqual([]);
      const outcomes = r.broker.getAllOrders().map(({ outcome }) => outcome);
      expect(outcomes.toSorted()).toEqual(['cancelled', 'cancelled', 'rejected']);
      await agree(r.sim, r.broker);
    },
  );
});

describe('orders of which one cancels all', () => {
  it('are cancelled when one of them fills', async () => {
    await using r = await rig();
    r.sim.market.setPrice('AAPL', { bid: 100, ask: 100.1, last: 100 });
    const [low, high, other] = await r.broker.placeOneCancelsAll([
      { contract: 'AAPL', order: { type: 'LMT', action: 'BUY', quantity: 10, limitPrice: 90 } },
      { contract: 'AAPL', order: { type: 'LMT', action: 'BUY', quantity: 10, limitPrice: 91 } },
      { contract: 'MSFT', order: { type: 'LMT', action: 'BUY', quantity: 5, limitPrice: farBelow } },
    ]);
    expect(new Set([low, high, other].map((trade) => trade?.order.ocaGroup)).size).toBe(1);
    r.sim.market.setPrice('AAPL', { bid: 90.5, ask: 90.6, last: 90.5 });
    expect(await r.broker.whenDone(high!)).toMatchObject({ outcome: 'filled' });
    expect(await r.broker.whenDone(low!)).toMatchObject({ outcome: 'cancelled', filled: 0 });
    expect(await r.broker.whenDone(other!)).toMatchObject({ outcome: 'cancelled', filled: 0 });
    await agree(r.sim, r.broker);
  });

  it('or reduces them by what traded, where that was asked for', async () => {
    await using r = await rig();
    r.sim.market.setPrice('AAPL', { bid: 100, ask: 100.1, last: 100 });
    const orders = [10, 25].map((quantity, index) => ({
      contract: 'AAPL',
      order: { type: 'LMT', action: 'BUY', quantity, limitPrice: 91 - index } as const,
    }));
    const [first, second] = await r.broker.placeOcaGroup(orders, { type: 'reduceWithBlock', group: 'pair' });
    r.sim.market.setPrice('AAPL', { bid: 90.5, ask: 90.6, last: 90.5 });
    expect(await r.broker.whenDone(first!)).toMatchObject({ outcome: 'filled', filled: 10 });
    await until(() => r.broker.getOrderStatus(second!)?.remaining === 15, 'the reduction');
    expect(r.broker.getOrderStatus(second!)).toMatchObject({ outcome: 'working', quantity: 15, filled: 0 });
    await agree(r.sim, r.broker);
  });

  it('need to be several', async () => {
    await using r = await rig();
    const one = { contract: 'AAPL', order: resting };
    expect(await failure(r.broker.placeOneCancelsAll([one]))).toMatchObject({ argument: 'orders' });
    expect(r.sim.books.orders()).toEqual([]);
  });
});

describe('a preview', () => {
  it('tells margin and commission and places nothing', async () => {
    await using r = await rig();
    const preview = await r.broker.previewOrder('AAPL', { type: 'MKT', action: 'BUY', quantity: 100 });
    expect(preview.initMarginChange).toBeGreaterThan(0);
    expect(preview.commission).toBeGreaterThan(0);
    expect(r.broker.getAllOrders()).toEqual([]);
    expect(r.sim.books.orders()).toEqual([]);
    await r.broker.placeOrder('AAPL', resting);
    await agree(r.sim, r.broker);
  });
});
