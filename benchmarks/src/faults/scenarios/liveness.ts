// Faults of a socket that once worked.
import { createServer, type AddressInfo } from 'node:net';
import type { Simulator } from '@cq/simulator';
import { outage } from '../outage.js';
import type { Scenario } from '../scenario.js';

const group = 'Liveness';

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function drop(sim: Simulator, reset = false): undefined {
  sim.dropAll({ reset });
}

export const liveness: readonly Scenario[] = [
  {
    name: 'drop',
    group,
    fault: 'TWS closes the socket and can be reached at once',
    wanted: 'Notices, and is back with its stream',
    quick: true,
    run: (stage) => outage(stage, { holdMs: 300, start: ({ sim }) => drop(sim) }),
  },
  {
    name: 'reset',
    group,
    fault: 'The socket is reset',
    wanted: 'The same',
    run: (stage) => outage(stage, { holdMs: 300, start: ({ sim }) => drop(sim, true) }),
  },
  {
    name: 'gone-for-a-while',
    group,
    fault: 'TWS is gone for 3 s: connections are refused',
    wanted: 'Goes on trying, and is back',
    run: (stage) =>
      outage(stage, {
        holdMs: 3_000,
        start: ({ sim }) => {
          const fault = sim.inject({ type: 'refuse' });
          sim.dropAll();
          return fault;
        },
      }),
  },
  {
    name: 'half-open',
    group,
    fault: 'The way to TWS breaks without a word: the socket stays open and silent; a new one would work',
    wanted: 'Notices though nothing is said, and is back on a new socket',
    quick: true,
    wired: true,
    run: (stage) =>
      outage(stage, {
        holdMs: 4_000,
        start: ({ wire }) => {
          wire.cut();
          return undefined;
        },
      }),
  },
  {
    name: 'port-change',
    group,
    fault: 'TWS announces another port (1300) and closes',
    wanted: 'Follows to the new port',
    async run(stage) {
      const port = await freePort();
      return outage(stage, { holdMs: 300, start: ({ sim }) => sim.inject({ type: 'port-change', port }) });
    },
  },
  {
    name: 'pacing-kick',
    group,
    fault: 'TWS says 100 (too many messages) and disconnects the client',
    wanted: 'Says why, and is back',
    run: (stage) =>
      outage(stage, {
        holdMs: 1_000,
        start: ({ sim, client }) => {
          sim.inject({ type: 'pacing-kick' });
          void client.ask().catch(() => undefined);
          return undefined;
        },
      }),
  },
];
