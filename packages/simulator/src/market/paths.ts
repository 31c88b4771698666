/** The prices of all instruments: made when first asked for, and changed by hand when a test says so. */

import type { Segment } from './calendar.js';
import { ComboPath } from './combo-path.js';
import { comboInstrument } from './combos.js';
import { EventPath } from './event-path.js';
import { plainShape, type Instrument } from './instrument.js';
import { opening, type MarketHours } from './opening.js';
import type { Opening, Path, Tick, View } from './path.js';
import { seriesTicks, tickOf, type PriceRow, type PriceSeries } from './price-series.js';
import { hashText, mix } from './random.js';
import { Timeline } from './timeline.js';
import { TreePath } from './tree-path.js';
import { TreeSource } from './tree-source.js';

export interface PathOptions {
  readonly seed: number;
  readonly tickMs: number;
  readonly hours: MarketHours;
  readonly startedAt: number;
}

/** A change by hand happens this much after the tick of its instant, and before the next look at the market. */
const BY_HAND = 0.001;

const LEAD_TICKS = 200;

export class Paths {
  readonly #options: PathOptions;
  readonly #sources = new Map<string, TreeSource>();
  readonly #paths = new Map<number, Timeline>();
  readonly #openings = new Map<boolean, Opening>();
  readonly #combos = new Map<string, Instrument>();
  readonly #series = new Map<number, PriceSeries>();

  constructor(options: PathOptions) {
    this.#options = options;
  }

  of(instrument: Instrument): Timeline {
    let path = this.#paths.get(instrument.conId);
    if (!path) this.#paths.set(instrument.conId, (path = this.#make(instrument)));
    return path;
  }

  /** The instrument that a combination is. */
  combo(legs: readonly { readonly instrument: Instrument; readonly ratio: number }[]): Instrument {
    const key = legs.map((leg) => `${leg.instrument.conId}:${leg.ratio}`).join(',');
    const known = this.#combos.get(key);
    if (known) return known;
    const made = comboInstrument(key, legs[0]?.instrument);
    this.#combos.set(key, made);
    const path = new ComboPath(legs.map(({ instrument, ratio }) => ({ path: this.of(instrument), ratio })));
    this.#paths.set(made.conId, Timeline.over(path));
    return made;
  }

  /** A figure of an instrument that moves around `usual`. */
  figure(instrument: Instrument, name: string, usual: number): Path {
    const unit = 0.0001;
    const model = { price: usual, unit, volatility: 0.6, dailyVolume: 1000, density: 0.05 };
    const shape = plainShape(1);
    const view = { unit, seed: mix(this.#options.seed, instrument.conId), quoteSize: 0, sizeUnit: 1, shape };
    return this.#tree(instrument, { key: `${name}:${instrument.conId}`, model }, view);
  }

  /** Take the instrument's prices from a series of the user's. Before anything else asks for them. */
  replace(instrument: Instrument, series: PriceSeries): void {
    this.#series.set(instrument.conId, series);
  }

  /** Is the market in an instrument open at `at`, which lies in `segment`? */
  open(instrument: Instrument, segment: Segment, regular: boolean, at: number): boolean {
    const open = this.opening(instrument).open(segment, regular);
    return open !== undefined && at >= open.from && at < open.to;
  }

  /** Put a tick in place of the instrument's own prices. Returns the tick. */
  set(instrument: Instrument, now: number, row: Omit<PriceRow, 'time'>): Tick {
    const path = this.of(instrument);
    const at = now + BY_HAND;
    const tick = tickOf(instrument, { ...row, time: at }, path.stateAt(at));
    const changed = path.changeAt(at);
    if (changed instanceof EventPath) changed.push(tick);
    else path.change(at, new EventPath(path.stateAt(at), [tick], instrument.hours, instrument.minTick));
    return tick;
  }

  /** No more ticks. */
  freeze(instrument: Instrument, now: number): undefined {
    const path = this.of(instrument);
    const at = now + BY_HAND;
    path.change(at, new EventPath({ ...path.stateAt(at), size: 0 }, [], instrument.hours, instrument.minTick));
    return undefined;
  }

  /** The instrument's own prices again. Returns where they are by now. */
  release(instrument: Instrument, now: number): Tick {
    const path = this.of(instrument);
    path.change(now + BY_HAND, undefined);
    return { ...path.stateAt(now + BY_HAND), size: 0 };
  }

  /** Is `instrument` priced from `other`? */
  follows(instrument: Instrument, other: Instrument): boolean {
    const { pricing } = instrument;
    return 'of' in pricing && (pricing.of.conId === other.conId || this.follows(pricing.of, other));
  }

  #make(instrument: Instrument): Timeline {
    const { pricing, hours, minTick } = instrument;
    const view = this.#view(instrument);
    const series = this.#series.get(instrument.conId);
    if (series) {
      const ticks = seriesTicks(instrument, series, this.#options.startedAt);
      const first = ticks[0] ?? tickOf(instrument, { time: 0 }, undefined);
      return Timeline.over(new EventPath({ ...first, size: 0 }, ticks, hours, minTick));
    }
    if ('of' in pricing) return this.of(pricing.of).derive(view);
    return Timeline.over(this.#tree(instrument, pricing.process, view));
  }

  #tree(
    instrument: Instrument,
    process: { key: string; model: ConstructorParameters<typeof TreeSource>[2] },
    view: View,
  ): Path {
    const { seed, tickMs } = this.#options;
    let source = this.#sources.get(process.key);
    if (!source) {
      source = new TreeSource(mix(seed, hashText(process.key)), instrument.hours, process.model, tickMs);
      this.#sources.set(process.key, source);
    }
    return new TreePath(source, view, this.opening(instrument));
  }

  #view(instrument: Instrument): View {
    const { pricing, minTick, conId } = instrument;
    const { quoteSize, sizeUnit, lot, shape } = pricing;
    return { unit: minTick, seed: mix(this.#options.seed ^ 0x3c6ef372, conId), quoteSize, sizeUnit, lot, shape };
  }

  /** When an instrument's prices are visible. */
  opening({ secType }: Instrument): Opening {
    const regularOnly = secType === 'OPT';
    let made = this.#openings.get(regularOnly);
    if (!made) {
      // A market that never closes has been open for a moment at the start: its first quote is one of today, and not the
      // last session's, from which prices have moved on meanwhile.
      const openedAt = this.#options.startedAt - LEAD_TICKS * this.#options.tickMs;
      made = opening(this.#options.hours, openedAt, regularOnly);
      this.#openings.set(regularOnly, made);
    }
    return made;
  }
}
