/** What a fault does the moment it is injected, and when it ends. Faults not named here only wait to be met. */

import type { Fault, FaultOf } from '../faults.js';
import { repeat } from '../repeat.js';
import { beginCompetingSession, endStreams, resetBooks } from '../handlers/data-faults.js';
import type { World } from '../world.js';
import type { ActiveFault } from './board.js';
import { bustExecution, correctExecution, fillOrdersOfAbsent } from './order-effects.js';

/** The parts of the server that only its owner can move. */
export interface Levers {
  stopListening(): Promise<void>;
  listen(): Promise<void>;
  dropAll(options: { readonly reset?: boolean; readonly clientId?: number }): void;
  /** Listen on another port and tell everybody with 1300. */
  movePort(port: number): Promise<void>;
}

/** Put a fault in force. */
export function injectFault<T extends Fault>(world: World, levers: Levers, fault: T): ActiveFault<T> {
  const end = begin(world, levers, fault);
  const active = world.faults.add(fault, end);
  strikeNow(world, levers, fault);
  return active;
}

/** Start a state of affairs. @returns how it ends */
function begin(world: World, levers: Levers, fault: Fault): () => void {
  switch (fault.type) {
    case 'refuse':
      void levers.stopListening();
      return () => void levers.listen();
    case 'link-lost':
      return loseLink(world, fault);
    case 'link-down-at-connect':
      world.link.breakSilently();
      return () => world.link.restore();
    case 'farm': {
      const before = world.link.farms.get(fault.farm) ?? 'ok';
      world.link.farm(fault.farm, fault.status);
      return () => world.link.farm(fault.farm, before);
    }
    case 'freeze':
      return world.market.freeze(fault.symbol);
    case 'competing-session':
      return beginCompetingSession(world);
    case 'client-id-in-use': {
      if (fault.forMs === undefined) return nothing;
      return world.clock.schedule(fault.forMs, () => disposeOf(world, fault));
    }
    default:
      return nothing;
  }
}

/** Strike at once, for what need not wait for anything. */
function strikeNow(world: World, levers: Levers, fault: Fault): void {
  const spend = () => void world.faults.strike(fault.type, (other) => other === fault);
  switch (fault.type) {
    case 'drop':
      if ((fault.when ?? 'now') !== 'now') return;
      spend();
      levers.dropAll(fault);
      return;
    case 'port-change':
      spend();
      void levers.movePort(fault.port);
      return;
    case 'roll-back-order-ids':
      spend();
      world.orders.rollBack(fault.to);
      return;
    case 'fill-while-away':
      if (fillOrdersOfAbsent(world)) spend();
      return;
    case 'correct-execution':
      if (correctExecution(world, fault)) spend();
      return;
    case 'bust-execution':
      if (bustExecution(world, fault)) spend();
      return;
    case 'end-stream':
      if (endStreams(world, fault.code)) spend();
      return;
    case 'resubscribe-needed':
      if (endStreams(world, 10225)) spend();
      return;
    case 'reset-book':
      if (resetBooks(world)) spend();
      return;
    case 'pacing-kick':
      if (kickAll(world)) spend();
      return;
  }
}

function loseLink(world: World, fault: FaultOf<'link-lost'>): () => void {
  world.link.lose();
  const { repeatEveryMs } = fault;
  const stop = repeatEveryMs === undefined ? nothing : repeat(world.clock, repeatEveryMs, () => world.link.lose());
  return () => {
    stop();
    world.link.restore({ dataLost: fault.dataLost ?? false });
  };
}

function kickAll(world: World): boolean {
  const ready = [...world.clients].filter((client) => client.isReady);
  for (const client of ready) {
    client.error(-1, 100, 'Max rate of messages per second has been exceeded:max=50 rec=51 (3)');
    client.end();
  }
  return ready.length > 0;
}

function disposeOf(world: World, fault: Fault): void {
  world.faults.active.find((active) => active.fault === fault)?.dispose();
}

const nothing = () => undefined;
