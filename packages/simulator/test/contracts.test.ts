import { EventName, OptionType, SecType, type Contract, type ContractDetails } from '@stoqey/ib';
import { describe, expect, it } from 'vitest';
import { Simulator, VirtualClock } from '../src/index.js';
import { AAPL, connect, until, type TestClient } from './support.js';

async function start(options: Parameters<typeof Simulator.start>[0] = {}) {
  const sim = await Simulator.start({ clock: new VirtualClock(), ...options });
  const client = await connect(sim);
  return { sim, client, [Symbol.asyncDispose]: () => sim.close() };
}

/** Ask for contract details and wait for their end. */
async function details(client: TestClient, reqId: number, contract: Contract): Promise<ContractDetails[]> {
  client.ib.reqContractDetails(reqId, contract);
  const { contractDetails, bondContractDetails, contractDetailsEnd } = EventName;
  await client.next(contractDetailsEnd, (id: number) => id === reqId);
  const rows = [...client.calls(contractDetails), ...client.calls(bondContractDetails)];
  return rows.filter(([id]) => id === reqId).map(([, row]) => row as ContractDetails);
}

describe('contract details', () => {
  it('tell everything about a stock', async () => {
    await using world = await start();
    const [apple, ...others] = await details(world.client, 1, AAPL);
    expect(others).toEqual([]);
    expect(apple).toMatchObject({
      contract: {
        conId: 265598,
        symbol: 'AAPL',
        secType: 'STK',
        exchange: 'SMART',
        primaryExch: 'NASDAQ',
        currency: 'USD',
        localSymbol: 'AAPL',
        tradingClass: 'NMS',
      },
      longName: 'APPLE INC',
      minTick: 0.01,
      industry: 'Technology',
      timeZoneId: 'US/Eastern',
      stockType: 'COMMON',
      secIdList: [{ tag: 'ISIN', value: 'US0378331005' }],
      minSize: 0.0001,
      sizeIncrement: 0.0001,
      suggestedSizeIncrement: 100,
    });
    expect(apple?.tradingHours).toMatch(/^20260114:0400-20260114:2000;20260115:/);
    expect(apple?.liquidHours).toMatch(/^20260114:0930-20260114:1600;/);
    expect(apple?.marketRuleIds?.split(',')).toHaveLength(apple?.validExchanges?.split(',').length ?? 0);
  });

  it.each([
    ['a currency pair', { symbol: 'EUR', secType: SecType.CASH, exchange: 'IDEALPRO', currency: 'USD' }, 12087792],
    ['an index', { symbol: 'SPX', secType: SecType.IND, exchange: 'CBOE', currency: 'USD' }, 416904],
    ['a coin', { symbol: 'BTC', secType: SecType.CRYPTO, exchange: 'PAXOS', currency: 'USD' }, 479624278],
    [
      'a contract for difference',
      { symbol: 'IBUS500', secType: SecType.CFD, exchange: 'SMART', currency: 'USD' },
      111987407,
    ],
    ['a metal', { symbol: 'XAUUSD', secType: SecType.CMDTY, exchange: 'SMART', currency: 'USD' }, 69067924],
    ['a combination', { symbol: 'SPY', secType: SecType.BAG, exchange: 'SMART', currency: 'USD' }, 28812380],
    ['a conId alone', { conId: 265598 }, 265598],
    ['an ISIN', { secIdType: 'ISIN', secId: 'US5949181045', exchange: 'SMART', currency: 'USD' }, 272093],
  ])('are told for %s', async (_what, contract, conId) => {
    await using world = await start();
    const rows = await details(world.client, 1, contract);
    expect(rows.map((row) => row.contract.conId)).toEqual([conId]);
  });

  it('tell a future by month, with its expiry and what it is on', async () => {
    await using world = await start();
    const contract = { symbol: 'ES', secType: SecType.FUT, exchange: 'CME', currency: 'USD' };
    expect(await details(world.client, 1, contract)).toHaveLength(5);
    const [march] = await details(world.client, 2, { ...contract, lastTradeDateOrContractMonth: '202603' });
    expect(march).toMatchObject({
      contract: {
        localSymbol: 'ESH6',
        lastTradeDateOrContractMonth: '20260320',
        lastTradeDate: '20260320',
        multiplier: 50,
      },
      contractMonth: '202603',
      realExpirationDate: '20260320',
      underConId: 11004968,
      underSymbol: 'ES',
      underSecType: 'IND',
      minTick: 0.25,
      timeZoneId: 'US/Central',
    });
  });

  it('tell a whole chain, and options on futures', async () => {
    await using world = await start();
    const option = { symbol: 'IBM', secType: SecType.OPT, exchange: 'SMART', currency: 'USD' };
    const chain = await details(world.client, 1, { ...option, lastTradeDateOrContractMonth: '202603' });
    expect(chain).toHaveLength(66);
    expect(new Set(chain.map((row) => row.contract.right))).toEqual(new Set(['C', 'P']));
    expect(chain[0]).toMatchObject({ underSymbol: 'IBM', contract: { multiplier: 100, tradingClass: 'IBM' } });
    const fop = {
      symbol: 'ES',
      secType: SecType.FOP,
      exchange: 'CME',
      currency: 'USD',
      strike: 6000,
      right: OptionType.Call,
    } as Contract;
    expect((await details(world.client, 2, fop)).length).toBeGreaterThan(2);
  });

  it('tell a bond in the message made for bonds, and a fund with its own fields', async () => {
    await using world = await start();
    const bonds = await details(world.client, 1, { symbol: 'IBM', secType: SecType.BOND, exchange: 'SMART' });
    expect(bonds).toMatchObject([{ cusip: '459200JZ5', coupon: 3.3, maturity: '20290515', timeZoneId: 'US/Eastern' }]);
    const [fund] = await details(world.client, 2, { symbol: 'VFINX', secType: SecType.FUND });
    expect(fund).toMatchObject({ fundFamily: 'Vanguard', fundType: 'Domestic Equity', fundClosed: false });
  });

  it('tell a stock without exchange once for each exchange, and another currency’s listings too', async () => {
    await using world = await start();
    const rows = await details(world.client, 1, { symbol: 'AAPL', secType: SecType.STK });
    const dollars = rows.filter((row) => row.contract.currency === 'USD');
    expect(new Set(rows.map((row) => row.contract.conId)).size).toBe(3);
    expect(dollars.map((row) => row.contract.exchange)).toEqual(expect.arrayContaining(['SMART', 'NASDAQ', 'ARCA']));
  });

  it('tell an ended future to those who ask for expired ones', async () => {
    await using world = await start();
    const contract = { symbol: 'ES', secType: SecType.FUT, exchange: 'CME', lastTradeDateOrContractMonth: '20250919' };
    const rows = await details(world.client, 1, { ...contract, includeExpired: true });
    expect(rows.map((row) => row.contract.localSymbol)).toEqual(['ESU5']);
  });

  it('are refused with 200 for what nobody knows, and while the definitions farm is down', async () => {
    await using world = await start();
    world.client.ib.reqContractDetails(1, { ...AAPL, symbol: 'NOPE' });
    expect(await world.client.notice(200)).toEqual({
      code: 200,
      id: 1,
      text: 'No security definition has been found for the request',
    });
    world.sim.farm('secdefil', 'broken');
    world.client.ib.reqContractDetails(2, AAPL);
    await until(() => world.client.notices().find((notice) => notice.code === 200 && notice.id === 2));
    const codes = world.client.notices().filter((notice) => notice.code === 200);
    expect(codes.map((notice) => notice.id)).toEqual([1, 2]);
  });
});

describe('a question without a kind of instrument', () => {
  it('is refused with 321', async () => {
    await using world = await start();
    world.client.ib.reqContractDetails(1, { symbol: 'AAPL', exchange: 'SMART', currency: 'USD' });
    expect((await world.client.notice(321)).text).toContain('Please enter a valid security type');
  });
});

describe('the fields of contract details', () => {
  /** What is on the wire for AAPL, by server version: how many fields, and those that come and go. */
  async function wire(serverVersion: number, contract: Contract) {
    await using world = await start({ serverVersion });
    world.client.ib.reqContractDetails(1, contract);
    const frame = await world.sim.waitFor((f) => f.name.endsWith('ontractDetails') && f.direction === 'out');
    await world.client.next(EventName.contractDetailsEnd);
    expect(world.client.notices().filter((notice) => notice.code === 505)).toEqual([]);
    return frame.fields;
  }

  it.each([
    [157, 40, '8', '100'],
    [162, 40, '8', '100'],
    [163, 41, '8', '100'],
    [164, 41, '1', undefined],
    [178, 41, '1', undefined],
    [181, 41, '1', undefined],
    [182, 42, '1', undefined],
    [185, 42, '1', undefined],
    [186, 43, '1', undefined],
    [193, 43, '1', undefined],
  ])('at version %i are %i for a stock', async (version, count, first, sizeMultiplier) => {
    const fields = await wire(version, AAPL);
    expect(fields).toHaveLength(count);
    expect(fields[0]).toBe(first);
    const minTick = fields.indexOf('0.01');
    expect(fields[minTick + 1]).toBe(sizeMultiplier ?? '');
  });

  it.each([
    [178, 39],
    [179, 56],
    [182, 57],
    [186, 58],
  ])('at version %i are %i for a fund', async (version, count) => {
    expect(await wire(version, { symbol: 'VFINX', secType: SecType.FUND })).toHaveLength(count);
  });

  it.each([
    [157, 36],
    [163, 36],
    [164, 37],
    [187, 37],
    [188, 40],
    [193, 40],
  ])('at version %i are %i for a bond', async (version, count) => {
    expect(await wire(version, { symbol: 'IBM', secType: SecType.BOND })).toHaveLength(count);
  });

  it('at version 193 are these for a future', async () => {
    const fields = await wire(193, {
      symbol: 'ES',
      secType: SecType.FUT,
      exchange: 'CME',
      lastTradeDateOrContractMonth: '202603',
    });
    expect(fields.slice(0, 14)).toEqual([
      '1',
      'ES',
      'FUT',
      '20260320-08:30:00-US/Central',
      '20260320',
      '0',
      '',
      'CME',
      'USD',
      'ESH6',
      'ES',
      'ES',
      '500000674',
      '0.25',
    ]);
    expect(fields.slice(16, 25)).toEqual(['CME,QBALGO', '1', '11004968', 'E-mini S&P 500', '', '202603', '', '', '']);
    expect(fields.slice(-12)).toEqual(
      ['', '0', '0', '2147483647', 'ES', 'IND', '67,67', '20260320', '', '1', '1', '1', '0'].slice(1),
    );
  });
});

describe('other questions about contracts', () => {
  it('find symbols by their beginning and names by a word', async () => {
    await using world = await start();
    world.client.ib.reqMatchingSymbols(1, 'ib');
    const [, samples] = (await world.client.next(EventName.symbolSamples)) as [
      number,
      { contract: Contract; derivativeSecTypes: string[] }[],
    ];
    expect(samples.map((s) => s.contract.symbol)).toEqual(expect.arrayContaining(['IBM', 'IBKR', 'IBIT']));
    expect(samples.find((s) => s.contract.conId === 8314)?.derivativeSecTypes).toContain('OPT');
  });

  it('tell the steps of a price rule, and 322 for one that is missing', async () => {
    await using world = await start();
    world.client.ib.reqMarketRule(110);
    expect(await world.client.next(EventName.marketRule)).toEqual([
      110,
      [
        { lowEdge: 0, increment: 0.01 },
        { lowEdge: 3, increment: 0.05 },
      ],
    ]);
    world.client.ib.reqMarketRule(424242);
    expect((await world.client.notice(322)).text).toContain('Market rule with id = 424242 is missing');
  });

  it('tell expiries and strikes of an underlying, exchange by exchange, until the end', async () => {
    await using world = await start();
    world.client.ib.reqSecDefOptParams(1, 'IBM', '', SecType.STK, 8314);
    await world.client.next(EventName.securityDefinitionOptionParameterEnd);
    const rows = world.client.calls(EventName.securityDefinitionOptionParameter);
    expect(rows.map(([, exchange]) => exchange)).toEqual(expect.arrayContaining(['SMART', 'CBOE', 'AMEX']));
    const [, , conId, tradingClass, multiplier, expiries, strikes] = rows[0] as [
      number,
      string,
      number,
      string,
      number,
      string[],
      number[],
    ];
    expect({ conId, tradingClass, multiplier }).toEqual({ conId: 8314, tradingClass: 'IBM', multiplier: 100 });
    expect(expiries).toContain('20260320');
    expect(strikes).toContain(225);
  });
});
