/** Plays a scenario: timers on the simulator's clock, and an ear on its frames. */

import type { ActiveFault } from '../faults/board.js';
import type { Simulator } from '../simulator.js';
import type { TranscriptEntry } from '../transcript.js';
import { seededRandom, type Random } from '../random.js';
import { perform, type Action } from './actions.js';
import type { Chaos, Scenario, Step, Trigger } from './steps.js';

type FrameStep = Step & { readonly trigger: Extract<Trigger, { type: 'frame' }> };

export class Player implements Disposable {
  readonly #sim: Simulator;
  readonly #ends = new Set<() => void>();
  #faults: ActiveFault[] = [];
  readonly #onError: (error: unknown) => void;
  #performed = 0;

  /** @param onError told when a step turns out to be impossible; the others go on */
  constructor(sim: Simulator, scenario: Scenario, onError: (error: unknown) => void = () => undefined) {
    this.#sim = sim;
    this.#onError = onError;
    for (const step of scenario.steps) {
      if (step.trigger.type === 'time') this.#at(step.trigger.atMs, step, step.trigger.everyMs);
    }
    this.#listen(scenario.steps.filter((step): step is FrameStep => step.trigger.type === 'frame'));
    if (scenario.chaos !== undefined) this.#stir(scenario.chaos, seededRandom(scenario.chaos.seed).fork('chaos'));
  }

  /** Steps begun so far, repetitions included. */
  get performed(): number {
    return this.#performed;
  }

  stop(): void {
    const ends = [...this.#ends];
    this.#ends.clear();
    for (const end of ends) end();
    for (const fault of this.#faults) fault.dispose();
    this.#faults = [];
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #at(delayMs: number, step: Step, everyMs?: number): void {
    this.#later(delayMs, () => {
      if (everyMs !== undefined) this.#at(everyMs, step, everyMs);
      this.#perform(step.action, step.forMs);
    });
  }

  #listen(steps: readonly FrameStep[]): void {
    if (steps.length === 0) return;
    const seen = steps.map(() => 0);
    const hear = (entry: TranscriptEntry) => {
      steps.forEach((step, i) => {
        if (!isMeant(step, entry)) return;
        seen[i] = (seen[i] ?? 0) + 1;
        if (seen[i] === step.trigger.nth) this.#onFrame(step);
      });
    };
    this.#ends.add(this.#sim.transcript.onFrame(hear));
  }

  /** Without a delay it happens before the frame takes effect, so that a fault can strike this very frame. */
  #onFrame(step: FrameStep): void {
    if (step.trigger.afterMs === 0) this.#perform(step.action, step.forMs);
    else this.#later(step.trigger.afterMs, () => this.#perform(step.action, step.forMs));
  }

  #stir(chaos: Chaos, random: Random): void {
    const waitMs = -Math.log(1 - random.next()) * chaos.everyMs;
    this.#later(waitMs, () => {
      const fault = chaos.faults[random.below(chaos.faults.length)];
      if (fault !== undefined) this.#perform({ type: 'inject', fault }, chaos.forMs);
      this.#stir(chaos, random);
    });
  }

  #perform(action: Action, forMs: number | undefined): void {
    this.#performed++;
    const fault = this.#try(action);
    if (fault === undefined) return;
    this.#faults = this.#faults.filter((f) => f.active);
    this.#faults.push(fault);
    if (forMs !== undefined) this.#later(forMs, () => fault.dispose());
  }

  #try(action: Action): ActiveFault | undefined {
    try {
      return perform(this.#sim, action, this.#onError);
    } catch (error) {
      this.#onError(error);
      return undefined;
    }
  }

  #later(ms: number, callback: () => void): void {
    const cancel = this.#sim.clock.schedule(ms, () => {
      this.#ends.delete(cancel);
      callback();
    });
    this.#ends.add(cancel);
  }
}

function isMeant({ trigger }: FrameStep, entry: TranscriptEntry): boolean {
  return (
    entry.direction === trigger.direction &&
    entry.name === trigger.name &&
    (trigger.clientId === undefined || entry.clientId === trigger.clientId)
  );
}
