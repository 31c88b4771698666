/**
 * What a recording calls by one name and the client by another: request ids, order ids, the client's id, and the
 * stand-ins for accounts, names and order refs. A stand-in in a recording is a variable: it matches whatever the client
 * says in its place, and answers say it back.
 */

import { STAND_IN, STAND_INS } from '../record/stand-in.js';

/** A date and time, in any of the protocol's forms: what is asked "until now" is asked with another one each time. */
const INSTANT = /^\d{8}(?:-|\s+)\d{2}:\d{2}:\d{2}(?:\s+\S+)?$/;

export class Bindings {
  readonly #parent: Bindings | undefined;
  readonly #ids = new Map<string, string>();
  readonly #standIns = new Map<string, string>();

  /** @param parent asked for what is not bound here */
  constructor(parent?: Bindings) {
    this.#parent = parent;
  }

  /** What the client calls this recorded id. */
  id(recorded: string): string {
    return this.#ids.get(recorded) ?? this.#parent?.id(recorded) ?? recorded;
  }

  bindId(recorded: string, actual: string): void {
    this.#ids.set(recorded, actual);
    // A list asked for later shows the order under the client's number too.
    this.#parent?.bindId(recorded, actual);
  }

  /** Whether the id is free to be bound to this, or is bound to it already. */
  admitsId(recorded: string, actual: string): boolean {
    return (this.#ids.get(recorded) ?? actual) === actual;
  }

  /** The text with every bound stand-in replaced. */
  fill(text: string): string {
    return text.replace(STAND_INS, (standIn) => this.#standIn(standIn) ?? standIn);
  }

  /** Whether a field of the client's fits a recorded one; `bindAll` then remembers what it stands for. */
  admits(recorded: string, actual: string): boolean {
    if (recorded === actual) return true;
    if (STAND_IN.test(recorded)) return actual !== '' && (this.#standIns.get(recorded) ?? actual) === actual;
    return INSTANT.test(recorded) && INSTANT.test(actual);
  }

  bind(recorded: string, actual: string): void {
    if (!STAND_IN.test(recorded)) return;
    this.#standIns.set(recorded, actual);
    this.#parent?.bind(recorded, actual);
  }

  #standIn(recorded: string): string | undefined {
    return this.#standIns.get(recorded) ?? (this.#parent === undefined ? undefined : this.#parent.#standIn(recorded));
  }
}
