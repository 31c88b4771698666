// What the strategy wants to see: quotes of every symbol all day, now and then bars, ticks or a book.

import type { Chance } from '../chance.js';
import { symbols } from '../mishaps/symbols.js';
import { every, later } from './every.js';
import type { Program, Reading } from './program.js';

const AGAIN_MS = 60_000;

export class Watching {
  readonly #program: Program;
  readonly #chance: Chance;
  /** Symbols whose quotes were asked for and not given up. */
  readonly #asked = new Set<string>();

  constructor(program: Program, chance: Chance) {
    this.#program = program;
    this.#chance = chance;
  }

  start(): void {
    const { feed, surroundings, life } = this.#program;
    const { log, clock } = surroundings;
    // A stream that ended for good is asked for again by whoever wants it.
    feed.on('ended', ({ symbol, stream, error }) => {
      log.add('feed', `${symbol} ${stream} ended: ${error.message}`);
      if (stream === 'quotes') this.#asked.delete(symbol);
    });
    this.#subscribe();
    every(
      clock,
      () => AGAIN_MS,
      life.signal,
      () => this.#subscribe(),
    );
    const kind = this.#chance.pick(['bars', 'ticks', 'depth', 'none', 'none'] as const);
    if (kind !== 'none') this.#read(kind);
  }

  /** Gives up one symbol for a while. */
  pause(): void {
    const symbol = this.#chance.pick(symbols);
    if (!this.#asked.delete(symbol)) return;
    void this.#program.calls.track(`unsubscribe ${symbol}`, () => this.#program.feed.unsubscribe([symbol]));
  }

  #subscribe(): void {
    const missing = symbols.filter((symbol) => !this.#asked.has(symbol));
    if (missing.length === 0) return;
    for (const symbol of missing) this.#asked.add(symbol);
    const { calls, feed, surroundings } = this.#program;
    const seen = (): void => surroundings.log.count('quotes');
    const subscribed = calls.track(`subscribe ${missing.join(' ')}`, () => feed.subscribe(missing, seen));
    void subscribed.then((results) => {
      for (const symbol of missing) {
        const result = results?.get(symbol);
        if (result?.ok) continue;
        this.#asked.delete(symbol);
        if (result) surroundings.log.add('feed', `${symbol} not subscribed: ${result.error.message}`);
      }
    });
  }

  #read(kind: Reading['kind']): void {
    const { calls, surroundings, life } = this.#program;
    const symbol = this.#chance.pick(symbols);
    const reading = { kind, symbol, lastAt: surroundings.clock.now() };
    this.#program.reading = reading;
    const reader = calls.track(`read ${kind} of ${symbol}`, () => this.#readAll(reading), {
      patienceMs: Infinity,
    });
    // A reader whose stream was refused tries again.
    void reader.then(() => later(surroundings.clock, AGAIN_MS, life.signal, () => this.#read(kind)));
  }

  async #readAll(reading: Reading): Promise<void> {
    const { clock, log } = this.#program.surroundings;
    for await (const _item of this.#streamOf(reading)) {
      reading.lastAt = clock.now();
      log.count(reading.kind);
    }
  }

  #streamOf({ kind, symbol }: Reading): AsyncIterable<unknown> {
    const { feed, life } = this.#program;
    const { signal } = life;
    switch (kind) {
      case 'bars':
        return feed.bars(symbol, { signal });
      case 'ticks':
        return feed.ticks(symbol, 'trades', { signal });
      case 'depth':
        return feed.depth(symbol, { signal });
    }
  }
}
