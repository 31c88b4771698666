// Live quotes of several symbols; an unknown symbol is an error of its own and disturbs nobody.

import { IBKRLiveDataFeed } from '@cq/market-data';
import { openEndpoint } from './endpoint.js';
import { run } from './run.js';

await run(async () => {
  await using endpoint = await openEndpoint();
  await using feed = new IBKRLiveDataFeed(endpoint.options);
  await feed.connect();
  feed.on('market-data-type', ({ symbol, to }) => console.log(`${symbol} is ${to} now`));

  const results = await feed.subscribe(['AAPL', 'MSFT', 'NOSUCHSYMBOL']);
  for (const [symbol, result] of results) {
    console.log('error' in result ? `${symbol}: ${result.error.message}` : `${symbol}: subscribed`);
  }

  // At most one quote per contract waits for a slow reader: the latest.
  let seen = 0;
  for await (const quote of feed.quotes(['AAPL', 'MSFT'])) {
    if (quote.bid === undefined || quote.ask === undefined) continue;
    console.log(`${quote.symbol} ${quote.bid} / ${quote.ask}${quote.delayed ? ' (delayed)' : ''}`);
    if (++seen === 6) break;
  }
  console.log(`Last price of AAPL: ${feed.getLatestPrice('AAPL') ?? 'not known yet'}`);
  await feed.unsubscribe(['AAPL', 'MSFT']);
});
