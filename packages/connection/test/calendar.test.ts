// The session calendar, and the alarm that is built on it.

import { Simulator, VirtualClock } from '@cq/simulator';
import { describe, expect, test } from 'vitest';
import { publishedWindows, windowAt } from '../src/calendar.js';
import type { OutageWindow } from '../src/index.js';
import { connectionTo } from './support.js';

const nameAt = (iso: string): string | undefined => windowAt(publishedWindows, new Date(iso))?.window.name;

describe('the published hours', () => {
  test.each([
    ['a Wednesday noon in New York', '2026-01-14T17:00:00Z', undefined],
    ['a quarter to midnight in New York', '2026-01-15T04:45:00Z', 'Nightly reset, North America'],
    ['the same a minute earlier', '2026-01-15T04:44:00Z', undefined],
    ['half past midnight in New York', '2026-01-15T05:30:00Z', 'Nightly reset, North America'],
    ['the same in summer, when New York is an hour closer', '2026-07-15T03:50:00Z', 'Nightly reset, North America'],
    ['Friday night in New York', '2026-01-17T05:30:00Z', 'Nightly reset, North America'],
    ['Saturday 02:30 in New York', '2026-01-17T07:30:00Z', 'Weekend maintenance'],
    ['Sunday 02:30 in New York', '2026-01-18T07:30:00Z', undefined],
    ['Sunday 01:30 in New York', '2026-01-18T06:30:00Z', 'Weekly re-authentication'],
    ['06:00 in Zurich', '2026-01-14T05:10:00Z', 'Nightly reset, North America'],
    ['06:30 in Zurich in summer', '2026-07-15T04:40:00Z', 'Nightly reset, North America'],
  ])('%s', (_, iso, name) => {
    expect(nameAt(iso)).toBe(name);
  });

  test('a window past midnight belongs to the day on which it began', () => {
    const window: OutageWindow = { name: 'mine', timeZone: 'UTC', from: '23:00', to: '01:00', days: ['Sun'] };
    const inside = (iso: string): boolean => windowAt([window], new Date(iso)) !== undefined;
    expect(inside('2026-01-18T23:30:00Z')).toBe(true);
    expect(inside('2026-01-19T00:59:00Z')).toBe(true);
    expect(inside('2026-01-19T01:00:00Z')).toBe(false);
    expect(inside('2026-01-18T00:30:00Z')).toBe(false);
    expect(inside('2026-01-19T23:30:00Z')).toBe(false);
  });

  test('says when it ends', () => {
    expect(windowAt(publishedWindows, new Date('2026-01-15T05:15:00Z'))?.endsAt.toISOString()).toBe(
      '2026-01-15T05:45:00.000Z',
    );
  });
});

describe('overdue', () => {
  async function outage(startIso: string, overdueAfterMs: number | false = 300_000) {
    const clock = new VirtualClock(new Date(startIso));
    const sim = await Simulator.start({ clock });
    const connection = connectionTo(sim, { clock, overdueAfterMs });
    const alarms: number[] = [];
    await connection.connect();
    connection.on('overdue', ({ since }) => void alarms.push(clock.now() - since.getTime()));
    const refused = sim.inject({ type: 'refuse' });
    sim.inject({ type: 'drop' });
    const end = async (): Promise<void> => {
      await connection.disconnect();
      await sim.close();
    };
    return { clock, sim, connection, alarms, refused, [Symbol.asyncDispose]: end };
  }

  test('is raised once per outage, and again in the next one', async () => {
    await using o = await outage('2026-01-14T15:00:00Z');
    await o.clock.advance(299_000);
    expect(o.alarms).toEqual([]);
    await o.clock.advance(3_600_000);
    expect(o.alarms).toEqual([300_000]);
    expect(o.connection.getStatus()).toMatchObject({ overdue: true });
    o.refused[Symbol.dispose]();
    await o.clock.advance(31_000);
    expect(o.connection.getStatus()).toMatchObject({ state: 'connected', overdue: false });
    using _ = o.sim.inject({ type: 'refuse' });
    o.sim.inject({ type: 'drop' });
    await o.clock.advance(400_000);
    expect(o.alarms).toHaveLength(2);
  });

  test('waits until the window is over', async () => {
    await using o = await outage('2026-01-15T04:46:00Z');
    await o.clock.advance(58 * 60_000);
    expect(o.alarms).toEqual([]);
    expect(o.connection.getStatus()).toMatchObject({ expected: 'Nightly reset, North America' });
    await o.clock.advance(8 * 60_000);
    expect(o.alarms).toHaveLength(1);
    expect(o.connection.getStatus()).toMatchObject({ expected: undefined });
  });

  test('counts a lost link too', async () => {
    const clock = new VirtualClock();
    await using sim = await Simulator.start({ clock });
    await using connection = connectionTo(sim, { clock, overdueAfterMs: 60_000 });
    await connection.connect();
    let alarms = 0;
    connection.on('overdue', ({ cause }) => {
      alarms += 1;
      expect(cause?.reason).toBe('link-lost');
    });
    using _ = sim.inject({ type: 'link-lost' });
    await clock.advance(120_000);
    expect(alarms).toBe(1);
  });

  test('is silent for one who does not want to be connected, and one who does not want it', async () => {
    await using first = await outage('2026-01-14T15:00:00Z');
    await first.connection.disconnect();
    await first.clock.advance(3_600_000);
    await using second = await outage('2026-01-14T15:00:00Z', false);
    await second.clock.advance(3_600_000);
    expect([...first.alarms, ...second.alarms]).toEqual([]);
  });
});
