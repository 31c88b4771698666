/** Silence of bars: what is owed to the hours, what to a quiet instrument, and what is a gap. */
import { describe, expect, it } from 'vitest';
import type { Bar } from '../src/index.js';
import { ledgerOf } from './support/ledger.js';
import { startWorld, type World } from './support/world.js';

const modes = [{ fastPath: true }, { fastPath: false }];
/** Half past five in the afternoon in New York: the extended hours go on, the regular ones are over. */
const EVENING = Date.UTC(2026, 6, 15, 21, 30);

function collect(world: World, reader: AsyncIterable<Bar>): Bar[] {
  const bars: Bar[] = [];
  void (async () => {
    for await (const bar of reader) bars.push(bar);
  })();
  return bars;
}
const stale = (world: World) => world.feed.getStatus().streams.map((stream) => stream.stale);

describe.each(modes)('bars ($fastPath)', ({ fastPath }) => {
  it('of regular hours are not missed in the evening', async () => {
    await using world = await startWorld({
      at: EVENING,
      feed: { fastPath, freshness: { silentAfterMs: 20_000 } },
      sim: { marketHours: 'exchange' },
    });
    collect(world, world.feed.bars('AAPL', { useRth: true }));
    await world.pass(600_000);
    expect(ledgerOf(world.sim, 'reqRealTimeBars').requested).toHaveLength(1);
    expect(stale(world)).toEqual([false]);
  });

  it('of an instrument in which nothing is traded are not missed either', async () => {
    await using world = await startWorld({ feed: { fastPath, freshness: { silentAfterMs: 20_000 } } });
    const bars = collect(world, world.feed.bars('AAPL', { barSize: '1 hour', everyUpdate: true }));
    await world.until(() => bars.length > 3, 'bars come');
    using _ = world.sim.inject({ type: 'freeze', symbol: 'AAPL' });
    await world.pass(300_000);
    const { requested, open } = ledgerOf(world.sim, 'reqHistoricalData');
    expect(requested.length).toBeGreaterThanOrEqual(2);
    expect(requested.length).toBeLessThanOrEqual(7);
    expect(open).toEqual(requested.slice(-1));
    expect(world.events).toEqual([]);
    expect(stale(world)).toEqual([false]);
  });

  it('that miss a beat are a gap, and are asked for ever more rarely', async () => {
    await using world = await startWorld({ feed: { fastPath, freshness: { silentAfterMs: 20_000 } } });
    const bars = collect(world, world.feed.bars('AAPL'));
    await world.until(() => bars.length > 2, 'bars come');
    const ignored = world.sim.inject({ type: 'ignore', message: 'reqRealTimeBars' });
    world.sim.inject({ type: 'end-stream', code: 10225 });
    await world.pass(600_000);
    expect(stale(world)).toEqual([true]);
    expect(world.requests('reqRealTimeBars').length).toBeLessThanOrEqual(8);
    ignored.dispose();
    await world.pass(700_000);
    expect(stale(world)).toEqual([false]);
    expect(world.events.map(({ type }) => type)).toEqual(['gap', 'resumed']);
  });

  it('resume with the history that fills their gap, though nothing is traded then', async () => {
    await using world = await startWorld({ feed: { fastPath, reconnect: { initialDelayMs: 50, maxDelayMs: 50 } } });
    const bars = collect(world, world.feed.bars('AAPL', { barSize: '1 min', everyUpdate: true }));
    await world.until(() => bars.length > 3, 'bars come');
    using _ = world.sim.inject({ type: 'freeze', symbol: 'AAPL' });
    world.sim.dropAll();
    await world.until(() => world.events.some(({ type }) => type === 'gap'), 'the gap is told');
    await world.until(() => world.events.some(({ type }) => type === 'resumed'), 'the return is told');
    expect(stale(world)).toEqual([false]);
  });
});
