/**
 * Who holds the market-data lines. A login has 100 of them unless it pays for more; one contract needs one line
 * however many readers it has. Pure: answers what to start and what to stop, and does neither.
 */

export type OverBudget = 'error' | 'queue' | 'rotate';

export interface LinePolicy {
  /** @default 100 */
  readonly limit: number;
  /**
   * What happens to a contract for which no line is left: `error` refuses it, `queue` lets it wait for one to come
   * free, `rotate` lets all share the lines in turns. @default 'error'
   */
  readonly overBudget: OverBudget;
  /** How long each holds a line when they take turns. @default 10_000 */
  readonly turnMs: number;
}

export const DEFAULT_LINES: LinePolicy = { limit: 100, overBudget: 'error', turnMs: 10_000 };

export type LineRequest = 'granted' | 'waiting' | 'refused';

/** Who can hold a line. */
export interface LineHolder {
  /** Written by the budget alone. */
  hasLine: boolean;
}

export class LineBudget<T extends LineHolder> {
  readonly policy: LinePolicy;
  /** Only when they take turns: in the order in which they got their line. */
  readonly #turns = new Set<T>();
  /** In the order in which they asked. */
  readonly #waiting = new Set<T>();
  #limit: number;
  #used = 0;

  constructor(policy: LinePolicy) {
    this.policy = policy;
    this.#limit = policy.limit;
  }

  get limit(): number {
    return this.#limit;
  }
  get used(): number {
    return this.#used;
  }
  get waiting(): number {
    return this.#waiting.size;
  }

  request(line: T): LineRequest {
    if (line.hasLine) return 'granted';
    if (this.#used < this.#limit) {
      this.#grant(line);
      return 'granted';
    }
    if (this.policy.overBudget === 'error') return 'refused';
    this.#waiting.add(line);
    return 'waiting';
  }

  /** Gives a line back. Answers who gets it, to be started now. */
  release(line: T): T | undefined {
    this.#waiting.delete(line);
    return this.#take(line) ? this.#promote() : undefined;
  }

  /**
   * One turn: as many of those who have held longest as others wait make room and join the end of the queue.
   * Stop the first list before starting the second.
   */
  rotate(): { readonly stop: readonly T[]; readonly start: readonly T[] } {
    const count = Math.min(this.#waiting.size, this.#turns.size);
    const stop = [...this.#turns].slice(0, count);
    const start = [...this.#waiting].slice(0, count);
    for (const line of stop) this.#take(line);
    for (const line of start) this.#grant(line);
    for (const line of stop) this.#waiting.add(line);
    return { stop, start };
  }

  /**
   * TWS says that there are no more lines than those in use: believe it over the policy. The line that was refused
   * goes back to the queue, or is refused; then the next one is for TWS to judge again, who may have more by then.
   */
  exhausted(line: T): LineRequest {
    this.#take(line);
    if (this.policy.overBudget === 'error') return 'refused';
    this.#limit = Math.max(1, Math.min(this.#limit, this.#used));
    this.#waiting.add(line);
    return 'waiting';
  }

  /**
   * Trusts the policy again: lines that others at TWS held may be free by now. Answers who gets one, to be started.
   */
  restore(): readonly T[] {
    this.#limit = this.policy.limit;
    const promoted: T[] = [];
    for (let next = this.#promote(); next !== undefined; next = this.#promote()) promoted.push(next);
    return promoted;
  }

  #promote(): T | undefined {
    const [next] = this.#waiting;
    if (next === undefined || this.#used >= this.#limit) return undefined;
    this.#grant(next);
    return next;
  }

  #grant(line: T): void {
    line.hasLine = true;
    this.#used += 1;
    this.#waiting.delete(line);
    if (this.policy.overBudget === 'rotate') this.#turns.add(line);
  }

  #take(line: T): boolean {
    if (!line.hasLine) return false;
    line.hasLine = false;
    this.#used -= 1;
    this.#turns.delete(line);
    return true;
  }
}
