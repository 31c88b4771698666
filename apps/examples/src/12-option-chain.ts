// The options of a stock: expirations and strikes, then quotes with greeks for a slice.

import { IBKRLiveDataFeed } from '@cq/market-data';
import { openEndpoint } from './endpoint.js';
import { run } from './run.js';

await run(async () => {
  await using endpoint = await openEndpoint();
  await using feed = new IBKRLiveDataFeed(endpoint.options);
  await feed.connect();

  const chains = await feed.getOptionChain('AAPL');
  const chain = chains.find(({ exchange }) => exchange === 'SMART') ?? chains[0];
  const expiration = chain?.expirations.at(1);
  if (!chain || expiration === undefined) throw new Error('AAPL has no options here');
  console.log(`${chain.expirations.length} expirations, ${chain.strikes.length} strikes`);

  const { last, close } = await feed.getSnapshot('AAPL');
  const price = last ?? close ?? 0;
  const near = [...chain.strikes].sort((a, b) => Math.abs(a - price) - Math.abs(b - price)).slice(0, 2);
  for (const { strike, right, quote, error } of await feed.getOptionQuotes('AAPL', { expiration, strikes: near })) {
    const model = quote?.greeks?.model;
    console.log(
      error
        ? `${strike} ${right}: ${error.message}`
        : `${expiration} ${strike} ${right} delta ${model?.delta?.toFixed(2) ?? '-'} implied volatility ${model?.impliedVolatility?.toFixed(2) ?? '-'}`,
    );
  }
});
