/** Timers in the order in which they fall due; timers of one instant in the order in which they were made. */

interface Timer {
  readonly at: number;
  readonly order: number;
  /** `undefined` once cancelled or taken. */
  callback: (() => void) | undefined;
}

/** Cancelled timers stay until they come to the top; when most are cancelled, all of them are thrown out. */
const LEAST_WORTH_SWEEPING = 64;

/** A binary heap: a day of an exchange has many timers, and most of them are cancelled. */
export class TimerQueue {
  #heap: Timer[] = [];
  #made = 0;
  #live = 0;

  /** Timers that are neither due nor cancelled. */
  get size(): number {
    return this.#live;
  }

  /** Adds a timer. Returns the way to cancel it. */
  add(at: number, callback: () => void): () => void {
    const timer: Timer = { at, order: this.#made++, callback };
    this.#heap.push(timer);
    this.#rise(this.#heap.length - 1);
    this.#live += 1;
    return () => this.#cancel(timer);
  }

  /** Takes the first timer due at `end` or before. */
  take(end: number): { readonly at: number; readonly callback: () => void } | undefined {
    for (let first = this.#heap[0]; first && (first.at <= end || !first.callback); first = this.#heap[0]) {
      this.#removeFirst();
      const { at, callback } = first;
      if (!callback) continue;
      first.callback = undefined;
      this.#live -= 1;
      return { at, callback };
    }
    return undefined;
  }

  #cancel(timer: Timer): void {
    if (!timer.callback) return;
    timer.callback = undefined;
    this.#live -= 1;
    if (this.#heap.length < LEAST_WORTH_SWEEPING || this.#live * 2 > this.#heap.length) return;
    // A sorted array is a heap.
    this.#heap = this.#heap.filter(({ callback }) => callback).sort((a, b) => (isBefore(a, b) ? -1 : 1));
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (!last || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink();
  }

  #rise(start: number): void {
    const heap = this.#heap;
    for (let index = start; index > 0;) {
      const parent = (index - 1) >> 1;
      if (!swapIfBefore(heap, index, parent)) return;
      index = parent;
    }
  }

  #sink(): void {
    const heap = this.#heap;
    for (let index = 0; ;) {
      const left = 2 * index + 1;
      const child = isAt(heap, left + 1, left) ? left + 1 : left;
      if (!swapIfBefore(heap, child, index)) return;
      index = child;
    }
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** Whether there is a timer at `index` that comes before the one at `other`. */
function isAt(heap: readonly Timer[], index: number, other: number): boolean {
  const [a, b] = [heap[index], heap[other]];
  return a !== undefined && b !== undefined && isBefore(a, b);
}

function swapIfBefore(heap: Timer[], index: number, other: number): boolean {
  const [a, b] = [heap[index], heap[other]];
  if (!a || !b || !isBefore(a, b)) return false;
  heap[index] = b;
  heap[other] = a;
  return true;
}
