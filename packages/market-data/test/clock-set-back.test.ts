/** A wall clock that is set back an hour must neither hide silence nor hold requests up for that hour. */
import type { Clock } from '@cq/connection';
import { VirtualClock } from '@cq/simulator';
import { expect, it } from 'vitest';
import { HistoryPacer } from '../src/history-pacer.js';
import { during, startWorld } from './support/world.js';

const HOUR = 3_600_000;

/** Time passes as it does; only what the clock shows can be set. */
function shifted(clock: Clock): Clock & { shiftMs: number } {
  return {
    shiftMs: 0,
    now() {
      return clock.now() + this.shiftMs;
    },
    schedule: (ms, callback) => clock.schedule(ms, callback),
    sleep: (ms, options) => clock.sleep(ms, options),
  };
}

it.each([{ fastPath: true }, { fastPath: false }])(
  'a stream that falls silent afterwards is still found ($fastPath)',
  async ({ fastPath }) => {
    const clock = new VirtualClock(Date.UTC(2026, 6, 15, 14, 30));
    const wall = shifted(clock);
    await using world = await startWorld({
      clock,
      feed: { fastPath, clock: wall, freshness: { silentAfterMs: 20_000 } },
    });
    const { feed, sim } = world;
    await during(clock, feed.subscribe(['AAPL']));
    await world.until(() => feed.getLatestData('AAPL')?.bid !== undefined, 'quotes come');
    wall.shiftMs = -HOUR;
    sim.inject({ type: 'freeze', symbol: 'AAPL' });
    sim.inject({ type: 'ignore', message: 'reqMktData' });
    await world.pass(40_000);
    expect(feed.getLatestData('AAPL')?.stale).toBe(true);
  },
);

it('history waits no longer than its rules say', async () => {
  const clock = new VirtualClock(0);
  const wall = shifted(clock);
  wall.shiftMs = 10 * HOUR;
  const pacer = new HistoryPacer(wall);
  const call = { key: 'same', series: 'one', small: true, weight: 1 };
  (await pacer.turn(call, undefined))();
  wall.shiftMs = 0;
  let went = false;
  void pacer.turn(call, undefined).then(() => (went = true));
  await clock.advance(14_000);
  expect(went).toBe(false);
  await clock.advance(2000);
  expect(went).toBe(true);
});
