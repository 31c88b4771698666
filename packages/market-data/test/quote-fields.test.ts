/** What a reader of quotes sees after any ticks, in the words of TWS's wire. */
import { describe, expect, it } from 'vitest';
import type { QualifiedContract } from '@cq/connection';
import { decode } from '../src/fast-path/decode.js';
import { snapshotOf } from '../src/quote-snapshot.js';
import { QuoteState } from '../src/quote-state.js';
import { QuoteStore } from '../src/quote-store.js';
import { TickRecord } from '../src/tick-record.js';

const contract: QualifiedContract = { secType: 'STK', conId: 1, symbol: 'AAPL', exchange: 'SMART', currency: 'USD' };

function quoteAfter(...frames: (string | number)[][]) {
  const state = new QuoteState(new QuoteStore());
  const record = new TickRecord();
  for (const fields of frames) {
    const bytes = Buffer.from(fields.map((field) => `${field}\0`).join(''));
    if (!decode(record, Number(fields[0]), bytes, 0, bytes.length)) throw new Error(`not decoded: ${fields.join('|')}`);
    state.apply(record);
  }
  return snapshotOf({ symbol: 'AAPL', contract, state, stale: false }, new Date(0));
}
const price = (type: number, value: number | string, size: number | string = '') => [1, 6, 7, type, value, size, 0];
const size = (type: number, value: number) => [2, 6, 7, type, value];

describe('a quote', () => {
  it('knows nothing before the first tick', () => {
    const { symbol: _symbol, contract: _contract, time: _time, ...rest } = quoteAfter();
    const { marketDataType, delayed, stale, ...fields } = rest;
    expect({ marketDataType, delayed, stale }).toEqual({ marketDataType: 'live', delayed: false, stale: false });
    expect(Object.values(fields).every((value) => value === undefined)).toBe(true);
  });

  it('takes a price and its size from one message', () => {
    expect(quoteAfter(price(1, 189.5, 300), price(2, 189.52, 200), price(4, 189.51, 100))).toMatchObject({
      bid: 189.5,
      bidSize: 300,
      ask: 189.52,
      askSize: 200,
      last: 189.51,
      lastSize: 100,
    });
  });

  it('keeps the day in its own fields and never takes the close for a price', () => {
    const quote = quoteAfter(price(6, 191), price(7, 188), price(9, 187), price(14, 188.5), size(8, 1e6));
    expect(quote).toMatchObject({ high: 191, low: 188, close: 187, open: 188.5, volume: 1e6 });
    expect(quote.last).toBeUndefined();
  });

  it('takes zero and negative prices for prices', () => {
    expect(quoteAfter(price(1, -37.63, 5), price(2, 0, 5))).toMatchObject({ bid: -37.63, ask: 0 });
  });

  it('takes -1 without a size for "none", and with a size for a price', () => {
    expect(quoteAfter(price(1, -1, 0)).bid).toBeUndefined();
    expect(quoteAfter(price(1, -1, '')).bid).toBeUndefined();
    expect(quoteAfter(price(1, -1, 10)).bid).toBe(-1);
    expect(quoteAfter(price(1, 50, 10), price(1, -1, 0)).bid).toBeUndefined();
  });

  it('takes -1 in the day fields for "none", except where prices are below zero', () => {
    expect(quoteAfter(price(4, 10, 1), price(9, -1)).close).toBeUndefined();
    expect(quoteAfter(price(4, -3, 1), price(9, -1)).close).toBe(-1);
  });

  it('puts delayed ticks into the same fields and says so', () => {
    const quote = quoteAfter(price(66, 10, 1), price(67, 11, 2), price(68, 10.5, 3), size(74, 9), price(75, 10));
    expect(quote).toMatchObject({ bid: 10, ask: 11, last: 10.5, lastSize: 3, volume: 9, close: 10 });
    expect(quote).toMatchObject({ delayed: true, marketDataType: 'delayed' });
    expect(quoteAfter(price(66, 10, 1), price(1, 12, 1))).toMatchObject({ delayed: false, bid: 12 });
  });

  it('resolves halts and the time of the last trade', () => {
    expect(quoteAfter([45, 6, 7, 49, 2]).halted).toBe('halted-for-volatility');
    expect(quoteAfter([46, 6, 7, 45, '1700000000']).lastTime).toEqual(new Date(1_700_000_000_000));
    for (const nonsense of ['', 'x', '1348075471534267854']) {
      const { lastTime, generic } = quoteAfter(
        [46, 6, 7, 45, '1700000000'],
        [46, 6, 7, 45, nonsense],
        [46, 6, 7, 48, `1;1;${nonsense};1;1;true`],
        [46, 6, 7, 85, nonsense],
      );
      expect([nonsense, generic?.rtVolume?.time, generic?.lastRegularTradeTime]).toEqual([
        nonsense,
        undefined,
        undefined,
      ]);
      expect(lastTime).toEqual(new Date(1_700_000_000_000));
    }
  });

  it('shows exchange letters until TWS has explained them', () => {
    expect(quoteAfter([46, 6, 7, 32, 'KQ'], [46, 6, 7, 84, 'D'])).toMatchObject({
      bidExchanges: ['K', 'Q'],
      lastExchange: 'D',
    });
  });

  it('collects generic ticks by name', () => {
    const quote = quoteAfter(
      [45, 6, 7, 46, 3],
      price(37, 189.4),
      size(86, 1234),
      [46, 6, 7, 59, '0.83,0.92,20130219,0.23'],
      [46, 6, 7, 48, '701.28;1;1348075471534;67854;701.46918464;true'],
    );
    expect(quote.generic).toEqual({
      shortable: 3,
      markPrice: 189.4,
      futuresOpenInterest: 1234,
      dividends: { past12Months: 0.83, next12Months: 0.92, nextDate: '2013-02-19', nextAmount: 0.23 },
      rtVolume: {
        price: 701.28,
        size: 1,
        time: new Date(1348075471534),
        volume: 67854,
        vwap: 701.46918464,
        singleTrade: true,
      },
    });
  });

  it('keeps the four sets of greeks apart and drops what was not computed', () => {
    const model = [21, 7, 13, 0, 0.25, 0.6, 12.5, 0, 0.01, 0.2, -0.05, 189];
    const bid = [21, 7, 10, 0, -1, -2, -1, -1, -2, -2, -2, -1];
    const { greeks } = quoteAfter(model, bid);
    expect(greeks?.model).toMatchObject({ impliedVolatility: 0.25, delta: 0.6, price: 12.5, underlyingPrice: 189 });
    expect(Object.values(greeks?.bid ?? {}).every((value) => value === undefined)).toBe(true);
    expect(greeks?.ask).toBeUndefined();
  });

  it('is not changed by later ticks once it was handed out', () => {
    const state = new QuoteState(new QuoteStore());
    const record = new TickRecord();
    const take = (value: number) => {
      const bytes = Buffer.from(`1\x006\x007\x001\x00${value}\x005\x000\x00`);
      decode(record, 1, bytes, 0, bytes.length);
      state.apply(record);
    };
    take(10);
    const before = snapshotOf({ symbol: 'AAPL', contract, state, stale: false }, new Date(0));
    take(11);
    expect(before.bid).toBe(10);
  });
});
