// Handlers, deadlines, retries, logging, and a reconnect by hand.

import { IBKRConnectionManager } from '@cq/connection';
import { openEndpoint } from './endpoint.js';
import { run } from './run.js';

await run(async () => {
  await using endpoint = await openEndpoint();
  await using connection = new IBKRConnectionManager({
    ...endpoint.options,
    reconnect: { initialDelayMs: 200, maxDelayMs: 10_000 },
    health: { pingAfterMs: 2_000, pongWithinMs: 2_000 },
    requestTimeoutMs: 5_000,
  });

  connection.addConnectHandler(({ plane, dataLost, session }) => {
    console.log(`Up: ${plane}, session ${session.epoch}${dataLost ? ', data was lost' : ''}`);
  });
  connection.addDisconnectHandler(({ plane, cause }) => {
    console.log(`Down: ${plane}, ${cause.reason}`);
  });
  const stop = connection.on('state', ({ from, to }) => {
    console.log(`State: ${from} → ${to}`);
  });

  // Ten seconds for each attempt, five attempts before it gives up.
  await connection.connect({ timeoutMs: 10_000, retryCount: 5 });

  const back = await connection.reconnect({ timeoutMs: 10_000 });
  console.log(back ? 'Reconnected by hand' : 'The reconnect failed');

  stop();
  await connection.disconnect();
});
