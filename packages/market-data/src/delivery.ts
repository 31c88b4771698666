/**
 * Conflation: what came in one socket read is shown once, when the read is over. However many ticks a contract had,
 * its readers see one state; and a reader that throws hurts nobody else.
 */
import type { Clock } from '@cq/connection';
import type { Stream } from './stream.js';

export class Delivery {
  readonly #clock: Clock;
  readonly #heard: (stream: Stream, now: number) => void;
  #waiting: Stream[] = [];
  #spare: Stream[] = [];
  #count = 0;
  #planned = false;
  #cancelTurn: (() => void) | undefined;

  /** @param heard told about each stream that spoke in this read, before its readers are */
  constructor(clock: Clock, heard: (stream: Stream, now: number) => void) {
    this.#clock = clock;
    this.#heard = heard;
  }

  /** It spoke, during a socket read, which ends with {@link flush}. */
  spoke(stream: Stream): void {
    stream.spoke = true;
    if (!stream.dirty) this.#add(stream);
  }

  /** Its standing changed: shown as soon as the current turn of the event loop is over. */
  changed(stream: Stream): void {
    if (!stream.dirty) this.#add(stream);
    this.plan();
  }

  /** For what came outside a read that ends with {@link flush}. */
  plan(): void {
    if (this.#planned) return;
    this.#planned = true;
    queueMicrotask(() => this.flush());
  }

  /**
   * For a read that is known not to be the last: several reads of one turn of the event loop are shown together, so
   * that a reader who is behind catches up instead of falling further back.
   */
  planAfterTurn(): void {
    this.#cancelTurn ??= clearImmediate.bind(
      undefined,
      setImmediate(() => this.flush()),
    );
  }

  /** Readers may mark streams again while this runs; those are shown the next time. */
  flush(): void {
    this.#planned = false;
    this.#cancelTurn?.();
    this.#cancelTurn = undefined;
    const count = this.#count;
    if (count === 0) return;
    const streams = this.#waiting;
    this.#waiting = this.#spare;
    this.#spare = streams;
    this.#count = 0;
    const now = this.#clock.now();
    const time = new Date(now);
    for (let i = 0; i < count; i++) {
      const stream = streams[i];
      if (stream === undefined) continue;
      const { spoke } = stream;
      stream.dirty = false;
      stream.spoke = false;
      if (spoke) this.#heard(stream, now);
      stream.deliver(time, spoke);
    }
  }

  #add(stream: Stream): void {
    stream.dirty = true;
    // Indexed, not pushed: the array keeps its size between reads, so marking allocates nothing.
    this.#waiting[this.#count++] = stream;
  }
}
