// The order book, and every single trade.

import { IBKRLiveDataFeed } from '@cq/market-data';
import { openEndpoint } from './endpoint.js';
import { run } from './run.js';

await run(async () => {
  await using endpoint = await openEndpoint();
  await using feed = new IBKRLiveDataFeed(endpoint.options);
  await feed.connect();

  for await (const book of feed.depth('AAPL', { rows: 3 })) {
    if (book.bids.length < 3 || book.asks.length < 3) continue;
    for (const { price, size } of book.asks.toReversed()) console.log(`        ${price} × ${size}`);
    for (const { price, size } of book.bids) console.log(`${price} × ${size}`);
    break;
  }

  let trades = 0;
  for await (const { time, price, size } of feed.ticks('AAPL', 'trades')) {
    console.log(`${time.toISOString()} traded ${size} at ${price}`);
    if (++trades === 3) break;
  }
});
