// The strategy: every forty seconds or so it does one thing a trader does. What it does depends on its seed and on what
// it sees, and on nothing else.

import { chanceOf } from '../chance.js';
import { every } from './every.js';
import { Watching } from './market-data.js';
import type { Program } from './program.js';
import { ask } from './questions.js';
import { Trading } from './trading.js';

export interface StrategyOptions {
  /** Generation of the program: a new one draws new ideas. */
  readonly generation: number;
  /** Average pause between two deeds. */
  readonly paceMs: number;
  /** Nothing is changed after this instant, in milliseconds since the epoch: no orders, no subscriptions. */
  readonly tradeUntil: number;
}

/** Lets the program trade until it ends. */
export function trade(program: Program, options: StrategyOptions): void {
  const { clock, seed } = program.surroundings;
  const chance = chanceOf(seed, `strategy ${options.generation}`);
  const trading = new Trading(program, chance);
  const watching = new Watching(program, chanceOf(seed, `watching ${options.generation}`));
  watching.start();
  const deeds = [
    { weight: 14, ends: true, act: () => trading.market() },
    { weight: 14, ends: true, act: () => trading.limit('near') },
    { weight: 12, ends: true, act: () => trading.limit('far') },
    { weight: 4, ends: true, act: () => trading.stop() },
    { weight: 8, ends: true, act: () => trading.bracket() },
    { weight: 3, ends: true, act: () => trading.group() },
    { weight: 14, ends: true, act: () => trading.change() },
    { weight: 14, ends: true, act: () => trading.cancel() },
    { weight: 0.5, ends: true, act: () => trading.cancelAll() },
    { weight: 2, ends: true, act: () => watching.pause() },
    { weight: 12, ends: false, act: () => ask(program, chance) },
  ] as const;
  const pause = (): number => Math.round(chance.between(options.paceMs * 0.2, options.paceMs * 1.8));
  every(clock, pause, program.life.signal, () => {
    const deed = chance.weighted(deeds);
    if (!deed.ends || clock.now() < options.tradeUntil) deed.act();
  });
}
