/** Reports that came before the one that says whose they are: a status before its order, a commission before its fill. */
import type { ReportFact } from './facts.js';

type Early = Extract<ReportFact, { type: 'status' | 'commission' }>;

/** More than this many are strangers for good: the oldest goes. */
const KEPT = 10_000;

export class Parked {
  readonly #facts = new Map<string, Early>();

  put(fact: Early): void {
    const name = nameOf(fact);
    // A later one replaces an earlier one and counts as new.
    this.#facts.delete(name);
    this.#facts.set(name, fact);
    if (this.#facts.size <= KEPT) return;
    const [oldest] = this.#facts.keys();
    if (oldest !== undefined) this.#facts.delete(oldest);
  }

  takeStatus(permId: number): Early | undefined {
    return this.#take(`status ${permId}`);
  }

  takeCommission(execId: string): Early | undefined {
    return this.#take(`commission ${execId}`);
  }

  /** Forgets statuses of orders that nobody described. */
  dropStatuses(): void {
    for (const [name, { type }] of this.#facts) if (type === 'status') this.#facts.delete(name);
  }

  #take(name: string): Early | undefined {
    const fact = this.#facts.get(name);
    this.#facts.delete(name);
    return fact;
  }
}

function nameOf(fact: Early): string {
  return fact.type === 'commission' ? `commission ${fact.execId}` : `status ${fact.permId ?? `order ${fact.orderId}`}`;
}
