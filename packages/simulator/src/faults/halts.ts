/** Trading halts: while its exchange has halted an instrument, nothing in it ticks and nothing trades. */

import { deskOf } from '../handlers/data-desk.js';
import type { World } from '../world.js';

/** The value of the `halted` tick: 0 trading, 1 halted by the exchange, 2 halted because the price moved too far. */
export type HaltState = 0 | 1 | 2;

/** How an instrument stands now. */
export function haltState(world: World, { conId }: { readonly conId: number }): HaltState {
  const halt = world.faults.find('halt', ({ symbol }) => world.market.named(symbol).some((i) => i.conId === conId));
  if (!halt) return 0;
  return halt.volatility ? 2 : 1;
}

/** Every stream of the instrument is told how it stands now, as soon as TWS itself can know. */
export function tellHalt(world: World, symbol: string): void {
  const conIds = world.market.named(symbol).map((instrument) => instrument.conId);
  world.link.whenUp(() => {
    for (const { instrument, halted } of deskOf(world).streams('quotes'))
      if (conIds.includes(instrument.conId)) halted?.(haltState(world, instrument));
  });
}
