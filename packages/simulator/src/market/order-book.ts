/** The displayed book around a quote: sizes at the prices behind the best, and who shows them. A pure function of the tick. */

import type { Level } from '../market-port.js';
import type { Instrument } from './instrument.js';
import type { Tick } from './path.js';
import { hashText, mix } from './random.js';

/** A level and the market maker or exchange that shows it. */
export interface MakerLevel extends Level {
  readonly maker: string;
}

export interface Book<L extends Level = Level> {
  /** Best price first. */
  readonly bids: readonly L[];
  readonly asks: readonly L[];
}

/** The first `rows` price levels of each side. */
export function bookOf(instrument: Instrument, tick: Tick, rows: number): Book {
  return {
    bids: side(instrument, tick.bid, tick.bidSize, -1, rows),
    asks: side(instrument, tick.ask, tick.askSize, 1, rows),
  };
}

/** The same book, each level split among the makers that show it. Best price first, at most `rows` a side. */
export function makersBook(
  instrument: Instrument,
  book: Book,
  makers: readonly string[],
  rows: number,
): Book<MakerLevel> {
  return {
    bids: split(instrument, book.bids, makers, rows),
    asks: split(instrument, book.asks, makers, rows),
  };
}

function side(instrument: Instrument, best: number, size: number, direction: 1 | -1, rows: number): Level[] {
  const { minTick, conId, pricing } = instrument;
  const levels: Level[] = [];
  const ticks = Math.round(best / minTick);
  if (ticks <= 0 || size <= 0) return levels;
  for (let i = 0; i < rows; i++) {
    const level = ticks + direction * i;
    if (level <= 0) break;
    // Size behind the best belongs to its price, so that a level keeps its size while the best moves.
    const behind = pricing.quoteSize * pricing.sizeUnit * (1 + (mix(conId, level) % 24));
    levels.push({ price: Number((level * minTick).toPrecision(12)), size: i === 0 ? size : behind });
  }
  return levels;
}

function split(
  instrument: Instrument,
  levels: readonly Level[],
  makers: readonly string[],
  rows: number,
): MakerLevel[] {
  const unit = instrument.pricing.quoteSize * instrument.pricing.sizeUnit;
  const out: MakerLevel[] = [];
  for (const { price, size } of levels) {
    const first = mix(hashText(instrument.symbol), Math.round(price / instrument.minTick)) % makers.length;
    const shown = Math.max(1, Math.min(3, makers.length, Math.floor(size / unit)));
    const share = Math.floor(size / unit / shown) * unit;
    for (let i = 0; i < shown && out.length < rows; i++) {
      const rest = i === shown - 1 ? size - share * (shown - 1) : share;
      out.push({ price, size: rest, maker: makers[(first + i) % makers.length] ?? '' });
    }
  }
  return out;
}
