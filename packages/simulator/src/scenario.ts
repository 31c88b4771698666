/**
 * A scenario: what happens when, as a JSON file. It plays against a running simulator on the simulator's own clock, so
 * that the same file is a night in real time or a moment of a test.
 *
 * ```json
 * {
 *   "description": "The nightly reset, and an order whose fate is unknown",
 *   "steps": [
 *     { "atMs": 60000, "inject": { "type": "link-lost", "repeatEveryMs": 5000 }, "forMs": 120000 },
 *     { "when": { "message": "placeOrder", "nth": 3 }, "inject": { "type": "drop", "when": "after", "message": "placeOrder" } },
 *     { "when": { "name": "openOrder" }, "afterMs": 50, "farm": { "name": "usfarm", "status": "broken" } }
 *   ],
 *   "chaos": { "seed": 7, "everyMs": 30000, "forMs": 2000, "faults": [{ "type": "half-open" }, { "type": "delay", "ms": 200 }] }
 * }
 * ```
 */

import { readFile } from 'node:fs/promises';
import type { Simulator } from './simulator.js';
import { parseLocatedJson } from './scenario/located-json.js';
import { checkScenario, type Scenario } from './scenario/steps.js';
import { Player } from './scenario/player.js';

/** Reads a scenario from text; `file` is its name in errors. @throws FileError naming file, line and field */
export function parseScenario(text: string, file = 'scenario'): Scenario {
  return checkScenario(parseLocatedJson(text, file), file);
}

/** Reads a scenario file. @throws FileError for its contents, the system's error when it cannot be read */
export async function loadScenario(file: string): Promise<Scenario> {
  return parseScenario(await readFile(file, 'utf8'), file);
}

/** A scenario at work. Disposing it ends the faults it has in force and does nothing more. */
export interface RunningScenario extends Disposable {
  /** Steps begun so far, repetitions included. */
  readonly performed: number;
  stop(): void;
}

/** Plays a scenario from now on. A step that turns out impossible goes to `onError`, and the others go on. */
export function runScenario(
  sim: Simulator,
  scenario: Scenario,
  options: { readonly onError?: (error: unknown) => void } = {},
): RunningScenario {
  return new Player(sim, scenario, options.onError);
}

export { FileError } from './scenario/located-json.js';
export type { Scenario } from './scenario/steps.js';
