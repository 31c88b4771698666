import { Simulator } from '@cq/simulator';
import { describe, expect, it } from 'vitest';
import { IBKRBroker } from '../src/index.js';

async function connected(sim: Simulator): Promise<IBKRBroker> {
  const broker = new IBKRBroker({ host: sim.host, port: sim.port, clientId: 7, env: {}, envFile: false });
  await broker.connect();
  return broker;
}

describe('a broker on a TWS', () => {
  it('tells the balance in numbers, and that a new account is flat', async () => {
    await using sim = await Simulator.start();
    await using broker = await connected(sim);
    const balance = await broker.getAccountBalance();
    expect(balance).toMatchObject({
      account: 'DU1234567',
      currency: 'USD',
      netLiquidation: 1_000_000,
      totalCashValue: 1_000_000,
    });
    expect(await broker.getPositions()).toEqual([]);
    expect(await broker.getOpenOrders()).toEqual([]);
  });

  it('buys at the market, with fill and commission, and then holds it', async () => {
    await using sim = await Simulator.start();
    await using broker = await connected(sim);
    const placed = await broker.executeMarketOrder('AAPL', 10, 'BUY');
    const trade = await broker.whenDone(placed);
    expect(trade).toMatchObject({ outcome: 'filled', filled: 10, remaining: 0 });
    expect(trade.executions.reduce((n, e) => n + e.quantity, 0)).toBe(10);
    expect(trade.executions[0]?.commission).toMatchObject({ currency: 'USD' });
    const [position] = await broker.getPositions();
    expect(position).toMatchObject({ quantity: 10, contract: { symbol: 'AAPL' } });
  });

  it('works a limit order and cancels it', async () => {
    await using sim = await Simulator.start();
    await using broker = await connected(sim);
    const trade = await broker.executeLimitOrder('AAPL', 1, 1, 'BUY');
    expect(trade.outcome).toBe('working');
    expect(await broker.getOpenOrders()).toMatchObject([{ orderRef: trade.orderRef, owner: 'this-client' }]);
    expect(await broker.cancelOrder(trade)).toMatchObject({ outcome: 'cancelled' });
    expect(await broker.getOpenOrders()).toEqual([]);
  });

  it('takes an order as named fields too, with all that such an order can have', async () => {
    await using sim = await Simulator.start();
    await using broker = await connected(sim);
    const limit = {
      contract: 'AAPL',
      action: 'SELL',
      quantity: 2,
      limitPrice: 9_999,
      tif: 'GTC',
      orderRef: 'a',
    } as const;
    expect(await broker.executeLimitOrder(limit)).toMatchObject({ orderRef: 'a', outcome: 'working' });
    const market = { contract: 'AAPL', action: 'BUY', quantity: 1, tif: 'IOC', orderRef: 'b' } as const;
    await broker.whenDone(await broker.executeMarketOrder(market));
    expect(
      sim.books.orders().map(({ orderRef, tif, orderType, action }) => [orderRef, tif, orderType, action]),
    ).toEqual([
      ['a', 'GTC', 'LMT', 'SELL'],
      ['b', 'IOC', 'MKT', 'BUY'],
    ]);
  });
});
