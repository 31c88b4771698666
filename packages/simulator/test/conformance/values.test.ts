/** Fields of the same kind that changed places would still fit their list; what they say would not make sense. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Simulator, VirtualClock } from '../../src/index.js';
import { ACCOUNT, liveThrough } from './full-day.js';
import type { Decoded, Seen } from './notation.js';
import { WireClient } from './wire-client.js';

let sim: Simulator;
let client: WireClient;

beforeAll(async () => {
  const clock = new VirtualClock();
  sim = await Simulator.start({ clock });
  client = await WireClient.open(sim, 193);
  await liveThrough({ sim, clock, client });
});

afterAll(async () => {
  client[Symbol.dispose]();
  await sim.close();
});

const num = (fields: Seen | undefined, name: string): number => Number(fields?.[name]);
const some = <T>(all: readonly T[]): readonly T[] => {
  expect(all.length).toBeGreaterThan(0);
  return all;
};

describe('bars', () => {
  const makesSense = ({ fields }: Decoded): void => {
    const [open, high, low, close] = ['open', 'high', 'low', 'close'].map((name) => num(fields, name));
    expect(high).toBeGreaterThanOrEqual(Math.max(open ?? NaN, close ?? NaN));
    expect(low).toBeLessThanOrEqual(Math.min(open ?? NaN, close ?? NaN));
    const average = num(fields, 'average') || num(fields, 'wap');
    if (average > 0) expect(average).toBeGreaterThanOrEqual(low ?? NaN);
    if (average > 0) expect(average).toBeLessThanOrEqual(high ?? NaN);
  };

  it('of history lie between their low and their high, and follow each other', () => {
    const bars = some(client.all('historicalData', 200)[0]?.lists['bars'] ?? []);
    bars.forEach(makesSense);
    const opens = bars.map(({ fields }) => fields['date'] ?? '');
    expect(opens).toEqual([...opens].sort());
  });

  it('that go on, and those of five seconds, too', () => {
    some(client.all('historicalDataUpdate')).forEach(makesSense);
    some(client.all('realtimeBar')).forEach(makesSense);
  });
});

describe('the book', () => {
  it('has its bids below its asks, in both messages', () => {
    for (const name of ['updateMktDepth', 'updateMktDepthL2'] as const) {
      const rows = some(
        client.all(name).filter(({ fields }) => fields['operation'] !== '2' && fields['position'] === '0'),
      );
      const prices = (side: string) =>
        rows.filter(({ fields }) => fields['side'] === side).map((r) => num(r.fields, 'price'));
      expect(Math.min(...prices('0').slice(0, 1))).toBeGreaterThan(Math.max(...prices('1').slice(0, 1)));
    }
    expect(client.all('updateMktDepthL2')[0]?.fields['marketMaker']).toMatch(/^[A-Z]+$/);
  });

  it('has its bids below its asks in single ticks, now and before', () => {
    for (const { fields } of some(client.all('tickByTick', 122))) {
      expect(num(fields, 'bidPrice')).toBeLessThan(num(fields, 'askPrice'));
    }
    for (const { fields } of some(client.all('historicalTicksBidAsk', 211)[0]?.lists['ticks'] ?? [])) {
      expect(num(fields, 'priceBid')).toBeLessThan(num(fields, 'priceAsk'));
    }
  });
});

describe('accounts', () => {
  it('value a position at its price, and its profit against its cost', () => {
    for (const { fields } of some(client.all('updatePortfolio').filter((m) => m.fields['secType'] === 'STK'))) {
      const value = num(fields, 'marketValue');
      expect(value).toBeCloseTo(num(fields, 'position') * num(fields, 'marketPrice'), 1);
      expect(num(fields, 'unrealizedPNL')).toBeCloseTo(value - num(fields, 'position') * num(fields, 'averageCost'), 1);
      expect(fields['accountName']).toBe(ACCOUNT);
    }
  });

  it('tell of the same position in three messages', () => {
    const [held] = sim.books.positions({ symbol: 'AAPL', conId: 265598 });
    for (const name of ['position', 'positionMulti'] as const) {
      const { fields } = client.all(name).findLast((m) => m.fields['conId'] === '265598') ?? { fields: {} };
      expect(num(fields, 'position')).toBe(held?.quantity);
      expect(num(fields, 'avgCost')).toBeCloseTo(held?.avgCost ?? NaN, 6);
    }
    expect(num(client.all('pnlSingle').at(-1)?.fields, 'position')).toBe(held?.quantity);
  });

  it('name the tag, its value and its currency in that order', () => {
    const [net] = some(client.all('accountSummary', 400).filter((m) => m.fields['tag'] === 'NetLiquidation'));
    expect([net?.fields['account'], net?.fields['currency']]).toEqual([ACCOUNT, 'USD']);
    expect(num(net?.fields, 'value')).toBeGreaterThan(900_000);
    const [multi] = some(client.all('accountUpdateMulti', 402).filter((m) => m.fields['key'] === 'NetLiquidation'));
    expect(num(multi?.fields, 'value')).toBeGreaterThan(900_000);
    const [single] = some(client.all('updateAccountValue').filter((m) => m.fields['key'] === 'NetLiquidation'));
    expect(single?.fields).toMatchObject({ currency: 'USD', accountName: ACCOUNT });
  });
});

describe('trades', () => {
  it('are told as they are booked', () => {
    for (const booked of some(sim.books.executions())) {
      const { fields } = client.all('execDetails').find((m) => m.fields['execId'] === booked.execId) ?? { fields: {} };
      expect(fields).toMatchObject({
        permId: String(booked.permId),
        orderId: String(booked.orderId),
        clientId: String(booked.clientId),
        acctNumber: booked.account,
        conId: String(booked.conId),
        side: booked.action === 'BUY' ? 'BOT' : 'SLD',
      });
      expect([num(fields, 'shares'), num(fields, 'price')]).toEqual([booked.shares, booked.price]);
      expect(num(fields, 'cumQty')).toBeGreaterThanOrEqual(booked.shares);
      const report = client.all('commissionReport').find((m) => m.fields['execId'] === booked.execId);
      expect(num(report?.fields, 'commission')).toBe(booked.commission);
    }
  });

  it('leave orders in the state that is booked', () => {
    for (const booked of some(sim.books.orders({ clientId: 1 })).filter((order) => order.done)) {
      const { fields } = client.all('orderStatus').findLast((m) => m.fields['permId'] === String(booked.permId)) ?? {
        fields: {},
      };
      expect(fields).toMatchObject({ orderId: String(booked.orderId), status: booked.status, clientId: '1' });
      expect([num(fields, 'filled'), num(fields, 'remaining')]).toEqual([booked.filled, booked.remaining]);
      expect(num(fields, 'avgFillPrice')).toBeCloseTo(booked.avgFillPrice, 6);
    }
  });
});

describe('contracts', () => {
  it('have their facts in the right places', () => {
    const details = (reqId: number) => client.all('contractDetails', reqId)[0]?.fields;
    expect(details(10)).toMatchObject({
      symbol: 'AAPL',
      exchange: 'SMART',
      primaryExchange: 'NASDAQ',
      longName: 'APPLE INC',
    });
    expect(details(12)).toMatchObject({ symbol: 'EUR', currency: 'USD', exchange: 'IDEALPRO', secType: 'CASH' });
    const future = details(14);
    expect(future).toMatchObject({ tradingClass: 'ES', multiplier: '50', minTick: '0.25' });
    expect(future?.['lastTradeDateOrContractMonth']).toMatch(/^\d{8}-\d\d:\d\d:\d\d-/);
    expect(future?.['contractMonth']).toBe(future?.['realExpirationDate']?.slice(0, 6));
    const call = details(32);
    expect(call).toMatchObject({
      right: 'C',
      multiplier: '100',
      underSymbol: 'AAPL',
      underSecType: 'STK',
      underConId: '265598',
    });
    const bond = client.all('bondContractDetails', 30)[0]?.fields;
    expect(bond?.['cusip']).toMatch(/^[0-9A-Z]{9}$/);
    expect(bond?.['maturity']).toMatch(/^\d{8}$/);
    expect(num(bond, 'coupon')).toBeLessThan(20);
  });

  it('have a size rule that their smallest size obeys', () => {
    for (const { fields } of some(client.all('contractDetails'))) {
      expect(num(fields, 'minSize')).toBeLessThanOrEqual(num(fields, 'suggestedSizeIncrement'));
    }
  });

  it('come from scanners in the order of their rank, and rules in that of their prices', () => {
    const ranks = client.all('scannerData')[0]?.lists['rows']?.map(({ fields }) => num(fields, 'rank'));
    expect(ranks).toEqual([0, 1, 2, 3, 4]);
    const edges = client.all('marketRule')[0]?.lists['increments']?.map(({ fields }) => num(fields, 'lowEdge')) ?? [];
    expect(edges).toEqual([...edges].sort((a, b) => a - b));
    expect(edges[0]).toBe(0);
  });
});
