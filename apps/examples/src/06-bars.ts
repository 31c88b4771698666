// Historical bars, once and over any range, and five-second bars as they come.

import { IBKRLiveDataFeed } from '@cq/market-data';
import { openEndpoint } from './endpoint.js';
import { run } from './run.js';

const DAY_MS = 86_400_000;

await run(async () => {
  await using endpoint = await openEndpoint();
  await using feed = new IBKRLiveDataFeed(endpoint.options);
  await feed.connect();

  const month = await feed.getHistoricalBars('AAPL', { duration: '1 M', barSize: '1 day' });
  console.log(
    `${month.length} daily bars, the last of ${month.at(-1)?.date ?? '-'} closed at ${month.at(-1)?.close ?? '-'}`,
  );

  // Any range: split to fit TWS's limits, paced, retried, without a bar twice.
  let bars = 0;
  const range = { contract: 'AAPL', start: new Date(Date.now() - 10 * DAY_MS), barSize: '5 mins' } as const;
  const onProgress = ({ requestsDone, requestsTotal }: { requestsDone: number; requestsTotal: number }): void =>
    console.log(`Request ${requestsDone} of ${requestsTotal}`);
  for await (const _bar of feed.historicalBars(range, { onProgress })) bars++;
  console.log(`${bars} five-minute bars of ten days`);

  for await (const bar of feed.bars('AAPL')) {
    console.log(`Live ${bar.time.toISOString()} open ${bar.open} close ${bar.close}`);
    break;
  }
});
