// Real time.

import { describe, expect, test, vi } from 'vitest';
import { systemClock } from '../src/index.js';

describe('the system clock', () => {
  test('tells the time of day, and never goes backwards by itself', () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(150);
    let last = 0;
    for (let n = 0; n < 10_000; n += 1) {
      const now = systemClock.now();
      expect(now).toBeGreaterThanOrEqual(last);
      last = now;
    }
  });

  test('follows when the wall clock is set', () => {
    systemClock.now();
    const real = Date.now();
    const spy = vi.spyOn(Date, 'now').mockReturnValue(real + 3_600_000);
    expect(Math.abs(systemClock.now() - real - 3_600_000)).toBeLessThan(150);
    spy.mockRestore();
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(150);
  });

  test('schedules once, and not when cancelled', async () => {
    const calls: string[] = [];
    systemClock.schedule(5, () => void calls.push('once'));
    systemClock.schedule(1, () => void calls.push('never'))();
    await systemClock.sleep(20);
    expect(calls).toEqual(['once']);
  });

  test('a wait of a month is not a wait of nothing', async () => {
    let fired = false;
    const cancel = systemClock.schedule(31 * 86_400_000, () => (fired = true));
    await systemClock.sleep(10);
    expect(fired).toBe(false);
    cancel();
  });

  test('sleep rejects with the reason of its signal, before and while it sleeps', async () => {
    await expect(systemClock.sleep(1_000, { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no');
    const controller = new AbortController();
    const sleeping = systemClock.sleep(1_000, { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
  });
});
