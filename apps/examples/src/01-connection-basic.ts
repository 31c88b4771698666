// Connect, look around, disconnect.

import { IBKRConnectionManager } from '@cq/connection';
import { openEndpoint } from './endpoint.js';
import { run } from './run.js';

await run(async () => {
  await using endpoint = await openEndpoint();
  // Disconnects at the end of the block, whatever happens in it.
  await using connection = new IBKRConnectionManager({ ...endpoint.options, paperTrading: true });

  await connection.connect();
  const status = connection.getStatus();
  console.log(`Connected to ${status.host}:${status.port} as client ${status.clientId}`);
  console.log(`Accounts: ${status.accounts.join(', ')}`);

  // The raw client of @stoqey/ib, for whatever the toolkit does not cover. It belongs to the current session.
  const ib = connection.getIb();
  console.log(`TWS speaks protocol version ${ib.serverVersion}`);

  await connection.disconnect();
  console.log(`State: ${connection.state}`);
});
