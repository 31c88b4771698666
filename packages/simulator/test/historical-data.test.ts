import { BarSizeSetting, EventName, OrderAction, SecType, WhatToShow, type Contract } from '@stoqey/ib';
import { describe, expect, it } from 'vitest';
import { dataWorld, type DataWorld } from './data-client.js';
import { AAPL, MSFT } from './support.js';

const EUR_USD: Contract = { symbol: 'EUR', secType: SecType.CASH, exchange: 'IDEALPRO', currency: 'USD' };
const ES: Contract = { symbol: 'ES', secType: SecType.FUT, exchange: 'CME', lastTradeDateOrContractMonth: '202603' };
const { historicalData } = EventName;

interface Asked {
  readonly contract?: Contract;
  readonly end?: string;
  readonly duration?: string;
  readonly size?: string;
  readonly what?: string;
  readonly regular?: boolean;
  readonly format?: number;
  readonly live?: boolean;
}

function ask(world: DataWorld, reqId: number, asked: Asked): void {
  const { contract = AAPL, end = '', duration = '1 D', size = '1 min', what = 'TRADES' } = asked;
  const { regular = true, format = 1, live = false } = asked;
  const [barSize, whatToShow]: [BarSizeSetting, WhatToShow] = [size as never, what as never];
  world.client.ib.reqHistoricalData(reqId, contract, end, duration, barSize, whatToShow, regular, format, live);
}

interface Bar {
  readonly date: string;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly count: number;
  readonly wap: number;
}

/** The bars of an answer, without its end mark. */
async function bars(world: DataWorld, reqId: number, asked: Asked): Promise<Bar[]> {
  ask(world, reqId, asked);
  await world.client.next(historicalData, (id: number, date: string) => id === reqId && date.startsWith('fin'));
  return world
    .of(historicalData, reqId)
    .slice(0, -1)
    .map(
      ([date, open, high, low, close, volume, count, wap]) =>
        ({ date, open, high, low, close, volume, count, wap }) as Bar,
    );
}

describe('historical bars', () => {
  it.each([
    ['1 secs', '60 S', 60],
    ['5 secs', '300 S', 60],
    ['30 secs', '1800 S', 60],
    ['1 min', '3600 S', 60],
    ['5 mins', '1 D', 6],
    ['1 hour', '2 D', 8],
    ['1 day', '2 W', 10],
    ['1W', '1 Y', 53],
    ['1M', '1 Y', 13],
  ])('of %s over %s are about %d', async (size, duration, count) => {
    await using world = await dataWorld();
    const got = await bars(world, 1, { size, duration });
    expect(Math.abs(got.length - count), `${got.length} bars`).toBeLessThanOrEqual(2);
    expect(got.map((bar) => bar.date)).toEqual([...got.map((bar) => bar.date)].sort());
    for (const bar of got) {
      expect(bar.high).toBeGreaterThanOrEqual(Math.max(bar.open, bar.close));
      expect(bar.low).toBeLessThanOrEqual(Math.min(bar.open, bar.close));
      expect(bar.volume).toBeGreaterThanOrEqual(bar.count);
      expect(bar.wap).toBeGreaterThanOrEqual(bar.low);
      expect(bar.wap).toBeLessThanOrEqual(bar.high);
    }
  });

  it('of a minute are what its sixty seconds add up to, and a day what its minutes do', async () => {
    await using world = await dataWorld();
    const end = '20260113 16:00:00 US/Eastern';
    const [whole] = await bars(world, 1, { end, duration: '60 S', size: '1 min' });
    const seconds = await bars(world, 2, { end, duration: '60 S', size: '1 secs' });
    const [day] = await bars(world, 3, { end, duration: '1 D', size: '1 day' });
    const minutes = await bars(world, 4, { end, duration: '1 D', size: '1 min' });
    const sum = (parts: Bar[]) => ({
      open: parts[0]!.open,
      high: Math.max(...parts.map((bar) => bar.high)),
      low: Math.min(...parts.map((bar) => bar.low)),
      close: parts.at(-1)!.close,
      volume: parts.reduce((total, bar) => total + bar.volume, 0),
      count: parts.reduce((total, bar) => total + bar.count, 0),
    });
    expect(whole).toMatchObject(sum(seconds));
    expect(minutes).toHaveLength(390);
    expect(day).toMatchObject(sum(minutes));
  });

  it('equal the ticks that were streamed meanwhile', async () => {
    await using world = await dataWorld();
    world.client.ib.reqMktData(1, AAPL, '', false, false);
    await world.advance(60_000);
    const trades = world.sim.transcript
      .filter({ direction: 'out', name: 'tickPrice' })
      .filter((f) => f.fields[2] === '4')
      .slice(1)
      .map((f) => ({ at: f.at, price: Number(f.fields[3]), size: Number(f.fields[4]) }));
    const got = await bars(world, 2, { duration: '60 S', size: '5 secs', format: 2 });
    expect(got.length).toBeGreaterThanOrEqual(12);
    // The tick of the instant at which the request came belongs to the first bar.
    for (const bar of got.slice(1, -1)) {
      const from = Number(bar.date) * 1000;
      const inside = trades.filter((trade) => trade.at >= from && trade.at < from + 5000);
      expect(bar).toMatchObject({
        open: inside[0]?.price,
        high: Math.max(...inside.map((trade) => trade.price)),
        low: Math.min(...inside.map((trade) => trade.price)),
        close: inside.at(-1)?.price,
        volume: inside.reduce((total, trade) => total + trade.size, 0),
        count: inside.length,
      });
    }
  });

  it.each([
    ['MIDPOINT', EUR_USD],
    ['BID', EUR_USD],
    ['ASK', AAPL],
    ['BID_ASK', AAPL],
    ['HISTORICAL_VOLATILITY', AAPL],
    ['OPTION_IMPLIED_VOLATILITY', AAPL],
    ['ADJUSTED_LAST', AAPL],
    ['TRADES', { symbol: 'SPX', secType: SecType.IND, exchange: 'CBOE', currency: 'USD' }],
    ['AGGTRADES', { symbol: 'BTC', secType: SecType.CRYPTO, exchange: 'PAXOS', currency: 'USD' }],
    ['YIELD_ASK', { symbol: 'IBM', secType: SecType.BOND, exchange: 'SMART' }],
    ['TRADES', { symbol: 'ES', secType: 'CONTFUT' as never, exchange: 'CME' }],
  ])('of %s are told', async (what, contract) => {
    await using world = await dataWorld();
    const got = await bars(world, 1, { contract, what, duration: '5 D', size: '1 day', regular: false });
    expect(got.length).toBeGreaterThanOrEqual(5);
    if (['MIDPOINT', 'BID', 'ASK', 'BID_ASK'].includes(what)) {
      expect(got[0]).toMatchObject({ volume: -1, count: -1, wap: -1 });
    }
  });

  it('of quotes keep bid, middle and ask in order', async () => {
    await using world = await dataWorld();
    const asked = { duration: '1800 S', size: '1 min' };
    const bid = await bars(world, 1, { ...asked, what: 'BID' });
    const mid = await bars(world, 2, { ...asked, what: 'MIDPOINT' });
    const both = await bars(world, 3, { ...asked, what: 'BID_ASK' });
    const offer = await bars(world, 4, { ...asked, what: 'ASK' });
    bid.forEach((bar, i) => {
      expect(mid[i]!.high).toBeGreaterThan(bar.high);
      expect(offer[i]!.high).toBeGreaterThan(mid[i]!.high);
      expect(both[i]).toMatchObject({ high: offer[i]!.high, low: bar.low });
    });
  });

  it('of a combination are told', async () => {
    await using world = await dataWorld();
    const leg = (conId: number, action: OrderAction) => ({ conId, ratio: 1, action, exchange: 'SMART' });
    const comboLegs = [leg(272093, OrderAction.BUY), leg(265598, OrderAction.SELL)];
    const contract: Contract = { symbol: 'MSFT', secType: SecType.BAG, exchange: 'SMART', currency: 'USD', comboLegs };
    const got = await bars(world, 1, { contract, what: 'MIDPOINT', duration: '1800 S' });
    expect(got.length).toBeGreaterThanOrEqual(30);
  });
});

describe('the dates of bars', () => {
  const asked = { end: '20260113-21:00:00', duration: '1800 S', size: '30 mins' };

  it.each([
    [193, '20260113 15:30:00 US/Eastern', 'finished-20260113 15:30:00 US/Eastern-20260113 16:00:00 US/Eastern'],
    [174, '20260113 15:30:00 US/Eastern', 'finished-20260113 15:30:00 US/Eastern-20260113 16:00:00 US/Eastern'],
    [173, '20260113  15:30:00', 'finished-20260113  15:30:00-20260113  16:00:00'],
  ])('are text at version %i', async (serverVersion, date, finished) => {
    await using world = await dataWorld({ serverVersion });
    const got = await bars(world, 1, asked);
    expect(got.map((bar) => bar.date)).toEqual([date]);
    expect(world.of(historicalData, 1).at(-1)?.[0]).toBe(finished);
  });

  it('are in the instrument’s zone, or seconds since the epoch, or days', async () => {
    await using world = await dataWorld();
    const [future] = await bars(world, 1, { ...asked, contract: ES });
    const [seconds] = await bars(world, 2, { ...asked, format: 2 });
    const [day] = await bars(world, 3, { ...asked, duration: '1 D', size: '1 day', format: 2 });
    expect(future?.date).toBe('20260113 14:30:00 US/Central');
    expect(seconds?.date).toBe(String(Date.UTC(2026, 0, 13, 20, 30) / 1000));
    expect(day?.date).toBe('20260113');
  });

  it('count all hours when asked to', async () => {
    await using world = await dataWorld();
    const all = await bars(world, 1, { end: '20260113 23:59:59 US/Eastern', size: '1 hour', regular: false });
    const regular = await bars(world, 2, { end: '20260113 23:59:59 US/Eastern', size: '1 hour', regular: true });
    expect([all[0]?.date, all.at(-1)?.date, all.length]).toEqual([
      '20260113 04:00:00 US/Eastern',
      '20260113 19:00:00 US/Eastern',
      16,
    ]);
    expect([regular[0]?.date, regular[1]?.date, regular.length]).toEqual([
      '20260113 09:30:00 US/Eastern',
      '20260113 10:00:00 US/Eastern',
      7,
    ]);
  });

  it('without a zone are understood, and warned of', async () => {
    await using world = await dataWorld();
    const [bar] = await bars(world, 1, { ...asked, end: '20260113 16:00:00' });
    expect(bar?.date).toBe('20260113 15:30:00 US/Eastern');
    expect(await world.notice(1)).toMatchObject({ code: 2174 });
  });
});

describe('volumes of bars', () => {
  it.each([
    [174, 100],
    [175, 1],
  ])('of US stocks at version %i are in units of %i', async (serverVersion, unit) => {
    await using world = await dataWorld({ serverVersion });
    const [bar] = await bars(world, 1, { end: '20260113-21:00:00', size: '1 day' });
    const { market } = world.sim;
    const window = { from: Date.UTC(2026, 0, 13, 14, 30), to: Date.UTC(2026, 0, 13, 21), regular: true };
    const volume = market.path(market.catalogue.instrument(265598)!).trades(window)!.volume;
    expect(bar?.volume).toBe(Math.floor(volume / unit));
  });
});

describe('a request for bars that cannot be served', () => {
  it.each<[string, Asked, number, string]>([
    ['a bar size that is none', { size: '7 mins' }, 321, 'bar size setting is invalid. Legal ones are: 1 secs'],
    ['a duration that is none', { duration: '1 X' }, 321, 'duration format is invalid'],
    ['too many seconds', { duration: '86401 S' }, 321, 'must be made in days'],
    ['too many days', { duration: '366 D' }, 321, 'must be made in years'],
    ['small bars over a long time', { duration: '1 Y', size: '1 secs' }, 162, 'Time length exceed max'],
    ['something unknown to show', { what: 'DREAMS' }, 321, 'Invalid what to show'],
    ['trades of a currency pair', { contract: EUR_USD }, 162, 'HMDS query returned no data: EUR.USD@IDEALPRO Trades'],
    [
      'trades of a coin',
      { contract: { symbol: 'BTC', secType: SecType.CRYPTO, exchange: 'PAXOS', currency: 'USD' } },
      10299,
      'Expected what to show is AGGTRADES',
    ],
    [
      'an end that is no time',
      { end: 'yesterday' },
      10314,
      'End Date/Time: The date, time, or time-zone entered is invalid',
    ],
    ['an end in a zone nobody knows', { end: '20260113 16:00:00 Mars/Base' }, 10314, 'is invalid'],
    [
      'an end and adjusted prices',
      { end: '20260113-21:00:00', what: 'ADJUSTED_LAST' },
      321,
      'not supported with adjusted last',
    ],
    ['an end and updates', { end: '20260113-21:00:00', live: true }, 321, 'not supported'],
    ['an unknown contract', { contract: { ...AAPL, symbol: 'NOPE' } }, 200, 'No security definition'],
    [
      'a time before there was anything',
      { end: '19700102-21:00:00', size: '1 day' },
      162,
      'HMDS query returned no data',
    ],
  ])('because of %s', async (_what, asked, code, text) => {
    await using world = await dataWorld();
    ask(world, 1, asked);
    const notice = await world.notice(1, code);
    expect(notice.text).toContain(text);
    const more = await bars(world, 2, { contract: MSFT });
    expect(more.length).toBeGreaterThan(0);
  });
});

describe('a trading schedule', () => {
  it('tells sessions with their dates and zone', async () => {
    await using world = await dataWorld();
    ask(world, 1, { what: 'SCHEDULE', duration: '1 W', size: '1 day' });
    const [, start, end, zone, sessions] = (await world.client.next(EventName.historicalSchedule)) as [
      number,
      string,
      string,
      string,
      unknown[],
    ];
    expect({ start, end, zone }).toEqual({ start: '20260108-09:30:00', end: '20260114-16:00:00', zone: 'US/Eastern' });
    expect(sessions).toHaveLength(5);
    expect(sessions.at(-1)).toEqual({
      startDateTime: '20260114-09:30:00',
      endDateTime: '20260114-16:00:00',
      refDate: '20260114',
    });
  });
});
