// Several connections in one process, each with a client id of its own.

import { IBKRConnectionManager } from '@cq/connection';
import { openEndpoint } from './endpoint.js';
import { run } from './run.js';

await run(async () => {
  await using endpoint = await openEndpoint();
  await using trading = new IBKRConnectionManager({ ...endpoint.options, clientId: 11 });
  await using data = new IBKRConnectionManager({ ...endpoint.options, clientId: 12 });
  await Promise.all([trading.connect(), data.connect()]);

  for (const connection of [trading, data]) {
    const { clientId, state } = connection.getStatus();
    console.log(`Client ${clientId}: ${state}`);
  }

  await data.disconnect();
  console.log(`Client 12 left; client 11 is ${trading.state}`);
});
