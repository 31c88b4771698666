// The trading programs of a day, one after the other: when one dies, the next begins where it stopped.

import type { Check } from './checks/check.js';
import type { Victim } from './saboteur.js';
import { Program, type Surroundings } from './trader/program.js';
import { trade } from './trader/strategy.js';

const PACE_MS = 40_000;

export interface TheatreOptions {
  readonly checks: readonly Check[];
  /** No new orders after this instant. */
  readonly tradeUntil: number;
  readonly tamper: ((program: Program) => void) | undefined;
}

export class Theatre implements Victim {
  readonly #surroundings: Surroundings;
  readonly #checks: readonly Check[];
  readonly #options: TheatreOptions;
  #generation = 0;
  #program: Program;
  #isRestarting = false;

  constructor(surroundings: Surroundings, options: TheatreOptions) {
    this.#surroundings = surroundings;
    this.#checks = options.checks;
    this.#options = options;
    this.#program = new Program(surroundings, 0);
  }

  get program(): Program {
    return this.#program;
  }

  open(): void {
    const { tamper, tradeUntil } = this.#options;
    tamper?.(this.#program);
    for (const check of this.#checks) check.begin?.(this.#program);
    this.#program.start();
    trade(this.#program, { generation: this.#generation, paceMs: PACE_MS, tradeUntil });
  }

  look(): void {
    this.#program.calls.check();
    if (this.#isRestarting) return;
    for (const check of this.#checks) check.look?.(this.#program);
  }

  reconnect(): void {
    if (!this.#isRestarting) this.#program.reconnect();
  }

  disconnect(forMs: number): void {
    if (!this.#isRestarting) this.#program.pause(forMs);
  }

  crash(): void {
    if (this.#isRestarting) return;
    this.#isRestarting = true;
    this.#restart().catch((error: unknown) =>
      this.#surroundings.failures.add(
        'a program can be restarted',
        error instanceof Error ? (error.stack ?? '') : String(error),
      ),
    );
  }

  async #restart(): Promise<void> {
    const old = this.#program;
    await old.end();
    await this.#surroundings.clock.sleep(2_000);
    old.calls.checkNone();
    this.#generation += 1;
    this.#program = new Program(this.#surroundings, this.#generation);
    this.#isRestarting = false;
    this.open();
  }

  /** The last checks, while everything still runs. */
  async finish(): Promise<void> {
    await Promise.all(this.#checks.map(async (check) => check.end?.(this.#program)));
  }

  async close(): Promise<void> {
    await this.#program.end();
  }
}
