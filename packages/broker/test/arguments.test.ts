// What cannot be meant is refused by name, and before anything is sent.

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openJournal } from '../src/index.js';
import { failure, farBelow, rig } from './harness.js';

const resting = { type: 'LMT', action: 'BUY', quantity: 10, limitPrice: farBelow } as const;

describe('a deadline that is no time', () => {
  it.each([NaN, 0, -1, '5000' as never])('of %s ms refuses the call, and nothing is sent', async (timeoutMs) => {
    await using r = await rig();
    const trade = await r.broker.placeOrder('AAPL', resting);
    const orders = (): number =>
      r.sim.transcript.filter({ direction: 'in' }).filter(({ name }) => /placeOrder|cancel/i.test(name)).length;
    const before = orders();
    const late = { timeoutMs };
    const calls = [
      r.broker.placeOrder('AAPL', resting, late),
      r.broker.modifyOrder(trade, { quantity: 11 }, late),
      r.broker.cancelOrder(trade, late),
      r.broker.cancelAllOrders(late),
      r.broker.cancelAllOrders({ ...late, everyClient: true }),
      r.broker.previewOrder('AAPL', resting, late),
      r.broker.whenDone(trade, late),
      r.broker.whenPlaced(trade, late),
      r.broker.ready(late),
    ];
    for (const call of calls) {
      expect(await failure(call)).toMatchObject({ name: 'InvalidArgumentError', argument: 'timeoutMs' });
    }
    expect(orders()).toBe(before);
    expect(r.broker.getAllOrders()).toHaveLength(1);
  });
});

describe('a question that makes no sense', () => {
  const refused = (argument: string): object => ({ name: 'InvalidArgumentError', argument });

  it('is not compared with: no difference is larger than a tolerance that is no number', async () => {
    await using r = await rig();
    await r.broker.whenDone(await r.broker.executeMarketOrder('AAPL', 1, 'BUY'));
    expect(await failure(r.broker.reconcile(undefined, { price: NaN }))).toMatchObject(refused('price'));
    expect(await failure(r.broker.reconcile(undefined, { commission: -1 }))).toMatchObject(refused('commission'));
    const expected = { AAPL: NaN };
    expect(await failure(r.broker.findPositionDiscrepancies(expected))).toMatchObject(refused('expected.AAPL'));
  });

  it('is named by what is wrong with it', async () => {
    await using r = await rig();
    expect(await failure(r.broker.positionPnl(NaN).next())).toMatchObject(refused('conId'));
    const never = new Date(NaN);
    expect(() => r.broker.getTodaysOrderSummary(never)).toThrow(expect.objectContaining(refused('day')) as Error);
    const word = 'filled' as 'cancelled';
    expect(() => r.broker.settleOrder({ orderRef: 'any' }, word)).toThrow(
      expect.objectContaining(refused('outcome')) as Error,
    );
  });

  it.each(['', 'a\0b', 7 as never])('a name such as %o, made for an order, is not sent', async (name) => {
    await using r = await rig({ policy: { newOrderRef: () => name } });
    const order = r.broker.placeOrder('AAPL', resting);
    expect(await failure(order)).toMatchObject(refused('newOrderRef()'));
    expect(r.sim.books.orders()).toEqual([]);
  });

  it('a durability that the journal does not have is not taken for the weaker one', () => {
    const durability = 'disc' as 'disk';
    expect(() => openJournal(join(tmpdir(), 'cq-never-made'), { durability })).toThrow(
      expect.objectContaining(refused('durability')) as Error,
    );
  });
});
