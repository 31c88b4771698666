// What is wrong with the set-up? `cq-doctor` as a function.

import { diagnose } from '@cq/connection';
import { openEndpoint } from './endpoint.js';
import { run } from './run.js';

await run(async () => {
  await using endpoint = await openEndpoint();
  const healthy = await diagnose(endpoint.options);
  console.log(`Healthy endpoint: exit code ${healthy.exitCode}`);
  for (const { severity, summary } of healthy.findings) console.log(`  ${severity}: ${summary}`);

  // Nothing listens on port 1: the finding comes with its tips.
  const unreachable = await diagnose({ host: '127.0.0.1', port: 1 });
  console.log(`Nothing there: exit code ${unreachable.exitCode}`);
});
