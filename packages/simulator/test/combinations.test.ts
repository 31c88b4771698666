import { expect, test } from 'vitest';
import { orderWorld } from './order-world.js';

const leg = (conId: number, ratio: number, action: string) => ({
  conId,
  ratio,
  action,
  exchange: 'SMART',
  openClose: 0,
  shortSaleSlot: 0,
  designatedLocation: '',
  exemptCode: -1,
});

/** AAPL against twice as much MSFT. */
const combo = {
  symbol: 'AAPL',
  secType: 'BAG',
  exchange: 'SMART',
  currency: 'USD',
  comboLegs: [leg(265598, 1, 'BUY'), leg(272093, 2, 'SELL')],
} as never;

test('a combination is priced from its legs, and each leg becomes a position', async () => {
  await using world = await orderWorld();
  const { sim, place, book } = world;
  sim.market.setPrice('MSFT', { bid: 49.99, ask: 50.01, last: 50, bidSize: 500, askSize: 500 });
  const id = await place({ orderType: 'LMT', lmtPrice: 0.1, totalQuantity: 10 }, combo);
  expect(book(id)).toMatchObject({ status: 'Filled', filled: 10 });
  expect(sim.books.positions().map(({ symbol, quantity }) => [symbol, quantity])).toEqual([
    ['AAPL', 10],
    ['MSFT', -20],
  ]);
  expect(sim.books.executions().map((e) => e.price)).toEqual([100.01, 49.99]);
});

test('a combination larger than what its legs show goes on filling as they move', async () => {
  await using world = await orderWorld();
  const { sim, place, book } = world;
  const msft = (size: number) =>
    sim.market.setPrice('MSFT', { bid: 49.99, ask: 50.01, last: 50, bidSize: size, askSize: size });
  msft(20);
  const id = await place({ orderType: 'LMT', lmtPrice: 0.1, totalQuantity: 15 }, combo);
  expect(book(id)).toMatchObject({ status: 'Submitted', filled: 10 });
  msft(20);
  expect(book(id)).toMatchObject({ status: 'Filled', filled: 15 });
});

test('what one combination took is not missing from another', async () => {
  await using world = await orderWorld();
  const { sim, place, book } = world;
  sim.market.setPrice('MSFT', { bid: 49.99, ask: 50.01, last: 50, bidSize: 20, askSize: 20 });
  await place({ orderType: 'LMT', lmtPrice: 0.1, totalQuantity: 10 }, combo);
  sim.market.setPrice('IBM', { bid: 99.98, ask: 99.99, last: 100, bidSize: 500, askSize: 500 });
  const other = { ...(combo as object), comboLegs: [leg(265598, 1, 'BUY'), leg(8314, 1, 'SELL')] } as never;
  const id = await place({ orderType: 'LMT', lmtPrice: 0.1, totalQuantity: 10 }, other);
  expect(book(id)).toMatchObject({ status: 'Filled', filled: 10 });
});

test.each([0, -1, 0.5])('a combination of %f to one is none', async (ratio) => {
  await using world = await orderWorld();
  const { client, sim, place } = world;
  const odd = { ...(combo as object), comboLegs: [leg(265598, 1, 'BUY'), leg(272093, ratio, 'SELL')] } as never;
  const id = await place({ orderType: 'LMT', lmtPrice: 0.1, totalQuantity: 10 }, odd);
  expect(await client.notice(321)).toMatchObject({ id });
  expect(sim.books.orders({ done: false })).toEqual([]);
});
