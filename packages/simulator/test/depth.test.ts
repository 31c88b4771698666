import { EventName, SecType, type Contract } from '@stoqey/ib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bookChanges } from '../src/market/book-changes.js';
import type { MakerLevel } from '../src/market/order-book.js';
import { dataWorld, type DataWorld } from './data-client.js';
import { AAPL } from './support.js';

const ES: Contract = { symbol: 'ES', secType: SecType.FUT, exchange: 'CME', lastTradeDateOrContractMonth: '202603' };
const NASDAQ: Contract = { ...AAPL, exchange: 'NASDAQ' };
const { updateMktDepth, updateMktDepthL2 } = EventName;

interface Row {
  readonly price: number;
  readonly size: number;
  readonly maker: string;
}

/** The book a client has after these messages. @throws when a message makes no sense */
function build(messages: readonly { position: number; operation: number; side: number; row: Row }[]) {
  const sides: [Row[], Row[]] = [[], []];
  for (const { position, operation, side, row } of messages) {
    const rows = sides[side as 0 | 1];
    if (position > rows.length || (operation !== 0 && position >= rows.length)) throw new Error('no such row');
    if (operation === 0) rows.splice(position, 0, row);
    else if (operation === 1) rows[position] = row;
    else rows.splice(position, 1);
  }
  return { asks: sides[0], bids: sides[1] };
}

const plain = (world: DataWorld, reqId: number) =>
  build(
    (world.of(updateMktDepth, reqId) as number[][]).map(
      ([position = 0, operation = 0, side = 0, price = 0, size = 0]) => ({
        position,
        operation,
        side,
        row: { price, size, maker: '' },
      }),
    ),
  );

const byMaker = (world: DataWorld, reqId: number) =>
  build(
    world.of(updateMktDepthL2, reqId).map(([position, maker, operation, side, price, size]) => ({
      position: position as number,
      operation: operation as number,
      side: side as number,
      row: { price: price as number, size: size as number, maker: maker as string },
    })),
  );

describe('market depth', () => {
  it('of a future is a book of prices that stays in step with the market', async () => {
    await using world = await dataWorld();
    world.client.ib.reqMktDepth(1, ES, 5, false);
    await world.advance(20_000);
    const { bids, asks } = plain(world, 1);
    const [front] = world.sim.market.catalogue.futures
      .find((root) => root.symbol === 'ES')!
      .trading(world.sim.market.catalogue.today);
    const book = world.sim.market.book(front!, 5);
    expect(bids).toEqual(book.bids.map((level) => ({ ...level, maker: '' })));
    expect(asks).toEqual(book.asks.map((level) => ({ ...level, maker: '' })));
    expect(world.of(updateMktDepth, 1).length).toBeGreaterThan(30);
  });

  it('of a stock names who shows each level; smart depth names exchanges and says which', async () => {
    await using world = await dataWorld();
    world.client.ib.reqMktDepth(1, NASDAQ, 5, false);
    world.client.ib.reqMktDepth(2, AAPL, 10, true);
    expect((await world.notice(2, 2152)).text).toContain('Exchanges - Depth: NASDAQ;');
    await world.advance(10_000);
    const [one, smart] = [byMaker(world, 1), byMaker(world, 2)];
    const { bid, ask } = world.sim.market.quote(265598);
    for (const book of [one, smart]) {
      expect([book.bids[0]?.price, book.asks[0]?.price]).toEqual([bid, ask]);
      expect(book.bids.map((row) => row.price)).toEqual([...book.bids.map((row) => row.price)].sort((a, b) => b - a));
    }
    expect(new Set(one.bids.map((row) => row.maker))).toEqual(new Set(['NASDAQ']));
    expect(new Set(smart.bids.map((row) => row.maker)).size).toBeGreaterThan(1);
    expect([smart.bids.length, smart.asks.length]).toEqual([10, 10]);
    expect(world.of(updateMktDepthL2, 2)[0]?.at(-1)).toBe(true);
  });

  it('agrees with the quote: the best level shows the quote’s size', async () => {
    await using world = await dataWorld();
    world.client.ib.reqMktDepth(1, ES, 3, false);
    world.client.ib.reqMktData(2, ES, '', false, false);
    await world.advance(5000);
    const { bids, asks } = plain(world, 1);
    const last = (type: number) => world.of(EventName.tickSize, 2).findLast(([kind]) => kind === type)?.[1];
    expect([bids[0]?.size, asks[0]?.size]).toEqual([last(0), last(3)]);
  });

  it('is reset by 317 and told again from the beginning', async () => {
    await using world = await dataWorld();
    world.client.ib.reqMktDepth(1, ES, 4, false);
    await world.advance(2000);
    const before = world.of(updateMktDepth, 1).length;
    world.sim.inject({ type: 'reset-book' });
    expect((await world.notice(1, 317)).text).toContain('Please empty deep book contents');
    await world.advance(3000);
    const after = world.of(updateMktDepth, 1).slice(before) as number[][];
    expect(after.slice(0, 8).map(([position, operation]) => [position, operation])).toEqual(
      [0, 1, 2, 3, 0, 1, 2, 3].map((position) => [position, 0]),
    );
    world.sim.inject({ type: 'end-stream', code: 316 });
    expect(await world.notice(1, 316)).toBeDefined();
    const said = world.of(updateMktDepth, 1).length;
    await world.advance(5000);
    expect(world.of(updateMktDepth, 1)).toHaveLength(said);
  });

  it('is refused beyond three instruments, and where there is none', async () => {
    await using world = await dataWorld();
    const root = (symbol: string): Contract => ({ ...ES, symbol });
    ['ES', 'MES', 'NQ'].forEach((symbol, i) => world.client.ib.reqMktDepth(i, root(symbol), 5, false));
    world.client.ib.reqMktDepth(3, root('MNQ'), 5, false);
    expect(await world.notice(3)).toMatchObject({
      code: 309,
      text: 'Max number (3) of market depth requests has been reached',
    });
    world.client.ib.reqMktDepth(4, root('ES'), 5, false);
    world.client.ib.reqMktDepth(5, AAPL, 5, false);
    expect(await world.notice(5)).toMatchObject({ code: 10092 });
    await world.advance(0);
    expect(plain(world, 4).bids).toHaveLength(5);
  });

  it('ends with a cancel that knows whether it was smart; any other cancel is 310', async () => {
    await using world = await dataWorld();
    world.client.ib.reqMktDepth(1, AAPL, 5, true);
    await world.advance(1000);
    world.client.ib.cancelMktDepth(1, false);
    expect(await world.notice(1, 310)).toMatchObject({
      text: "Can't find the subscribed market depth with tickerId:1",
    });
    world.client.ib.cancelMktDepth(1, true);
    await world.advance(0);
    const said = world.of(updateMktDepthL2, 1).length;
    await world.advance(5000);
    expect(world.of(updateMktDepthL2, 1)).toHaveLength(said);
  });

  it('is available at these exchanges', async () => {
    await using world = await dataWorld();
    world.client.ib.reqMktDepthExchanges();
    const [rows] = (await world.client.next(EventName.mktDepthExchanges)) as [unknown[]];
    expect(rows).toContainEqual({
      exchange: 'CME',
      secType: 'FUT',
      listingExch: '',
      serviceDataType: 'Deep',
      aggGroup: undefined,
    });
    expect(rows).toContainEqual({
      exchange: 'NASDAQ',
      secType: 'STK',
      listingExch: '',
      serviceDataType: 'Deep2',
      aggGroup: 1,
    });
  });
});

describe('the steps from one book to the next', () => {
  const side = fc
    .uniqueArray(fc.record({ price: fc.integer({ min: 1, max: 12 }), maker: fc.constantFrom('A', 'B') }), {
      maxLength: 8,
      selector: ({ price, maker }) => `${price}${maker}`,
    })
    .chain((rows) =>
      fc.tuple(...rows.map((row) => fc.integer({ min: 1, max: 3 }).map((size): MakerLevel => ({ ...row, size })))),
    )
    .map((rows) => [...rows].sort((a, b) => b.price - a.price || a.maker.localeCompare(b.maker)));

  it('always lead from any book to any other', () => {
    const code = { insert: 0, update: 1, delete: 2 };
    fc.assert(
      fc.property(side, side, (before, after) => {
        const first = before.map((row, position) => ({ position, operation: 0, side: 1, row }));
        const next = bookChanges(before, after).map(({ position, operation, level }) => ({
          position,
          operation: code[operation],
          side: 1,
          row: level,
        }));
        expect(build([...first, ...next]).bids).toEqual(after);
      }),
      { numRuns: 300 },
    );
  });
});
