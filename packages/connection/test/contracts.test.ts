// Contracts: short ways to write them, and from a description to the one instrument it means.

import { Simulator } from '@cq/simulator';
import { describe, expect, test } from 'vitest';
import * as c from '../src/index.js';
import { getContractDetails, qualify, toContract } from '../src/internal.js';
import { FakeTws } from './fake-tws.js';
import { connectionTo, sent } from './support.js';

describe('written down', () => {
  test.each([
    [c.stock('AAPL'), 'AAPL STK SMART USD'],
    [c.stock('BMW', { exchange: 'IBIS', currency: 'EUR' }), 'BMW STK IBIS EUR'],
    [c.option('SPY', { expiry: '20261218', strike: 600, right: 'C' }), 'SPY OPT 20261218 600 C SMART USD'],
    [c.future('ES', { expiry: '202612', exchange: 'CME' }), 'ES FUT 202612 CME USD'],
    [c.continuousFuture('ES', { exchange: 'CME' }), 'ES CONTFUT CME USD'],
    [c.forex('EUR.USD'), 'EUR CASH IDEALPRO USD'],
    [c.forex('gbp/jpy'), 'GBP CASH IDEALPRO JPY'],
    [c.crypto('BTC'), 'BTC CRYPTO PAXOS USD'],
    [c.index('SPX', { exchange: 'CBOE' }), 'SPX IND CBOE USD'],
    [c.bond('912828C57'), '912828C57 BOND SMART USD'],
    [c.combo('SPY', []), 'SPY BAG SMART USD'],
  ])('%o is %s', (contract, text) => {
    expect(c.describeContract(contract)).toBe(text);
  });

  test.each(['EUR', 'EURUSDX', '', 'EUR-USD'])('%o is no pair of currencies', (pair) => {
    expect(() => c.forex(pair)).toThrow('pair must name two currencies, such as EUR.USD');
  });

  test('a bare string is a US stock', () => {
    expect(toContract(' aapl ')).toEqual(c.stock('AAPL'));
  });
});

describe('asked of TWS', () => {
  test('a stock is found, and asked for once', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    await connection.connect();
    const apple = await qualify(connection, 'AAPL');
    expect(apple).toMatchObject({ symbol: 'AAPL', secType: 'STK', currency: 'USD', exchange: 'SMART' });
    expect(apple.conId).toBeGreaterThan(0);
    expect(await qualify(connection, c.stock('AAPL'))).toBe(apple);
    expect(await qualify(connection, apple)).toBe(apple);
    expect(sent(sim, 'reqContractData')).toBe(1);
  });

  test('details say what is known, and nothing that is not', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    await connection.connect();
    const [details] = await getContractDetails(connection, c.forex('EUR.USD'));
    expect(details?.contract).toMatchObject({ symbol: 'EUR', currency: 'USD', secType: 'CASH' });
    expect(details?.minTick).toBeGreaterThan(0);
    expect(Object.values(details ?? {})).not.toContain('');
    expect(details?.contract).not.toHaveProperty('strike');
  });

  test('a future without its month could be any of several', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    await connection.connect();
    const future = { secType: 'FUT', symbol: 'ES', exchange: 'CME', currency: 'USD' } as const;
    const error: unknown = await qualify(connection, future).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'ContractError', reason: 'ambiguous' });
    const { candidates } = error as { candidates: readonly c.QualifiedContract[] };
    expect(candidates.length).toBeGreaterThan(1);
    expect(await qualify(connection, candidates[0] ?? '')).toBe(candidates[0]);
  });

  test('what does not exist is not found, and is asked for again next time', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    await connection.connect();
    const notFound = { name: 'ContractError', reason: 'not-found', contract: { symbol: 'NOSUCH' } };
    await expect(qualify(connection, 'NOSUCH')).rejects.toMatchObject(notFound);
    await expect(qualify(connection, 'NOSUCH')).rejects.toMatchObject(notFound);
    expect(sent(sim, 'reqContractData')).toBe(2);
  });

  test('another error stays what it is', async () => {
    await using fake = await FakeTws.start({
      onMessage(session, [id, , reqId]) {
        if (id === '9') session.send(4, 2, reqId ?? '', 321, 'Error validating request', '');
      },
    });
    await using connection = connectionTo(fake);
    await connection.connect();
    await expect(qualify(connection, 'AAPL')).rejects.toMatchObject({ name: 'RequestError', code: 321 });
  });

  test('a description of nothing is refused before it is sent', async () => {
    await using connection = connectionTo({ host: '127.0.0.1', port: 1 });
    await expect(qualify(connection, '')).rejects.toMatchObject({ name: 'InvalidArgumentError', argument: 'contract' });
    await expect(qualify(connection, { secType: 'STK' })).rejects.toMatchObject({ argument: 'contract' });
  });
});
