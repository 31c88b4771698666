/** A simulator on a clock that a test moves, with one real client, for tests of market data. */

import { EventName } from '@stoqey/ib';
import { Simulator, VirtualClock, type SimulatorOptions } from '../src/index.js';
import { connect, until, type TestClient } from './support.js';

export interface DataWorld extends AsyncDisposable {
  readonly sim: Simulator;
  readonly clock: VirtualClock;
  readonly client: TestClient;
  /** Wait until this request has passed, so that nothing after it overtakes it. */
  arrived(request: string, count?: number): Promise<void>;
  /** Events of one request, each as its arguments after the id. */
  of(event: EventName, reqId: number): unknown[][];
  /** A notice about one request. */
  notice(reqId: number, code?: number): Promise<{ readonly code: number; readonly text: string }>;
  /** Move time, and wait until the client has read everything that was said. */
  advance(ms: number): Promise<void>;
}

export async function dataWorld(options: SimulatorOptions = {}): Promise<DataWorld> {
  const clock = new VirtualClock();
  const sim = await Simulator.start({ clock, ...options });
  const client = await connect(sim);
  let pings = 0;
  const catchUp = async (): Promise<void> => {
    pings++;
    client.ib.reqCurrentTime();
    await until(() => (client.calls(EventName.currentTime).length >= pings ? true : undefined), 'the client');
  };
  return {
    sim,
    clock,
    client,
    arrived: async (name, count = 1) => {
      await sim.waitFor({ direction: 'in', name: name as never }, { count });
    },
    of: (event, reqId) => client.calls(event).flatMap(([id, ...rest]) => (id === reqId ? [rest] : [])),
    notice: (reqId, code) =>
      until(() => client.notices().find((n) => n.id === reqId && n.code === (code ?? n.code)), `notice for ${reqId}`),
    advance: async (ms) => {
      await catchUp();
      await clock.advance(ms);
      await catchUp();
    },
    [Symbol.asyncDispose]: () => sim.close(),
  };
}
