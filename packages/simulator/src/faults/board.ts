/** The faults in force: who injects, who asks, and when each is spent. */

import type { Fault, FaultOf, FaultType } from '../faults.js';

/** Faults that happen once unless told otherwise; all others last until disposed. */
const EVENTS: ReadonlySet<FaultType> = new Set<FaultType>([
  'drop',
  'corrupt',
  'fail',
  'port-change',
  'reject-order',
  'ack-lost',
  'silent-order',
  'fill-while-away',
  'fill-after-cancel',
  'correct-execution',
  'bust-execution',
  'roll-back-order-ids',
  'second-perm-id',
  'order-warning',
  'cancel-refused',
  'modify-refused',
  'end-stream',
  'reset-book',
  'resubscribe-needed',
  'pacing-kick',
  'pacing-violation',
]);

/** A fault in force. Dispose it to end it; one-shot faults end by themselves. */
export interface ActiveFault<T extends Fault = Fault> extends Disposable {
  readonly fault: T;
  /** False once disposed or spent. */
  readonly active: boolean;
  /** How often it has struck. */
  readonly hits: number;
  dispose(): void;
}

class Active<T extends Fault> implements ActiveFault<T> {
  readonly fault: T;
  #remaining: number;
  #hits = 0;
  #active = true;
  readonly #ended: () => void;

  constructor(fault: T, times: number, ended: () => void) {
    this.fault = fault;
    this.#remaining = times;
    this.#ended = ended;
  }

  get active(): boolean {
    return this.#active;
  }

  get hits(): number {
    return this.#hits;
  }

  hit(): void {
    this.#hits++;
    if (--this.#remaining <= 0) this.dispose();
  }

  dispose(): void {
    if (!this.#active) return;
    this.#active = false;
    this.#ended();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

export class FaultBoard {
  #faults: Active<Fault>[] = [];

  /** No fault at all is in force: the fast path. */
  get isEmpty(): boolean {
    return this.#faults.length === 0;
  }

  get active(): readonly ActiveFault[] {
    return this.#faults;
  }

  /** Put a fault in force. `ended` runs once, when it is disposed or spent. */
  add<T extends Fault>(fault: T, ended: () => void = () => undefined): ActiveFault<T> {
    const times = 'times' in fault ? fault.times : undefined;
    const active = new Active<T>(fault, times ?? (EVENTS.has(fault.type) ? 1 : Infinity), () => {
      this.#faults = this.#faults.filter((other) => other !== (active as Active<Fault>));
      ended();
    });
    this.#faults.push(active);
    return active;
  }

  /** A fault of this kind in force (that passes `test`), without counting a strike. */
  find<T extends FaultType>(type: T, test: (fault: FaultOf<T>) => boolean = () => true): FaultOf<T> | undefined {
    return this.#find(type, test)?.fault as FaultOf<T> | undefined;
  }

  /** Like `find`, and counts as one strike. */
  strike<T extends FaultType>(type: T, test: (fault: FaultOf<T>) => boolean = () => true): FaultOf<T> | undefined {
    if (this.#faults.length === 0) return undefined;
    const active = this.#find(type, test);
    active?.hit();
    return active?.fault as FaultOf<T> | undefined;
  }

  clear(): void {
    for (const fault of [...this.#faults]) fault.dispose();
  }

  #find<T extends FaultType>(type: T, test: (fault: FaultOf<T>) => boolean): Active<Fault> | undefined {
    return this.#faults.find((active) => active.fault.type === type && test(active.fault as FaultOf<T>));
  }
}
