/**
 * An instrument's path with what was done to it: from some instants on, other ticks take the place of the process's
 * own (a price that was set, a market that was frozen), until it is let go again. What is derived from it follows.
 */

import { joinQuotes, joinTrades } from './join-bars.js';
import type { Path, QuoteBar, Tick, TradeBar, View, Window } from './path.js';

interface Change {
  readonly from: number;
  /** What takes over; `undefined` returns to what was there before any change. */
  readonly path: Path | undefined;
}

/** What is there when nothing was changed: a path, or what follows from another timeline. */
type Origin = { readonly base: Path } | { readonly from: Timeline; readonly derive: (path: Path) => Path };

export class Timeline implements Path {
  readonly #origin: Origin;
  readonly #changes: Change[] = [];

  private constructor(origin: Origin) {
    this.#origin = origin;
  }

  /** A timeline over a path of its own. */
  static over(base: Path): Timeline {
    return new Timeline({ base });
  }

  /** From `from` on (no earlier than any change before), `path` takes over; `undefined` lets go. */
  change(from: number, path: Path | undefined): void {
    this.#changes.push({ from, path });
  }

  /** What has taken over at `at`, if anything. */
  changeAt(at: number): Path | undefined {
    return this.#changes.findLast((change) => change.from <= at)?.path;
  }

  stateAt(at: number): Tick {
    return this.#at(at).stateAt(at);
  }

  ticks(from: number, to: number): readonly Tick[] {
    const pieces = this.#pieces(from, to);
    return pieces.length === 1
      ? this.#at(from).ticks(from, to)
      : pieces.flatMap((p) => [...p.path.ticks(p.from, p.to)]);
  }

  trades(window: Window): TradeBar | undefined {
    let bar: TradeBar | undefined;
    for (const { path, from, to } of this.#pieces(window.from, window.to)) {
      bar = joinTrades(bar, path.trades({ ...window, from, to }));
    }
    return bar;
  }

  quotes(window: Window): QuoteBar | undefined {
    let bar: QuoteBar | undefined;
    for (const { path, from, to } of this.#pieces(window.from, window.to)) {
      bar = joinQuotes(bar, path.quotes({ ...window, from, to }));
    }
    return bar;
  }

  wap(window: Window): number {
    const pieces = this.#pieces(window.from, window.to).map(({ path, from, to }) => {
      const part = { ...window, from, to };
      return { wap: path.wap(part), volume: path.trades(part)?.volume ?? 0 };
    });
    if (pieces.length === 1) return pieces[0]?.wap ?? 0;
    const volume = pieces.reduce((sum, piece) => sum + piece.volume, 0);
    if (volume === 0) return 0;
    return Number((pieces.reduce((sum, piece) => sum + piece.wap * piece.volume, 0) / volume).toPrecision(9));
  }

  derive(view: View): Timeline {
    const made = new WeakMap<Path, Path>();
    const derive = (path: Path): Path => {
      let derived = made.get(path);
      if (!derived) made.set(path, (derived = path.derive(view)));
      return derived;
    };
    return new Timeline({ from: this, derive });
  }

  /** The path in force at an instant. */
  #at(at: number): Path {
    const own = this.changeAt(at);
    if (own) return own;
    const origin = this.#origin;
    return 'base' in origin ? origin.base : origin.derive(origin.from.#at(at));
  }

  #pieces(from: number, to: number): { readonly from: number; readonly to: number; readonly path: Path }[] {
    const cuts = this.#cuts(from, to);
    return [from, ...cuts].map((start, i) => ({ from: start, to: cuts[i] ?? to, path: this.#at(start) }));
  }

  /** Instants strictly inside (from, to) at which another path takes over, in order. */
  #cuts(from: number, to: number): readonly number[] {
    const inherited = 'from' in this.#origin ? this.#origin.from.#cuts(from, to) : NONE;
    if (this.#changes.length === 0) return inherited;
    const own = this.#changes.map((change) => change.from).filter((at) => at > from && at < to);
    return [...new Set([...inherited, ...own])].sort((a, b) => a - b);
  }
}

const NONE: readonly number[] = [];
