import { EventName, ScanCode, type ContractDetails } from '@stoqey/ib';
import { describe, expect, it } from 'vitest';
import { dataWorld, type DataWorld } from './data-client.js';

const { scannerData, scannerDataEnd, scannerParameters } = EventName;

const STOCKS = { instrument: 'STK', locationCode: 'STK.US.MAJOR', numberOfRows: 5 };

function scan(world: DataWorld, reqId: number, fields: object): void {
  world.client.ib.reqScannerSubscription(reqId, fields as never);
}

const symbols = (world: DataWorld, reqId: number): unknown[] =>
  world.of(scannerData, reqId).map(([, row]) => (row as ContractDetails).contract.symbol);

describe('a scanner', () => {
  it('ranks instruments by what they did, and again every half minute', async () => {
    await using world = await dataWorld();
    scan(world, 1, { ...STOCKS, scanCode: ScanCode.MOST_ACTIVE });
    await world.client.next(scannerDataEnd);
    expect(world.of(scannerData, 1).map(([rank]) => rank)).toEqual([0, 1, 2, 3, 4]);
    const { market } = world.sim;
    const volumes = world.of(scannerData, 1).map(([, row]) => {
      const { conId = 0, exchange } = (row as ContractDetails).contract;
      expect(exchange).toBe('SMART');
      return market.quote(conId).volume ?? 0;
    });
    expect(volumes).toEqual([...volumes].sort((a, b) => b - a));
    await world.advance(61_000);
    expect(world.client.calls(scannerDataEnd)).toHaveLength(3);
  });

  it('gives winners and losers from opposite ends', async () => {
    await using world = await dataWorld();
    scan(world, 1, { ...STOCKS, scanCode: ScanCode.TOP_PERC_GAIN });
    scan(world, 2, { ...STOCKS, scanCode: ScanCode.TOP_PERC_LOSE });
    await world.client.next(scannerDataEnd, undefined, 2);
    const gain = (symbol: unknown): number => {
      const instrument = world.sim.market.catalogue.listedBySymbol(symbol as string).find((i) => i.currency === 'USD')!;
      const { last, close } = world.sim.market.quote(instrument.conId);
      return last! / close! - 1;
    };
    expect(gain(symbols(world, 1)[0])).toBeGreaterThan(gain(symbols(world, 2)[0]));
    expect(symbols(world, 1).filter((symbol) => symbols(world, 2).includes(symbol))).toEqual([]);
  });

  it('looks only where it is told to', async () => {
    await using world = await dataWorld();
    scan(world, 1, { ...STOCKS, scanCode: ScanCode.MOST_ACTIVE, abovePrice: 100, belowPrice: 200 });
    scan(world, 2, { ...STOCKS, instrument: 'ETF.EQ.US', scanCode: ScanCode.MOST_ACTIVE });
    await world.client.next(scannerDataEnd, undefined, 2);
    const prices = world.of(scannerData, 1).map(([, row]) => {
      return world.sim.market.quote((row as ContractDetails).contract.conId ?? 0).last ?? 0;
    });
    expect(prices.filter((price) => price > 100 && price < 200)).toHaveLength(5);
    expect(symbols(world, 2)).toEqual(expect.arrayContaining(['SPY']));
  });

  it('stops when cancelled; cancelling what is not there is 365', async () => {
    await using world = await dataWorld();
    scan(world, 1, { ...STOCKS, scanCode: ScanCode.MOST_ACTIVE });
    await world.client.next(scannerDataEnd);
    world.client.ib.cancelScannerSubscription(1);
    expect((await world.notice(1, 162)).text).toContain('API scanner subscription cancelled: 1');
    await world.advance(120_000);
    expect(world.client.calls(scannerDataEnd)).toHaveLength(1);
    world.client.ib.cancelScannerSubscription(1);
    expect(await world.notice(1, 365)).toBeDefined();
  });

  it('is refused without instrument, and beyond ten at a time', async () => {
    await using world = await dataWorld();
    scan(world, 1, { locationCode: 'STK.US', scanCode: ScanCode.MOST_ACTIVE });
    expect((await world.notice(1)).text).toContain('Please enter instrument');
    for (let id = 2; id <= 12; id++) scan(world, id, { ...STOCKS, scanCode: ScanCode.MOST_ACTIVE });
    expect((await world.notice(12)).text).toContain('Only 10 simultaneous API scanner subscriptions are permitted');
  });

  it('describes itself in XML', async () => {
    await using world = await dataWorld();
    world.client.ib.reqScannerParameters();
    const [xml] = (await world.client.next(scannerParameters)) as [string];
    expect(xml).toMatch(/^<\?xml version="1.0"/);
    expect(xml).toContain('<scanCode>TOP_PERC_GAIN</scanCode>');
    expect(xml).toContain('<locationCode>STK.US.MAJOR</locationCode>');
  });
});
