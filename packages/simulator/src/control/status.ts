/** The simulator as a control client sees it. */

import { VirtualClock } from '../clock.js';
import type { LocatedJson } from '../scenario/located-json.js';
import { checkObject } from '../scenario/rules.js';
import type { Simulator } from '../simulator.js';
import type { Reply } from './reply.js';

export function simulatorStatus(sim: Simulator): object {
  return {
    host: sim.host,
    port: sim.port,
    now: new Date(sim.clock.now()).toISOString(),
    clientIds: sim.clientIds,
    link: sim.link.isUp ? 'up' : 'lost',
    farms: Object.fromEntries(sim.link.farms),
    frames: sim.transcript.length,
  };
}

/** Moves a clock that is moved by hand; the answer comes when everything due has happened. */
export async function advanceClock(sim: Simulator, body: LocatedJson): Promise<Reply> {
  const { advanceMs } = checkObject(body, { advanceMs: { kind: 'number', min: 0, required: true } }, 'body');
  const { clock } = sim;
  if (!(clock instanceof VirtualClock)) {
    return { status: 409, body: { error: 'This simulator runs on real time; start it with a virtual clock' } };
  }
  await clock.advance(Number(advanceMs));
  return { status: 200, body: { now: new Date(clock.now()).toISOString() } };
}
