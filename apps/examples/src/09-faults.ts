// Things that break on purpose. Always against the simulator: a real TWS does not take requests for these.

import { setTimeout as sleep } from 'node:timers/promises';
import { IBKRConnectionManager } from '@cq/connection';
import { Simulator, type Fault } from '@cq/simulator';
import { run } from './run.js';

const faults: readonly Fault[] = [
  { type: 'drop', when: 'now' },
  { type: 'half-open' },
  { type: 'client-id-in-use', times: 2 },
  { type: 'link-lost' },
];

await run(async () => {
  for (const fault of faults) {
    await using simulator = await Simulator.start();
    await using connection = new IBKRConnectionManager({
      host: simulator.host,
      port: simulator.port,
      reconnect: { initialDelayMs: 50 },
      health: { pingAfterMs: 200, pongWithinMs: 200 },
    });
    await connection.connect();
    console.log(`\n${fault.type}`);
    const stop = connection.on('state', ({ from, to }) => console.log(`  ${from} → ${to}`));
    connection.addDisconnectHandler(({ plane, cause }) => console.log(`  lost the ${plane}: ${cause.reason}`));

    {
      using _fault = simulator.inject(fault);
      // A refused client id shows only when a session is opened.
      if (fault.type === 'client-id-in-use') simulator.dropAll();
      await sleep(700);
    }
    while (!connection.isConnected()) await sleep(20, undefined, { signal: AbortSignal.timeout(10_000) });
    stop();
    console.log(`  healed, in session ${(await connection.session()).epoch}`);
  }
});
