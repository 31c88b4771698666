/** All executions of this world, and their corrections. */

import { executionKey, type Execution } from './execution.js';

export class Executions {
  readonly #prefix: string;
  #next = 1;
  /** By the part of the id that corrections share: the newest revision only. */
  readonly #current = new Map<string, Execution>();

  /** @param prefix eight hexadecimal digits that begin every id */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  takeId(): string {
    return `${this.#prefix}.${(this.#next++).toString(16).padStart(8, '0')}.01.01`;
  }

  add(execution: Execution): void {
    this.#current.set(executionKey(execution.execId), execution);
  }

  /** Oldest first; a corrected execution appears once, as corrected; a busted one not at all. */
  all(): readonly Execution[] {
    return [...this.#current.values()].filter((execution) => execution.shares > 0);
  }

  find(execId: string): Execution | undefined {
    return this.#current.get(executionKey(execId));
  }

  last(): Execution | undefined {
    return this.all().at(-1);
  }
}
