// The example's strategy, as it stands, through a whole day of mishaps: its orders are sent once, and the books agree.

import type { Simulator } from '@cq/simulator';
import { expect, test } from 'vitest';
import { movingAverage } from '../../examples/src/moving-average.js';
import { playDay, type DayOptions } from '../src/day.js';

type Tamper = NonNullable<DayOptions['tamper']>;

test('the moving-average example survives a day of chaos', { timeout: 240_000 }, async () => {
  const sent = new Map<string, number>();
  const ends: unknown[] = [];
  const listen = ({ transcript }: Simulator): void =>
    void transcript.onFrame(({ direction, name, fields }) => {
      const ref = fields.find((field) => field.startsWith('ma-'));
      if (direction === 'in' && name === 'placeOrder' && ref) sent.set(ref, (sent.get(ref) ?? 0) + 1);
    });
  const beside: Tamper = ({ broker, connection, feed, life: { signal }, surroundings: { sim } }) => {
    if (ends.length === 0) listen(sim);
    const stop = connection.on('connected', () => {
      stop();
      ends.push('began');
      const options = { symbol: 'AAPL', quantity: 1, length: 20, signal, log: () => undefined };
      // A program that ends, or crashes, ends its strategy with it; nothing else does.
      movingAverage(broker, feed, options).catch((error: unknown) =>
        ends.push(error === signal.reason ? 'ended' : error),
      );
    });
  };
  const { failures } = await playDay({ seed: 16, mishapsPerHour: 12, tamper: beside });
  expect(failures).toEqual([]);
  expect(sent.size).toBeGreaterThan(20);
  expect([...sent.values()].every((times) => times === 1)).toBe(true);
  expect(new Set(ends)).toEqual(new Set(['began', 'ended']));
});
