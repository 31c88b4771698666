// A small strategy on paper, and a connection that breaks twice under it.

import { setTimeout as sleep } from 'node:timers/promises';
import { IBKRBroker } from '@cq/broker';
import { IBKRConnectionManager } from '@cq/connection';
import { IBKRLiveDataFeed } from '@cq/market-data';
import { cable } from './cable.js';
import { openEndpoint } from './endpoint.js';
import { movingAverage } from './moving-average.js';
import { run } from './run.js';

/** A market that is closed brings no fill. */
const PATIENCE_MS = 60_000;

await run(async () => {
  await using endpoint = await openEndpoint();
  const wire = cable();
  await using connection = new IBKRConnectionManager({ ...endpoint.options, paperTrading: true, dial: wire.dial });
  await using broker = new IBKRBroker({ connection });
  await using feed = new IBKRLiveDataFeed({ connection });
  await broker.connect();
  connection.on('state', ({ to }) => console.log(`  the connection is ${to}`));

  const stop = new AbortController();
  const log = (line: string): void => console.log(line);
  const strategy = movingAverage(broker, feed, { symbol: 'AAPL', quantity: 1, length: 3, signal: stop.signal, log });
  for (let cut = 0; cut < 2; cut++) {
    const filled = new Promise((resolve) => broker.on('fill', resolve));
    await Promise.race([filled, sleep(PATIENCE_MS, undefined, { ref: false })]);
    wire.cut();
  }
  await sleep(2_000);
  stop.abort();

  const trades = await strategy.catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
    return broker.getAllOrders();
  });
  for (const trade of trades)
    console.log(`${trade.order.action} ${trade.filled} at ${trade.avgFillPrice ?? '-'}: ${trade.outcome}`);
  console.log(`${trades.length} orders, each sent once`);
});
