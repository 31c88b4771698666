import { EventName, WhatToShow, BarSizeSetting } from '@stoqey/ib';
import { describe, expect, it } from 'vitest';
import { dataWorld, type DataWorld } from './data-client.js';
import { AAPL } from './support.js';

const { historicalData, historicalDataUpdate, realtimeBar } = EventName;

function follow(world: DataWorld, reqId: number, size = '5 secs'): void {
  const { TRADES } = WhatToShow;
  world.client.ib.reqHistoricalData(reqId, AAPL, '', '60 S', size as never, TRADES, false, 2, true);
}

/** The last thing said of each bar, by its date. */
function finalUpdates(world: DataWorld, reqId: number): Map<string, number[]> {
  const last = new Map<string, number[]>();
  for (const [date, ...numbers] of world.of(historicalDataUpdate, reqId)) last.set(date as string, numbers as number[]);
  return last;
}

describe('bars that are kept up to date', () => {
  it('grow, and in the end are what history says of them', async () => {
    await using world = await dataWorld();
    follow(world, 1);
    await world.advance(40_000);
    const updates = finalUpdates(world, 1);
    expect(updates.size).toBeGreaterThanOrEqual(8);
    const { TRADES } = WhatToShow;
    world.client.ib.reqHistoricalData(2, AAPL, '', '60 S', BarSizeSetting.SECONDS_FIVE, TRADES, false, 2, false);
    await world.client.next(historicalData, (id: number, date: string) => id === 2 && date.startsWith('fin'));
    const dates = [...updates.keys()].slice(0, -1);
    for (const [date, ...numbers] of world.of(historicalData, 2)) {
      if (dates.includes(date as string)) expect(updates.get(date as string)).toEqual(numbers.slice(0, 7));
    }
    expect(world.of(historicalData, 2).map(([date]) => date)).toEqual(expect.arrayContaining(dates));
  });

  it('stop with a cancel, which is confirmed; another cancel finds nothing', async () => {
    await using world = await dataWorld();
    follow(world, 1);
    await world.advance(3000);
    world.client.ib.cancelHistoricalData(1);
    expect(await world.notice(1, 162)).toMatchObject({
      text: 'Historical Market Data Service error message:API historical data query cancelled: 1',
    });
    const said = world.of(historicalDataUpdate, 1).length;
    await world.advance(10_000);
    expect(world.of(historicalDataUpdate, 1)).toHaveLength(said);
    world.client.ib.cancelHistoricalData(1);
    expect(await world.notice(1, 366)).toMatchObject({ text: 'No historical data query found for ticker id:1' });
  });

  it('end with 10182 when the history farm breaks, or a fault says so', async () => {
    await using world = await dataWorld();
    follow(world, 1);
    await world.advance(3000);
    world.sim.farm('ushmds', 'broken');
    await world.advance(1000);
    expect(await world.notice(1)).toMatchObject({
      code: 10182,
      text: 'Failed to request live updates (disconnected).',
    });
    world.sim.farm('ushmds', 'ok');
    follow(world, 2);
    await world.advance(3000);
    world.sim.inject({ type: 'end-stream', code: 10182 });
    expect(await world.notice(2)).toMatchObject({ code: 10182 });
    const said = world.of(historicalDataUpdate, 2).length;
    await world.advance(10_000);
    expect(world.of(historicalDataUpdate, 2)).toHaveLength(said);
  });

  it('are refused for a pacing violation, when told or when the limits are enforced', async () => {
    await using world = await dataWorld({ historicalPacing: true });
    follow(world, 1);
    follow(world, 2, '1 min');
    follow(world, 3);
    expect((await world.notice(3)).text).toContain('Historical data request pacing violation');
    world.sim.inject({ type: 'pacing-violation' });
    follow(world, 4, '1 min');
    expect(await world.notice(4)).toMatchObject({ code: 162 });
    expect(world.client.notices().map((n) => n.id)).not.toEqual(expect.arrayContaining([1]));
  });
});

describe('real-time bars', () => {
  it('come every five seconds, whole ones only, and are what history says of them', async () => {
    await using world = await dataWorld();
    await world.clock.advance(2000);
    world.client.ib.reqRealTimeBars(1, AAPL, 5, WhatToShow.TRADES, false);
    await world.advance(60_000);
    const rows = world.of(realtimeBar, 1) as number[][];
    expect(rows.map(([time]) => time! - 1_768_402_800)).toEqual([5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55]);
    const { TRADES } = WhatToShow;
    world.client.ib.reqHistoricalData(2, AAPL, '', '120 S', BarSizeSetting.SECONDS_FIVE, TRADES, false, 2, false);
    await world.client.next(historicalData, (id: number, date: string) => id === 2 && date.startsWith('fin'));
    const history = new Map(world.of(historicalData, 2).map(([date, ...numbers]) => [date, numbers]));
    for (const [time, open, high, low, close, volume, wap, count] of rows) {
      const [...expected] = history.get(String(time)) as number[];
      expect([open, high, low, close, volume, count, wap]).toEqual(expected.slice(0, 7));
    }
  });

  it('of quotes are told too; the end of a subscription is told by 10225', async () => {
    await using world = await dataWorld();
    world.client.ib.reqRealTimeBars(1, AAPL, 5, WhatToShow.MIDPOINT, true);
    await world.advance(20_000);
    expect(world.of(realtimeBar, 1).length).toBeGreaterThanOrEqual(3);
    world.sim.inject({ type: 'resubscribe-needed' });
    expect(await world.notice(1)).toMatchObject({ code: 10225 });
    const said = world.of(realtimeBar, 1).length;
    await world.advance(20_000);
    expect(world.of(realtimeBar, 1)).toHaveLength(said);
  });

  it('of something that is not traded are refused; a cancel ends them', async () => {
    await using world = await dataWorld();
    world.client.ib.reqRealTimeBars(1, AAPL, 5, 'BID_ASK', false);
    expect(await world.notice(1)).toMatchObject({ code: 321 });
    world.client.ib.reqRealTimeBars(2, AAPL, 5, WhatToShow.TRADES, false);
    await world.advance(12_000);
    world.client.ib.cancelRealTimeBars(2);
    await world.advance(0);
    const said = world.of(realtimeBar, 2).length;
    await world.advance(12_000);
    expect(world.of(realtimeBar, 2)).toHaveLength(said);
  });
});
