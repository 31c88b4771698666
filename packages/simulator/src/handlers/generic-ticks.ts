/** Generic ticks: what a client asks for by number beside the quote. */

import type { Client } from '../client.js';
import type { DayStats } from '../market/day-stats.js';
import type { Instrument } from '../market/instrument.js';
import type { Market } from '../market/market.js';
import type { Tick } from '../market/path.js';
import { mix, unit } from '../market/random.js';
import { legalGenericTicks } from './generic-tick-table.js';
import { Facts } from './instrument-facts.js';
import { newsFor } from './news-stories.js';
import type { QuoteStream } from './quote-stream.js';
import { invalidRequest } from './registry.js';
import { TICK } from './tick-types.js';

/** @throws Refusal 321 naming the legal numbers for this kind of instrument */
export function checkGenericTicks(generics: readonly string[], instrument: Instrument, reqId: number): void {
  const legal = legalGenericTicks(instrument.secType);
  const wrong = generics.find((name) => name !== 'mdoff' && !legal.some(([id]) => name.split(':')[0] === String(id)));
  if (wrong === undefined) return;
  const list = legal.map(([id, title]) => `${id}(${title})`).join(',');
  throw invalidRequest(
    `Incorrect generic tick list of ${generics.join(',')}.  Legal ones for (${instrument.secType}) are: ${list}`,
    reqId,
  );
}

/** The generic ticks of one subscription. */
export class GenericTicks {
  readonly #client: Client;
  readonly #reqId: number;
  readonly #market: Market;
  readonly #instrument: Instrument;
  readonly #wanted: ReadonlySet<number>;
  readonly #out: QuoteStream;
  #value = 0;
  #volume = 0;
  #newsUntil = 0;

  constructor(
    client: Client,
    reqId: number,
    market: Market,
    instrument: Instrument,
    generics: readonly string[],
    out: QuoteStream,
  ) {
    this.#client = client;
    this.#reqId = reqId;
    this.#market = market;
    this.#instrument = instrument;
    this.#wanted = new Set(generics.map((name) => Number(name.split(':')[0])));
    this.#out = out;
  }

  /** What is known at once. */
  begin(tick: Tick, stats: DayStats): void {
    if (this.#wanted.size === 0) return;
    const facts = new Facts(this.#market, this.#instrument);
    this.#value = facts.vwap(stats) * stats.volume;
    this.#volume = stats.volume;
    this.#statistics(facts);
    this.#optionFigures(facts);
    this.#reference(facts, tick);
    this.#news(tick, -Infinity);
    this.change(tick, stats);
  }

  /** What moves with each tick. */
  change(tick: Tick, stats: DayStats): void {
    if (this.#wanted.size === 0 || this.#client.isCongested) return;
    if (tick.size > 0) this.#trade(tick, stats);
    if (this.#wants(221) || this.#wants(232)) this.#out.price(37, tick.last);
    if (this.#wants(619)) this.#out.price(79, tick.last);
    this.#news(tick, this.#newsUntil);
  }

  #trade(tick: Tick, stats: DayStats): void {
    this.#value += tick.last * tick.size;
    this.#volume += tick.size;
    const text = this.#rtVolume(tick, stats);
    if (this.#wants(233)) this.#out.text(TICK.rtVolume, text);
    if (this.#wants(375)) this.#out.text(TICK.rtTradeVolume, text);
    if (this.#wants(293)) this.#out.generic(54, stats.trades);
    if (this.#wants(294)) this.#out.generic(55, Math.round(60_000 / 400));
    if (this.#wants(295)) this.#out.generic(56, tick.size * 150);
    if (this.#wants(318)) this.#out.price(57, tick.last);
  }

  /** `price;size;ms;volume;vwap;single`. */
  #rtVolume(tick: Tick, stats: DayStats): string {
    const vwap = this.#volume > 0 ? this.#value / this.#volume : tick.last;
    const single = tick.size < 1000;
    return `${tick.last};${tick.size};${Math.floor(tick.time)};${stats.volume};${vwap.toFixed(8)};${single}`;
  }

  #statistics(facts: Facts): void {
    if (this.#wants(165)) {
      const weeks = [13, 26, 52].map((count) => facts.weeks(count));
      weeks.forEach((range, i) => {
        this.#out.price(15 + 2 * i, range.low);
        this.#out.price(16 + 2 * i, range.high);
      });
      this.#out.size(21, facts.averageVolume());
    }
    if (this.#wants(104)) this.#out.generic(23, facts.volatility());
    if (this.#wants(106)) this.#out.generic(24, facts.impliedVolatility());
    if (this.#wants(411)) this.#out.generic(58, facts.volatility());
    if (this.#wants(595)) [3, 5, 10].forEach((minutes, i) => this.#out.size(63 + i, facts.recentVolume(minutes)));
  }

  #optionFigures(facts: Facts): void {
    const day = facts.averageVolume() / 1000;
    const part = (id: number): number => Math.round(day * (0.5 + unit(mix(this.#instrument.conId, id))));
    if (this.#wants(100)) [29, 30].forEach((type) => this.#out.size(type, part(type)));
    if (this.#wants(101)) [27, 28].forEach((type) => this.#out.size(type, part(type) * 6));
    if (this.#wants(105)) this.#out.size(87, part(87));
    if (this.#wants(588)) this.#out.size(86, part(86) * 10);
  }

  #reference(facts: Facts, tick: Tick): void {
    if (this.#wants(162)) this.#out.generic(31, Number((tick.last * 0.001).toFixed(2)));
    if (this.#wants(225)) {
      this.#out.size(34, facts.recentVolume(5));
      this.#out.price(35, tick.last);
      this.#out.size(36, Math.round(facts.recentVolume(1) / 10));
    }
    if (this.#wants(236)) {
      this.#out.generic(46, 3);
      this.#out.size(89, 5_000_000);
    }
    if (this.#wants(456)) this.#out.text(59, facts.dividends());
    if (this.#wants(460)) this.#out.generic(60, 1);
    if (this.#wants(577)) this.#out.price(96, tick.last);
    if (this.#wants(578)) this.#out.price(97, tick.last);
    if (this.#wants(576)) [94, 95].forEach((type, i) => this.#out.price(type, i === 0 ? tick.bid : tick.ask));
  }

  /** The newest story since `since`. */
  #news(tick: Tick, since: number): void {
    if (!this.#wants(292)) return;
    this.#newsUntil = tick.time;
    const [story] = newsFor(this.#instrument, tick.time, 1, since);
    if (!story) return;
    const { time, provider, articleId, headline } = story;
    this.#client.send('tickNews', this.#reqId, time, provider, articleId, headline, '');
  }

  #wants(id: number): boolean {
    return this.#wanted.has(id);
  }
}
