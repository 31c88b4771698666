/** What a fault does the moment it is injected, and when it ends. Faults not named here only wait to be met. */

import type { Fault, FaultOf } from '../faults.js';
import { repeat } from '../repeat.js';
import { requireFault } from '../scenario/fault-rules.js';
import { beginCompetingSession, endStreams, resetBooks } from '../handlers/data-faults.js';
import type { World } from '../world.js';
import type { ActiveFault } from './board.js';
import { tellHalt } from './halts.js';
import { bustExecution, correctExecution, fillOrdersOfAbsent } from './order-effects.js';

/** The parts of the server that only its owner can move. */
export interface Levers {
  stopListening(): Promise<void>;
  /** Listen again, unless something else keeps the port closed. */
  listen(): Promise<void>;
  dropAll(options: { readonly reset?: boolean; readonly clientId?: number }): void;
  /** Listen on another port and tell everybody with 1300. Rejects when it is taken, and stays on the old one. */
  movePort(port: number): Promise<void>;
}

/** Put a fault in force. @throws RangeError naming the field that is impossible */
export function injectFault<T extends Fault>(world: World, levers: Levers, fault: T): ActiveFault<T> {
  requireFault(fault);
  const end = begin(world, levers, fault);
  const active = world.faults.add(fault, end);
  strikeNow(world, levers, fault);
  return active;
}

/**
 * Start a state of affairs. Several faults can want the same one: what one of them ends, the others go on with.
 * @returns how it ends
 */
function begin(world: World, levers: Levers, fault: Fault): () => void {
  switch (fault.type) {
    case 'refuse':
      void levers.stopListening();
      return () => void levers.listen();
    case 'link-lost':
      return loseLink(world, fault);
    case 'link-down-at-connect':
      world.link.breakSilently();
      return () => restoreLink(world, false);
    case 'farm':
      return world.link.holdFarm(fault.farm, fault.status);
    case 'freeze':
      return freeze(world, fault.symbol);
    case 'halt': {
      const release = freeze(world, fault.symbol);
      return () => {
        release();
        tellHalt(world, fault.symbol);
      };
    }
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
      levers.movePort(fault.port).then(spend, () => disposeOf(world, fault));
      return;
    case 'halt':
      tellHalt(world, fault.symbol);
      return;
    default:
      if (hasStruck(world, fault)) spend();
  }
}

/** Do what the fault is about, if there is anything to do it to. @returns whether there was */
function hasStruck(world: World, fault: Fault): boolean {
  switch (fault.type) {
    case 'roll-back-order-ids':
      world.orders.rollBack(fault.to);
      return true;
    case 'fill-while-away':
      return fillOrdersOfAbsent(world);
    case 'correct-execution':
      return correctExecution(world, fault);
    case 'bust-execution':
      return bustExecution(world, fault);
    case 'end-stream':
      return endStreams(world, fault.code);
    case 'resubscribe-needed':
      return endStreams(world, 10225);
    case 'reset-book':
      return resetBooks(world);
    case 'pacing-kick':
      return kickAll(world);
    default:
      return false;
  }
}

function loseLink(world: World, fault: FaultOf<'link-lost'>): () => void {
  world.link.lose();
  const { repeatEveryMs } = fault;
  const stop = repeatEveryMs === undefined ? nothing : repeat(world.clock, repeatEveryMs, () => world.link.lose());
  return () => {
    stop();
    restoreLink(world, fault.dataLost ?? false);
  };
}

/** The last of several outages says whether data was lost. */
function restoreLink(world: World, dataLost: boolean): void {
  if (world.faults.find('link-lost') ?? world.faults.find('link-down-at-connect')) return;
  world.link.restore({ dataLost });
}

function freeze(world: World, symbol: string): () => void {
  const release = world.market.freeze(symbol);
  const isSame = (fault: { readonly symbol: string }) => fault.symbol === symbol;
  return () => {
    if (!world.faults.find('freeze', isSame) && !world.faults.find('halt', isSame)) release();
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
