import { describe, expect, it } from 'vitest';
import { Simulator } from '../src/simulator.js';
import { VirtualClock } from '../src/clock.js';

const AAPL = 265598;

describe('a market that never closes', () => {
  it('quotes a price of now from the first moment on, at a weekend too', async () => {
    // A Sunday, two days after the last session.
    const clock = new VirtualClock(Date.UTC(2026, 10, 22, 17, 18, 52, 402));
    await using simulator = await Simulator.start({ clock });
    const first = simulator.market.quote(AAPL).bid ?? 0;
    await clock.advance(5_000);
    const later = simulator.market.quote(AAPL).bid ?? 0;
    expect(Math.abs(later - first)).toBeLessThan(0.2);
  });
});
