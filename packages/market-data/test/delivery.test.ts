/** Conflation: when readers are shown what has come. */
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { systemClock } from '@cq/connection';
import { Delivery } from '../src/delivery.js';
import { Stream } from '../src/stream.js';

const nothing = (): void => undefined;

/** A stream that tells when it is shown, and does nothing else. */
class Told extends Stream {
  readonly kind = 'bars';
  spokeAt = NaN;
  override readonly send = nothing;
  override readonly cancel = nothing;
  override readonly end = nothing;
  override readonly apply = (): boolean => true;
  override readonly deliver: () => void;

  constructor(deliver: () => void) {
    super('told', 'AAPL', { secType: 'STK', conId: 1, symbol: 'AAPL', exchange: 'SMART', currency: 'USD' }, Infinity);
    this.deliver = deliver;
  }
}

/** A delivery with one stream, and the times at which it was shown. */
function started() {
  let now = 0;
  const shown: number[] = [];
  const clock = { ...systemClock, now: () => now };
  const delivery = new Delivery(clock, { heard: () => undefined, closeAll: () => undefined });
  const stream = new Told(() => shown.push(now));
  /** A turn of the event loop with two reads that were not the last. */
  const behind = async (at: number): Promise<void> => {
    now = at;
    for (let read = 0; read < 2; read++) {
      delivery.spoke(stream);
      delivery.planAfterTurn();
    }
    await turn();
  };
  return { delivery, stream, shown, behind };
}

it('shows what came in a read when the read is over', () => {
  const { delivery, stream, shown } = started();
  delivery.spoke(stream);
  delivery.spoke(stream);
  delivery.flush();
  expect(shown).toEqual([0]);
});

it('lets a reader who is behind catch up first, and shows something every 50 milliseconds', async () => {
  const { shown, behind } = started();
  for (let at = 0; at <= 120; at += 10) await behind(at);
  expect(shown.length).toBe(2);
  expect(shown[0]).toBeLessThanOrEqual(60);
  expect((shown[1] ?? 0) - (shown[0] ?? 0)).toBeLessThanOrEqual(60);
});

it('shows the end of a backlog as soon as a turn brings no more', async () => {
  const { shown, behind } = started();
  await behind(0);
  await behind(10);
  await turn();
  await turn();
  expect(shown).toEqual([10]);
});

it('shows the end of a backlog at once when the last read was not full', async () => {
  const { delivery, shown, behind } = started();
  await behind(0);
  await behind(10);
  delivery.flush();
  expect(shown).toEqual([10]);
  await turn();
  expect(shown).toEqual([10]);
});

it('is not held up by a clock that was set back', async () => {
  const { shown, behind } = started();
  await behind(1_000_000);
  await behind(5);
  await behind(10);
  expect(shown.length).toBeGreaterThan(0);
});

it('shows each of a hundred streams once, and again the next time if one of them speaks meanwhile', () => {
  const heard = new Set<Stream>();
  const delivery = new Delivery(systemClock, { heard: (stream) => heard.add(stream), closeAll: nothing });
  const shown: number[] = [];
  const streams = Array.from({ length: 100 }, (_, i): Stream => new Told(() => show(i)));
  const show = (i: number): void => {
    shown.push(i);
    // The first speaks again once it was shown; the last waits to be shown anyway.
    for (const other of [streams[0], streams[99]]) if (i === 50 && other !== undefined) delivery.spoke(other);
  };
  for (const stream of streams) delivery.spoke(stream);
  delivery.flush();
  expect(shown).toEqual(Array.from({ length: 100 }, (_, i) => i));
  expect(heard.size).toBe(100);
  shown.length = 0;
  delivery.flush();
  expect(shown).toEqual([0]);
});
