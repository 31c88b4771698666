// What a check of a day can look at.

import type { Program, Surroundings } from '../trader/program.js';

/** Something that must hold all day. */
export interface Check {
  /** A program was started: listen to it. */
  begin?(program: Program): void;
  /** Called every few seconds. */
  look?(program: Program): void;
  /** The mishaps are over and everything has had time to recover. */
  end?(program: Program): Promise<void> | void;
}

export type MakeCheck = (surroundings: Surroundings) => Check;

/** The frames a client sends for one order carry its name; `undefined` for others. */
export function orderRefIn(fields: readonly string[]): string | undefined {
  return fields.find((field) => /^c-\d+$/.test(field));
}
