import { EventName, MarketDataType } from '@stoqey/ib';
import { describe, expect, it } from 'vitest';
import { dataWorld, type DataWorld } from './data-client.js';
import { AAPL, MSFT } from './support.js';

const { tickPrice, tickSize } = EventName;

/** The prices said of one tick type, in order. */
const prices = (world: DataWorld, reqId: number, type: number): unknown[] =>
  world.of(tickPrice, reqId).flatMap(([tickType, price]) => (tickType === type ? [price] : []));

describe('faults of market data', () => {
  it('freeze one symbol without a word, and let it go again', async () => {
    await using world = await dataWorld();
    world.client.ib.reqMktData(1, AAPL, '', false, false);
    world.client.ib.reqMktData(2, MSFT, '', false, false);
    await world.advance(1000);
    const freeze = world.sim.inject({ type: 'freeze', symbol: 'AAPL' });
    const before = [1, 2].map((id) => world.of(tickSize, id).length);
    await world.advance(20_000);
    expect(world.of(tickSize, 1)).toHaveLength(before[0]!);
    expect(world.of(tickSize, 2).length).toBeGreaterThan(before[1]! + 20);
    freeze.dispose();
    await world.advance(5000);
    expect(world.of(tickSize, 1).length).toBeGreaterThan(before[0]!);
  });

  it('halt an instrument and let it trade again, which the halted tick says', async () => {
    await using world = await dataWorld();
    const { ib } = world.client;
    const halted = (reqId: number): unknown[] =>
      world.of(EventName.tickGeneric, reqId).flatMap(([type, value]) => (type === 49 ? [value] : []));
    ib.reqMktData(1, AAPL, '', false, false);
    ib.reqMktData(2, MSFT, '', false, false);
    await world.advance(1000);
    const halt = world.sim.inject({ type: 'halt', symbol: 'AAPL' });
    const before = world.of(tickSize, 1).length;
    ib.reqMktData(3, AAPL, '', false, false);
    await world.advance(20_000);
    expect([halted(1), halted(2), halted(3)]).toEqual([[0, 1], [0], [1]]);
    expect(world.of(tickSize, 1)).toHaveLength(before);
    const again = world.sim.inject({ type: 'halt', symbol: 'AAPL', volatility: true });
    halt.dispose();
    await world.advance(5000);
    expect(world.of(tickSize, 1)).toHaveLength(before);
    again.dispose();
    await world.advance(5000);
    expect(halted(1)).toEqual([0, 1, 1, 2, 0]);
    expect(halted(2)).toEqual([0]);
    expect(world.of(tickSize, 1).length).toBeGreaterThan(before);
  });

  it('halt delayed data under the number of its own', async () => {
    await using world = await dataWorld({ subscriptions: [] });
    world.client.ib.reqMarketDataType(MarketDataType.DELAYED);
    world.client.ib.reqMktData(1, AAPL, '', false, false);
    await world.advance(1000);
    using _ = world.sim.inject({ type: 'halt', symbol: 'AAPL' });
    await world.advance(1000);
    const said = world.of(EventName.tickGeneric, 1).map(([type, value]) => [type, value]);
    expect(said).toEqual([
      [90, 0],
      [90, 1],
    ]);
  });

  it.each([
    [354, false],
    [10089, false],
    [10090, true],
    [10167, true],
    [10168, false],
  ])('answer a symbol with %i; data follows: %s', async (code, follows) => {
    await using world = await dataWorld();
    using _ = world.sim.inject({ type: 'no-market-data', symbol: 'AAPL', code });
    world.client.ib.reqMktData(1, AAPL, '', false, false);
    world.client.ib.reqMktData(2, MSFT, '', false, false);
    expect((await world.notice(1)).code).toBe(code);
    await world.advance(3000);
    expect(world.of(tickPrice, 1).length > 0).toBe(follows);
    expect(prices(world, 2, 4)).not.toEqual([]);
  });

  it('take the data away while another session competes, and give it back', async () => {
    await using world = await dataWorld();
    world.client.ib.reqMktData(1, AAPL, '', false, false);
    await world.advance(1000);
    const competing = world.sim.inject({ type: 'competing-session' });
    expect(await world.notice(1, 10197)).toMatchObject({ text: 'No market data during competing live session' });
    world.client.ib.reqMktData(2, MSFT, '', false, false);
    expect(await world.notice(2, 10197)).toBeDefined();
    const before = world.of(tickPrice, 1).length;
    await world.advance(10_000);
    expect([world.of(tickPrice, 1).length, world.of(tickPrice, 2).length]).toEqual([before, 0]);
    competing.dispose();
    await world.advance(3000);
    expect(world.of(tickPrice, 1).length).toBeGreaterThan(before);
    expect(prices(world, 2, 4)).not.toEqual([]);
  });

  it('limit the lines, and end a stream with a code', async () => {
    await using world = await dataWorld();
    using _ = world.sim.inject({ type: 'line-limit', lines: 1 });
    world.client.ib.reqMktData(1, AAPL, '', false, false);
    world.client.ib.reqMktData(2, MSFT, '', false, false);
    expect((await world.notice(2)).code).toBe(101);
    world.sim.inject({ type: 'end-stream', code: 354 });
    expect((await world.notice(1)).code).toBe(354);
    const before = world.of(tickPrice, 1).length;
    await world.advance(5000);
    expect(world.of(tickPrice, 1)).toHaveLength(before);
  });

  it('keep quotes away while the link to the servers is down; a loss of data ends every stream', async () => {
    await using world = await dataWorld();
    world.client.ib.reqMktData(1, AAPL, '', false, false);
    await world.advance(1000);
    const lost = world.sim.inject({ type: 'link-lost' });
    const before = world.of(tickPrice, 1).length;
    await world.advance(10_000);
    expect(world.of(tickPrice, 1)).toHaveLength(before);
    lost.dispose();
    await world.advance(3000);
    const after = world.of(tickPrice, 1).length;
    expect(after).toBeGreaterThan(before);
    world.sim.inject({ type: 'link-lost', dataLost: true }).dispose();
    await world.advance(10_000);
    expect(world.of(tickPrice, 1)).toHaveLength(after);
    expect(world.client.notices().map((n) => n.code)).toEqual(expect.arrayContaining([1100, 1101, 1102]));
  });
});
