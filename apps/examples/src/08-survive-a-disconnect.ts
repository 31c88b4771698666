// The socket is cut, and nobody has to do anything: the session is opened again and the quotes go on.

import { once } from 'node:events';
import { IBKRLiveDataFeed } from '@cq/market-data';
import { cable } from './cable.js';
import { openEndpoint } from './endpoint.js';
import { run } from './run.js';

await run(async () => {
  await using endpoint = await openEndpoint();
  const wire = cable();
  await using feed = new IBKRLiveDataFeed({ ...endpoint.options, dial: wire.dial });
  await feed.connect();
  await feed.subscribe(['AAPL']);

  feed.connection.addDisconnectHandler(({ plane, cause }) => console.log(`Lost the ${plane}: ${cause.message}`));
  feed.connection.addConnectHandler(({ session }) => console.log(`Session ${session.epoch} is ready`));
  feed.on('gap', ({ symbol, reason }) => console.log(`${symbol} has a gap: ${reason}`));
  const healed = new EventTarget();
  feed.on('resumed', ({ symbol, durationMs }) => {
    console.log(`${symbol} ticks again after ${durationMs.toFixed(0)} ms`);
    healed.dispatchEvent(new Event('resumed'));
  });

  const resumed = once(healed, 'resumed', { signal: AbortSignal.timeout(15_000) });
  wire.cut();
  await resumed;

  console.log(`Reconnects: ${feed.connection.getStatus().reconnectCount}`);
});
