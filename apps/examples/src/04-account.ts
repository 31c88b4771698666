// Balance, account values and positions. An empty list means that there is nothing, never that something failed.

import { IBKRBroker } from '@cq/broker';
import { openEndpoint } from './endpoint.js';
import { run } from './run.js';

await run(async () => {
  await using endpoint = await openEndpoint();
  await using broker = new IBKRBroker(endpoint.options);
  await broker.connect();

  const balance = await broker.getAccountBalance();
  console.log(`${balance.account}: net liquidation ${balance.netLiquidation} ${balance.currency}`);
  console.log(`Cash ${balance.totalCashValue}, buying power ${balance.buyingPower}`);

  const values = await broker.getAccountValues();
  console.log(`${values.length} account values, among them:`);
  for (const { tag, value, currency } of values.slice(0, 5)) console.log(`  ${tag} ${value} ${currency ?? ''}`);

  if (endpoint.simulator) await broker.whenDone(await broker.executeMarketOrder('MSFT', 2, 'BUY'));
  const positions = await broker.getPositions();
  if (positions.length === 0) console.log('No positions');
  for (const { contract, quantity, avgCost, costBasis } of positions) {
    console.log(`${contract.symbol}: ${quantity} at ${avgCost.toFixed(2)}, cost ${costBasis.toFixed(2)}`);
  }
});
