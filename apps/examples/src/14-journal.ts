// A journal: every order is on disk before it is on the wire, so that the next process knows what this one did.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { IBKRBroker, openJournal } from '@cq/broker';
import { openEndpoint } from './endpoint.js';
import { run } from './run.js';

const folder = mkdtempSync(path.join(tmpdir(), 'cq-'));
const file = path.join(folder, 'orders.journal');

await run(async () => {
  await using endpoint = await openEndpoint();
  {
    using journal = openJournal(file);
    await using broker = new IBKRBroker({ ...endpoint.options, journal });
    await broker.connect();
    const trade = await broker.executeLimitOrder('AAPL', 1, 10, 'BUY');
    console.log(`The first process placed order ${trade.orderId} and left it working`);
  }

  using journal = openJournal(file);
  await using broker = new IBKRBroker({ ...endpoint.options, journal });
  await broker.connect();
  for (const trade of broker.getActiveOrders()) {
    console.log(
      `The next one finds order ${trade.orderId}: ${trade.outcome}, ${trade.order.type} ${trade.contract.symbol}`,
    );
    const { outcome } = await broker.cancelOrder(trade);
    console.log(`It cancels it: ${outcome}`);
  }
});
rmSync(folder, { recursive: true });
