import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ledger, type Fill } from '../src/accounts/ledger.js';
import { valueAccount } from '../src/accounts/margin.js';
import { Simulator, VirtualClock } from '../src/index.js';
import type { Instrument, MarketPort, Quote } from '../src/market-port.js';

const instrument = (conId: number, facts: Partial<Instrument>): Instrument => ({
  conId,
  symbol: `S${conId}`,
  secType: 'STK',
  lastTradeDate: '',
  strike: 0,
  right: '',
  multiplier: '',
  primaryExchange: 'X',
  validExchanges: ['X'],
  currency: 'USD',
  localSymbol: `S${conId}`,
  tradingClass: '',
  minTick: 0.01,
  sizeIncrement: 1,
  ...facts,
});

const INSTRUMENTS = [
  instrument(1, {}),
  instrument(2, { currency: 'EUR' }),
  instrument(3, { secType: 'FUT', multiplier: '50' }),
  instrument(4, { secType: 'OPT', multiplier: '100' }),
  instrument(5, { secType: 'CASH', symbol: 'EUR' }),
  instrument(6, { secType: 'CFD' }),
];
const RATES: Readonly<Record<string, number>> = { USD: 1, EUR: 1.25 };

const quote = (last: number): Quote => ({
  bid: last,
  bidSize: 1,
  ask: last,
  askSize: 1,
  last,
  lastSize: 1,
  close: last,
  volume: 0,
});

/** Prices as given; a currency pair is quoted at its own rate. */
function marketAt(prices: readonly number[]): Pick<MarketPort, 'quote' | 'exchangeRate'> {
  return {
    quote: (conId) => quote(conId === 5 ? 1.25 : (prices[conId - 1] ?? 1)),
    exchangeRate: (from, to) => (RATES[from] ?? 1) / (RATES[to] ?? 1),
  };
}

const cents = (max: number) => fc.integer({ min: 1, max: max * 100 }).map((n) => n / 100);
const fills = fc.array(
  fc.record({
    instrument: fc.constantFrom(...INSTRUMENTS),
    side: fc.constantFrom('BUY' as const, 'SELL' as const),
    shares: fc.integer({ min: 1, max: 500 }),
    price: cents(500),
    commission: cents(10),
  }),
  { maxLength: 40 },
);

test('whatever is traded, opening cash plus profit is what the account is worth', () => {
  fc.assert(
    fc.property(fills, fc.array(cents(500), { minLength: 6, maxLength: 6 }), (trades, prices) => {
      const ledger = new Ledger(['DU1'], 100_000);
      for (const trade of trades) {
        const fill: Fill = { ...trade, account: 'DU1', commissionCurrency: commissionCurrency(trade.instrument) };
        ledger.book(fill);
      }
      const value = valueAccount(marketAt(prices) as MarketPort, ledger, 'DU1');
      const expected = 100_000 + value.realized + value.unrealized;
      expect(Math.abs(value.netLiquidation - expected)).toBeLessThan(1e-3);
    }),
    { seed: 1, numRuns: 300 },
  );
});

const commissionCurrency = (i: Instrument) => (i.secType === 'CASH' ? 'USD' : i.currency);

test('what is booked and taken back leaves no trace', () => {
  fc.assert(
    fc.property(fills, (trades) => {
      const ledger = new Ledger(['DU1'], 100_000);
      const all = trades.map((t) => ({ ...t, account: 'DU1', commissionCurrency: 'USD' }));
      for (const fill of all) ledger.book(fill);
      for (const fill of all.toReversed()) ledger.unbook(fill);
      const value = valueAccount(marketAt([1, 1, 1, 1, 1, 1]) as MarketPort, ledger, 'DU1');
      expect(value.netLiquidation).toBeCloseTo(100_000, 4);
      expect(ledger.holdings('DU1').every((h) => h.quantity === 0)).toBe(true);
    }),
    { seed: 2, numRuns: 100 },
  );
});

const SYMBOLS = ['AAPL', 'MSFT', 'SPY'];
const step = fc.oneof(
  fc.record({
    type: fc.constant('order' as const),
    symbol: fc.constantFrom(...SYMBOLS),
    action: fc.constantFrom('BUY' as const, 'SELL' as const),
    quantity: fc.integer({ min: 1, max: 300 }),
    limitPrice: fc.option(fc.integer({ min: 90, max: 110 }), { nil: undefined }),
    tif: fc.constantFrom('GTC', 'DAY', 'IOC', 'FOK'),
  }),
  fc.record({
    type: fc.constant('price' as const),
    symbol: fc.constantFrom(...SYMBOLS),
    last: fc.integer({ min: 90, max: 110 }),
    size: fc.integer({ min: 1, max: 200 }),
  }),
);

test('whatever is ordered and however the market moves, orders, executions, positions and cash agree', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      await using sim = await Simulator.start({ clock: new VirtualClock(), startingCash: 10_000_000 });
      for (const symbol of SYMBOLS) sim.market.setPrice(symbol, { bid: 99.5, ask: 100.5, last: 100 });
      for (const { type, ...rest } of steps) {
        if (type === 'price' && 'last' in rest) {
          const { symbol, last, size } = rest;
          sim.market.setPrice(symbol, { bid: last - 0.5, ask: last + 0.5, last, bidSize: size, askSize: size });
        } else if ('action' in rest) {
          const { limitPrice, ...order } = rest;
          sim.placeManualOrder(limitPrice === undefined ? order : { ...order, limitPrice });
        }
      }
      expectAgreement(sim);
    }),
    { seed: 3, numRuns: 60 },
  );
});

function expectAgreement(sim: Simulator): void {
  const executions = sim.books.executions();
  const signed = (e: (typeof executions)[number]) => (e.action === 'BUY' ? e.shares : -e.shares);
  for (const order of sim.books.orders()) {
    const own = executions.filter((e) => e.permId === order.permId);
    expect(own.reduce((sum, e) => sum + e.shares, 0)).toBeCloseTo(order.filled, 6);
    expect(order.filled).toBeLessThanOrEqual(order.quantity);
    expect(order.status === 'Filled').toBe(order.remaining === 0);
    if (order.limitPrice === undefined) continue;
    for (const e of own) expect((order.limitPrice - e.price) * Math.sign(signed(e))).toBeGreaterThanOrEqual(0);
  }
  for (const symbol of SYMBOLS) {
    const held = sim.books.positions({ symbol })[0]?.quantity ?? 0;
    const traded = executions.filter((e) => e.symbol === symbol).reduce((sum, e) => sum + signed(e), 0);
    expect(held).toBeCloseTo(traded, 6);
  }
  const spent = executions.reduce((sum, e) => sum + signed(e) * e.price + e.commission, 0);
  expect(sim.books.cash({ currency: 'USD' })[0]?.amount).toBeCloseTo(10_000_000 - spent, 4);
}
