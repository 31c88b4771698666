/**
 * Conflation: what came in one socket read is shown once, when the read is over. However many ticks a contract had,
 * its readers see one state; and a reader that throws hurts nobody else.
 */
import type { Clock } from '@cq/connection';
import type { Stream } from './stream.js';

/** How long a reader may be left without news while a backlog is read. */
const CATCH_UP_MS = 50;
/** So many streams are fetched from memory together: one after the other, each would be waited for. */
const AT_ONCE = 32;

export interface DeliveryHooks {
  /** About each stream that spoke in this read, before its readers are told. */
  heard(stream: Stream, now: number): void;
  /** No tick may go past its stream any more, until the stream allows it again. */
  closeAll(): void;
}

export class Delivery {
  readonly #clock: Clock;
  readonly #hooks: DeliveryHooks;
  #waiting: Stream[] = [];
  #spare: Stream[] = [];
  #count = 0;
  #planned = false;
  #cancelTurn: (() => void) | undefined;
  /** Whether this turn brought a read that was not the last. */
  #isBehind = false;
  #behindSince = 0;

  constructor(clock: Clock, hooks: DeliveryHooks) {
    this.#clock = clock;
    this.#hooks = hooks;
  }

  /** It spoke, during a socket read, which ends with {@link flush}. */
  spoke(stream: Stream): void {
    stream.spoke = true;
    if (!stream.dirty) this.#add(stream);
  }

  /** Its standing changed: shown as soon as the current turn of the event loop is over. */
  changed(stream: Stream): void {
    this.#hooks.closeAll();
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
   * For a read that is known not to be the last. While such reads follow each other, what they bring is outdated
   * already: a reader who is behind is shown the end of it, and not every state on the way, but something at least
   * every {@link CATCH_UP_MS}.
   */
  planAfterTurn(): void {
    this.#isBehind = true;
    if (this.#cancelTurn !== undefined) return;
    this.#behindSince = this.#clock.now();
    this.#afterTurn();
  }

  #afterTurn(): void {
    this.#isBehind = false;
    const turn = setImmediate(() => {
      const waitedMs = this.#clock.now() - this.#behindSince;
      if (this.#isBehind && waitedMs >= 0 && waitedMs < CATCH_UP_MS) this.#afterTurn();
      else this.flush();
    });
    this.#cancelTurn = () => clearImmediate(turn);
  }

  /** Readers may mark streams again while this runs; those are shown the next time. */
  flush(): void {
    this.#planned = false;
    this.#cancelTurn?.();
    this.#cancelTurn = undefined;
    const count = this.#count;
    if (count === 0) return;
    this.#hooks.closeAll();
    const streams = this.#waiting;
    this.#waiting = this.#spare;
    this.#spare = streams;
    this.#count = 0;
    const now = this.#clock.now();
    const time = new Date(now);
    for (let from = 0; from < count; from += AT_ONCE) {
      const to = Math.min(from + AT_ONCE, count);
      this.#hear(streams, from, to, now);
      this.#show(streams, from, to, time);
    }
  }

  #hear(streams: readonly Stream[], from: number, to: number, now: number): void {
    for (let i = from; i < to; i++) {
      const stream = streams[i];
      if (stream?.spoke === true) this.#hooks.heard(stream, now);
    }
  }

  #show(streams: readonly Stream[], from: number, to: number, time: Date): void {
    for (let i = from; i < to; i++) {
      const stream = streams[i];
      if (stream === undefined) continue;
      const { spoke } = stream;
      stream.dirty = false;
      stream.spoke = false;
      stream.deliver(time, spoke);
    }
  }

  #add(stream: Stream): void {
    stream.dirty = true;
    // Indexed, not pushed: the array keeps its size between reads, so marking allocates nothing.
    this.#waiting[this.#count++] = stream;
  }
}
