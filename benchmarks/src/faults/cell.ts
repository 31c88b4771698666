// One cell of the matrix in a process of its own: `cell.ts <client> <scenario>`. Prints the finding as its last line.
// A client that hangs the process or brings it down can then only do so in its own cell.
import { Simulator } from '@cq/simulator';
import { clock } from './clock.js';
import { kinds } from './clients/index.js';
import type { Finding } from './scenario.js';
import { scenarios } from './scenarios/index.js';
import { Stage } from './stage.js';
import { Wire } from './wire.js';

const [clientName, scenarioName] = process.argv.slice(2);
const kind = kinds.find(({ name }) => name === clientName);
const scenario = scenarios.find(({ name }) => name === scenarioName);
if (!kind || !scenario) throw new Error(`There is no cell ${String(clientName)} × ${String(scenarioName)}`);

function finish(finding: Finding): never {
  console.log(JSON.stringify(finding));
  process.exit(0);
}

// What nobody catches ends a process: that is what would happen to the user's program.
const died = (error: unknown) =>
  finish({ verdict: 'bad', note: `ended the process: ${error instanceof Error ? error.message : String(error)}` });
process.on('uncaughtException', died);
process.on('unhandledRejection', died);

const { messagesPerSecond = Infinity } = scenario;
const sim = await Simulator.start({ messagesPerSecond, tickIntervalMs: 50, clock });
const wire = await Wire.to(sim.port);
const client = kind.create({ host: '127.0.0.1', port: scenario.wired === true ? wire.port : sim.port, clientId: 7 });
try {
  finish(await scenario.run(new Stage(sim, client, wire)));
} catch (error) {
  // The scenario itself could not be played: no finding about the client.
  console.error(error);
  process.exit(3);
}
