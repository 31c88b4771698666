// Carries out a schedule: puts each fault in force when its time has come, ends it, and heals everything in the end.

import type { ActiveFault, Simulator, VirtualClock } from '@cq/simulator';
import type { EventLog, Failures } from './event-log.js';
import { describeIncident, type Act, type Incident, type Step } from './incident.js';

/** What the saboteur can make the trader do. */
export interface Victim {
  reconnect(): void;
  disconnect(forMs: number): void;
  crash(): void;
}

export interface Scene {
  readonly sim: Simulator;
  readonly clock: VirtualClock;
  readonly log: EventLog;
  readonly failures: Failures;
  readonly victim: Victim;
}

export class Saboteur {
  readonly #scene: Scene;
  readonly #active = new Set<ActiveFault>();

  constructor(scene: Scene, incidents: readonly Incident[]) {
    this.#scene = scene;
    for (const incident of incidents) {
      scene.clock.schedule(incident.at, () => {
        scene.log.add('incident', `#${incident.number} ${describeIncident(incident)}`);
        scene.log.count(`mishap ${incident.name}`);
        for (const step of incident.steps) this.#plan(step);
      });
    }
  }

  /** Nothing is broken any more. */
  heal(): void {
    const { sim, log } = this.#scene;
    log.add('incident', 'everything is healed');
    for (const fault of this.#active) this.#end(fault);
    sim.link.restore();
  }

  #plan(step: Step): void {
    this.#scene.clock.schedule(step.afterMs, () => {
      if ('fault' in step) this.#inject(step);
      else this.#act(step);
    });
  }

  #inject({ fault, forMs }: Step & { fault: ActiveFault['fault'] }): void {
    const { sim, clock } = this.#scene;
    const active = sim.inject(fault);
    if (!active.active) return;
    this.#active.add(active);
    if (forMs !== undefined) clock.schedule(forMs, () => this.#end(active));
  }

  #end(active: ActiveFault): void {
    this.#active.delete(active);
    active.dispose();
    this.#scene.log.count(active.hits > 0 ? 'faults that struck' : 'faults that met nothing');
  }

  #act(act: Act): void {
    const { sim, failures, victim } = this.#scene;
    switch (act.act) {
      case 'restart':
        sim
          .restart({ downMs: act.downMs, ...(act.nextOrderId === undefined ? {} : { nextOrderId: act.nextOrderId }) })
          .catch((error: unknown) => failures.add('simulator', `a restart failed: ${String(error)}`));
        return;
      case 'manual-order':
        this.#placeByHand(act);
        return;
      case 'reconnect':
        victim.reconnect();
        return;
      case 'disconnect':
        victim.disconnect(act.forMs);
        return;
      case 'crash':
        victim.crash();
    }
  }

  #placeByHand({ symbol, quantity, limit }: Extract<Act, { act: 'manual-order' }>): void {
    const { sim } = this.#scene;
    const [held] = sim.books.positions({ symbol });
    // Somebody who watches the account sells what is held and buys what is not.
    const action = (held?.quantity ?? 0) > 0 ? 'SELL' : 'BUY';
    sim.placeManualOrder({ symbol, action, quantity, ...(limit ? { limitPrice: action === 'BUY' ? 1 : 10_000 } : {}) });
  }
}
