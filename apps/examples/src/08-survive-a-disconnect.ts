// The socket is cut, and nobody has to do anything: the session is opened again and the quotes go on.

import { once } from 'node:events';
import { IBKRLiveDataFeed } from '@cq/market-data';
import { openEndpoint } from './endpoint.js';
import { run } from './run.js';

await run(async () => {
  await using endpoint = await openEndpoint();
  await using feed = new IBKRLiveDataFeed(endpoint.options);
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
  if (endpoint.simulator) endpoint.simulator.dropAll({ reset: true });
  // Against a real TWS: the raw client closes its own socket, which is as good as a cable pulled.
  else feed.connection.getIb().disconnect();
  await resumed;

  console.log(`Reconnects: ${feed.connection.getStatus().reconnectCount}`);
});
