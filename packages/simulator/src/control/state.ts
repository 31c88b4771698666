/** What came in through one control port and is still in force: faults and scenarios, by number. */

import type { Fault } from '../faults.js';
import type { ActiveFault } from '../faults/board.js';
import { runScenario, type RunningScenario, type Scenario } from '../scenario.js';
import type { Simulator } from '../simulator.js';

export interface KnownFault {
  readonly id: number;
  readonly fault: Fault;
  readonly active: boolean;
  readonly hits: number;
}

/** Spent faults stay visible, so that a test can ask whether they struck; but not for ever. */
const KEPT_FAULTS = 1000;

export class ControlState {
  readonly sim: Simulator;
  readonly onError: (error: unknown) => void;
  #nextId = 1;
  readonly #faults = new Map<number, ActiveFault>();
  readonly #scenarios = new Map<number, RunningScenario>();

  /** @param onError told what goes wrong after the answer */
  constructor(sim: Simulator, onError: (error: unknown) => void = () => undefined) {
    this.sim = sim;
    this.onError = onError;
  }

  get faults(): readonly KnownFault[] {
    return [...this.#faults].map(([id, active]) => describe(id, active));
  }

  fault(id: number): KnownFault | undefined {
    const active = this.#faults.get(id);
    return active === undefined ? undefined : describe(id, active);
  }

  inject(fault: Fault): KnownFault {
    const active = this.sim.inject(fault);
    const id = this.#nextId++;
    this.#faults.set(id, active);
    if (this.#faults.size > KEPT_FAULTS) this.#forgetOldest();
    return describe(id, active);
  }

  /** Ends one fault and says how it stood. */
  endFault(id: number): KnownFault | undefined {
    this.#faults.get(id)?.dispose();
    const known = this.fault(id);
    this.#faults.delete(id);
    return known;
  }

  endFaults(): void {
    for (const active of this.#faults.values()) active.dispose();
    this.#faults.clear();
  }

  play(scenario: Scenario): number {
    const id = this.#nextId++;
    this.#scenarios.set(id, runScenario(this.sim, scenario, { onError: this.onError }));
    return id;
  }

  endScenarios(): void {
    for (const running of this.#scenarios.values()) running.stop();
    this.#scenarios.clear();
  }

  end(): void {
    this.endScenarios();
    this.endFaults();
  }

  #forgetOldest(): void {
    for (const [id, active] of this.#faults) {
      if (active.active) continue;
      this.#faults.delete(id);
      return;
    }
  }
}

function describe(id: number, { fault, active, hits }: ActiveFault): KnownFault {
  return { id, fault, active, hits };
}
