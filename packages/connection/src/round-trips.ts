// How long TWS takes to answer "what time is it".

import type { RoundTrip } from './status.js';

const KEPT = 128;

/** Pairs each question for the time with its answer: TWS answers them in order. */
export class RoundTrips {
  #asked: number[] = [];
  #samples: number[] = [];
  #skewMs: number | undefined;

  /** TWS's clock minus ours, as of the last answer. */
  get clockSkewMs(): number | undefined {
    return this.#skewMs;
  }

  asked(now: number): void {
    this.#asked.push(now);
    if (this.#asked.length > KEPT) this.#asked.shift();
  }

  answered(now: number, serverSeconds: number | undefined): void {
    const asked = this.#asked.shift();
    if (asked === undefined) return;
    this.#samples.push(now - asked);
    if (this.#samples.length > KEPT) this.#samples.shift();
    if (serverSeconds !== undefined) this.#skewMs = skew(serverSeconds * 1_000, now);
  }

  get summary(): RoundTrip | undefined {
    const last = this.#samples.at(-1);
    if (last === undefined) return undefined;
    const sorted = [...this.#samples].sort((a, b) => a - b);
    const sum = sorted.reduce((total, sample) => total + sample, 0);
    const p99 = sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * 0.99) - 1)] ?? last;
    return { lastMs: last, meanMs: sum / sorted.length, p99Ms: p99, samples: sorted.length };
  }
}

/** TWS tells whole seconds, so any time within its second agrees with it. */
function skew(serverMs: number, now: number): number {
  if (now < serverMs) return Math.round(serverMs - now);
  return now < serverMs + 1_000 ? 0 : Math.round(serverMs + 1_000 - now - 1);
}
