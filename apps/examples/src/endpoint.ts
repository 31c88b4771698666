// Where an example connects: your TWS or IB Gateway when IB_PORT or IB_PAPER_PORT (environment or .env) names it, else a
// simulator.

import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { ConnectionOptions } from '@cq/connection';
import { Simulator, type SimulatorOptions } from '@cq/simulator';

export interface Endpoint extends AsyncDisposable {
  /** Spread into the options of a connection, broker or feed. Empty when the environment says it all. */
  readonly options: ConnectionOptions;
  /** Present when the example runs against the simulator, so that it can break things on purpose. */
  readonly simulator: Simulator | undefined;
}

/** Opens the endpoint and says which one it is. Paper only: nothing in the examples touches a live account. */
export async function openEndpoint(simulated: SimulatorOptions = {}): Promise<Endpoint> {
  const configured = configuredPort();
  if (configured) {
    console.log(`Using the TWS or IB Gateway on port ${configured.port}, as ${configured.name} says`);
    return { options: {}, simulator: undefined, [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  const simulator = await Simulator.start(simulated);
  console.log(`IB_PORT is not set: using the simulator, in this process, on port ${simulator.port}`);
  return {
    options: { host: simulator.host, port: simulator.port },
    simulator,
    [Symbol.asyncDispose]: () => simulator.close(),
  };
}

/** As the connection reads it: the environment beats the file, and in each the port for paper beats the general one. */
function configuredPort(): { readonly name: string; readonly port: string } | undefined {
  const file = existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {};
  for (const source of [process.env, file]) {
    for (const name of ['IB_PAPER_PORT', 'IB_PORT']) {
      const port = source[name];
      if (port) return { name, port };
    }
  }
  return undefined;
}
