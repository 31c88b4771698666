/** Conflation: when readers are shown what has come. */
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { systemClock } from '@cq/connection';
import { Delivery } from '../src/delivery.js';
import type { Stream } from '../src/stream.js';

/** A delivery with one stream, and the times at which it was shown. */
function started() {
  let now = 0;
  const shown: number[] = [];
  const clock = { ...systemClock, now: () => now };
  const delivery = new Delivery(clock, { heard: () => undefined, closeAll: () => undefined });
  const stream = { dirty: false, spoke: false, deliver: () => shown.push(now) } as unknown as Stream;
  /** A read that was not the last, and the turn of the event loop that follows it. */
  const fullRead = async (at: number): Promise<void> => {
    now = at;
    delivery.spoke(stream);
    delivery.planAfterTurn();
    await turn();
  };
  return { delivery, stream, shown, fullRead };
}

it('shows what came in a read when the read is over', () => {
  const { delivery, stream, shown } = started();
  delivery.spoke(stream);
  delivery.spoke(stream);
  delivery.flush();
  expect(shown).toEqual([0]);
});

it('lets a reader who is behind catch up first, and shows something every 50 milliseconds', async () => {
  const { shown, fullRead } = started();
  for (let at = 0; at <= 120; at += 10) await fullRead(at);
  expect(shown.length).toBe(2);
  expect(shown[0]).toBeLessThanOrEqual(60);
  expect((shown[1] ?? 0) - (shown[0] ?? 0)).toBeLessThanOrEqual(60);
});

it('shows the end of a backlog as soon as a turn brings no more', async () => {
  const { shown, fullRead } = started();
  await fullRead(0);
  await fullRead(10);
  await turn();
  await turn();
  expect(shown).toEqual([10]);
});

it('shows the end of a backlog at once when the last read was not full', async () => {
  const { delivery, shown, fullRead } = started();
  await fullRead(0);
  await fullRead(10);
  delivery.flush();
  expect(shown).toEqual([10]);
  await turn();
  expect(shown).toEqual([10]);
});

it('is not held up by a clock that was set back', async () => {
  const { shown, fullRead } = started();
  await fullRead(1_000_000);
  await fullRead(5);
  await fullRead(10);
  expect(shown.length).toBeGreaterThan(0);
});
