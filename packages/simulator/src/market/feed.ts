/** One instrument being watched: hands each tick to its listeners once, in order, and keeps the day's figures. */

import { addTick, dayStats, type DayStats } from './day-stats.js';
import type { Instrument } from './instrument.js';
import type { Path, Tick } from './path.js';

export type TickListener = (tick: Tick, stats: DayStats) => void;

/** More than this much missed time (a machine that slept) is skipped, not replayed tick by tick. */
const MOST_MISSED_MS = 60_000;

/** Windows exclude their end; this much later includes it. */
export const JUST_AFTER = 0.002;

export class Feed {
  readonly instrument: Instrument;
  readonly path: Path;
  readonly #announce: TickListener;
  readonly #listeners = new Set<TickListener>();
  #delivered: number;
  #state: Tick;
  #stats: DayStats;
  #dateEnds: number;

  /** @param announce told of each tick before the listeners, and no reason to go on ticking */
  constructor(instrument: Instrument, path: Path, now: number, announce: TickListener) {
    this.instrument = instrument;
    this.path = path;
    this.#announce = announce;
    this.#delivered = now;
    this.#state = path.stateAt(now);
    this.#stats = dayStats(instrument, path, now);
    this.#dateEnds = this.#endOfDate(now);
  }

  /** The last tick delivered. */
  get state(): Tick {
    return this.#state;
  }

  get stats(): DayStats {
    return this.#stats;
  }

  get isWatched(): boolean {
    return this.#listeners.size > 0;
  }

  listen(listener: TickListener): () => void {
    // A wrapper of its own, so that the same function may listen twice.
    const own: TickListener = (tick, stats) => listener(tick, stats);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  /** Deliver all ticks before `now` that were not delivered yet. */
  advance(now: number): void {
    if (now <= this.#delivered) return;
    if (now - this.#delivered > MOST_MISSED_MS) this.#skipTo(now - MOST_MISSED_MS);
    const ticks = this.path.ticks(this.#delivered, now);
    this.#delivered = now;
    for (const tick of ticks) this.deliver(tick);
  }

  /** Deliver a tick that came from outside the clock's rhythm. */
  deliver(tick: Tick): void {
    this.#state = tick;
    if (tick.time >= this.#dateEnds) this.#skipTo(tick.time + JUST_AFTER);
    else this.#stats = addTick(this.#stats, tick);
    this.#announce(tick, this.#stats);
    for (const listener of this.#listeners) listener(tick, this.#stats);
  }

  #skipTo(at: number): void {
    this.#delivered = Math.max(this.#delivered, at);
    this.#stats = dayStats(this.instrument, this.path, at);
    this.#dateEnds = this.#endOfDate(at);
  }

  #endOfDate(at: number): number {
    const { hours } = this.instrument;
    return hours.segments(hours.at(at).date).at(-1)?.to ?? Infinity;
  }
}
