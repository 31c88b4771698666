import { EventName, OptionType, SecType, type Contract } from '@stoqey/ib';
import { describe, expect, it } from 'vitest';
import { impliedVolatility, optionValue } from '../src/market/black-scholes.js';
import { dataWorld } from './data-client.js';
import { AAPL } from './support.js';

const OPTION: Contract = {
  symbol: 'IBM',
  secType: SecType.OPT,
  exchange: 'SMART',
  currency: 'USD',
  lastTradeDateOrContractMonth: '20260320',
  strike: 225,
  right: OptionType.Call,
};

describe('reference data', () => {
  it('explains the letters of smart quotes', async () => {
    await using world = await dataWorld();
    world.client.ib.reqMktData(1, AAPL, '', false, false);
    const [, , code] = (await world.client.next(EventName.tickReqParams)) as [number, number, string];
    world.client.ib.reqSmartComponents(2, code);
    const [, letters] = (await world.client.next(EventName.smartComponents)) as [number, Map<number, [string, string]>];
    expect([...letters.values()]).toContainEqual(['NASDAQ', 'Q']);
    world.client.ib.reqSmartComponents(3, 'nonsense');
    expect(await world.notice(3)).toMatchObject({ code: 321 });
  });

  it('has no fundamentals: the documented error', async () => {
    await using world = await dataWorld();
    world.client.ib.reqFundamentalData(1, AAPL, 'ReportSnapshot');
    expect(await world.notice(1)).toEqual({
      code: 430,
      id: 1,
      text: 'We are sorry, but fundamentals data for the security specified is not available.',
    });
  });

  it('answers the small questions of a starting client', async () => {
    await using world = await dataWorld();
    world.client.ib.reqFamilyCodes();
    world.client.ib.reqUserInfo(1);
    world.client.ib.reqSoftDollarTiers(2);
    world.client.ib.queryDisplayGroups(3);
    await world.client.next(EventName.familyCodes);
    expect(await world.client.next(EventName.userInfo)).toEqual([1, '']);
    await world.client.next(EventName.softDollarTiers);
    const [, groups] = (await world.client.next(EventName.displayGroupList)) as [number, string];
    expect(groups.split('|')).toContain('1');
  });
});

describe('option calculations', () => {
  it('turn volatility into price and back', async () => {
    await using world = await dataWorld();
    world.client.ib.calculateOptionPrice(1, OPTION, 0.3, 228);
    const priced = (await world.client.next(EventName.tickOptionComputation)) as number[];
    const [, type, , , delta, price] = priced;
    expect(type).toBe(53);
    expect(delta).toBeGreaterThan(0.5);
    world.client.ib.calculateImpliedVolatility(2, { ...OPTION, tradingClass: 'IBM' }, price!, 228);
    const [, , , volatility] = (await world.client.next(
      EventName.tickOptionComputation,
      (id: number) => id === 2,
    )) as number[];
    expect(volatility).toBeCloseTo(0.3, 6);
  });

  it('say "not computed" for a price no volatility gives, and refuse what is no option', async () => {
    await using world = await dataWorld();
    world.client.ib.calculateImpliedVolatility(1, { ...OPTION, tradingClass: 'IBM' }, 0.001, 260);
    await world.client.next(EventName.tickOptionComputation);
    const frame = world.sim.transcript.findLast({ direction: 'out', name: 'tickOptionComputation' });
    expect(frame?.fields.slice(3, 6)).toEqual(['-1', '-2', '0.001']);
    world.client.ib.calculateOptionPrice(2, AAPL, 0.3, 228);
    expect(await world.notice(2)).toMatchObject({ code: 321 });
    world.client.ib.calculateOptionPrice(3, OPTION, -1, 228);
    expect(await world.notice(3)).toMatchObject({ code: 321 });
  });

  it('agree with published values and with put-call parity', () => {
    const terms = { strike: 100, years: 1, rate: 0.05, carry: 0 };
    const call = optionValue({ ...terms, right: 'C' }, 100, 0.2);
    const put = optionValue({ ...terms, right: 'P' }, 100, 0.2);
    expect(call.price).toBeCloseTo(10.4506, 4);
    expect(put.price).toBeCloseTo(5.5735, 4);
    expect([call.delta, call.gamma, call.vega]).toEqual([
      expect.closeTo(0.6368, 4),
      expect.closeTo(0.01876, 5),
      expect.closeTo(0.37524, 4),
    ]);
    expect(call.theta * 365).toBeCloseTo(-6.414, 3);
    expect(call.price - put.price).toBeCloseTo(100 - 100 * Math.exp(-0.05), 5);
    expect(impliedVolatility({ ...terms, right: 'P' }, 100, put.price)).toBeCloseTo(0.2, 6);
  });
});
