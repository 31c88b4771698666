// A limit order placed, changed and cancelled; a market order filled; everything told as events. Paper only.

import { IBKRBroker } from '@cq/broker';
import { openEndpoint } from './endpoint.js';
import { run } from './run.js';

await run(async () => {
  await using endpoint = await openEndpoint();
  await using broker = new IBKRBroker({ ...endpoint.options, paperTrading: true });
  broker.on('orderStatus', ({ trade }) => console.log(`  order ${trade.orderId} is ${trade.status}`));
  broker.on('fill', ({ execution }) => console.log(`  filled ${execution.quantity} at ${execution.price}`));
  broker.on('commission', ({ execution }) => console.log(`  commission ${execution.commission?.amount ?? '-'}`));
  await broker.connect();

  console.log('Far from the market:');
  const resting = await broker.executeLimitOrder('AAPL', 1, 10, 'BUY');
  const changed = await broker.modifyOrder(resting, { limitPrice: 11 });
  console.log(`  the same order, ${changed.orderId === resting.orderId ? 'same id' : 'another id'}`);
  const cancelled = await broker.cancelOrder(resting);
  console.log(`  outcome: ${cancelled.outcome}`);

  console.log('At the market:');
  const trade = await broker.executeMarketOrder('AAPL', 1, 'BUY');
  const done = await broker.whenDone(trade, { timeoutMs: 30_000 });
  console.log(`  outcome: ${done.outcome}, average price ${done.avgFillPrice ?? '-'}`);

  console.log(`Orders still active: ${broker.getActiveOrders().length}`);
});
