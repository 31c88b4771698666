/** Ticks that are seldom sent, in the words of the wire: halts, ratios, offerings. However they are decoded. */
import { describe, expect, it } from 'vitest';
import { IBKRLiveDataFeed, type Quote } from '../src/index.js';
import { OUT, Peer, type Fields } from './support/peer.js';

const aapl = { secType: 'STK', conId: 265598, symbol: 'AAPL', exchange: 'SMART', currency: 'USD' } as const;

interface Case {
  readonly says: (id: string) => Fields;
  readonly shows: (quote: Quote) => unknown;
  readonly expected: unknown;
}

const generic = (type: number, value: number) => (id: string) => [45, 6, id, type, value];
const price = (type: number, value: number) => (id: string) => [1, 6, id, type, value, 0, 0];
const size = (type: number, value: number) => (id: string) => [2, 6, id, type, value];
const text = (type: number, value: string) => (id: string) => [46, 6, id, type, value];

const CASES: Readonly<Record<string, Case>> = {
  'a halt': { says: generic(49, 1), shows: (quote) => quote.halted, expected: 'halted' },
  'a volatility halt': { says: generic(49, 2), shows: (quote) => quote.halted, expected: 'halted-for-volatility' },
  'a delayed halt': { says: generic(90, 1), shows: (quote) => quote.halted, expected: 'halted' },
  'the end of a halt': { says: generic(49, 0), shows: (quote) => quote.halted, expected: 'trading' },
  'a halted state that TWS does not know': {
    says: generic(49, -1),
    shows: (quote) => quote.halted,
    expected: undefined,
  },
  ratios: {
    says: text(47, 'PEEXCLXOR=21.5;NPRICE=189.3;MKTCAP=-99999.99;CURRENCY=USD'),
    shows: (quote) => quote.generic?.fundamentalRatios,
    expected: { PEEXCLXOR: 21.5, NPRICE: 189.3 },
  },
  'the last regular trade': {
    says: text(85, '1784125800'),
    shows: (quote) => quote.generic?.lastRegularTradeTime,
    expected: new Date(1_784_125_800_000),
  },
  'a last regular trade without a time': {
    says: text(85, ''),
    shows: (quote) => quote.generic?.lastRegularTradeTime,
    expected: undefined,
  },
  'no dividends': {
    says: text(59, ',,,'),
    shows: (quote) => quote.generic?.dividends,
    expected: { past12Months: undefined, next12Months: undefined, nextDate: undefined, nextAmount: undefined },
  },
  'an offering': { says: price(101, 31.5), shows: (quote) => quote.generic?.estimatedIpoMidpoint, expected: 31.5 },
  'the price of an offering': { says: price(102, 33), shows: (quote) => quote.generic?.finalIpoLast, expected: 33 },
  'the range of a net asset value': {
    says: price(98, 412.1),
    shows: (quote) => quote.generic?.etfNavHigh,
    expected: 412.1,
  },
  'a frozen net asset value': {
    says: price(97, 410),
    shows: (quote) => quote.generic?.etfNavFrozenLast,
    expected: 410,
  },
  'the imbalance of an auction': {
    says: size(61, 5000),
    shows: (quote) => quote.generic?.regulatoryImbalance,
    expected: 5000,
  },
  'the yield of a bond': { says: price(50, 4.31), shows: (quote) => quote.generic?.bidYield, expected: 4.31 },
  'a delayed open': { says: price(76, 12.5), shows: (quote) => [quote.open, quote.delayed], expected: [12.5, true] },
  'the time of a delayed trade': {
    says: text(88, '1784125800'),
    shows: (quote) => quote.lastTime,
    expected: new Date(1_784_125_800_000),
  },
};

describe.each([{ fastPath: true }, { fastPath: false }])('a quote shows ($fastPath)', ({ fastPath }) => {
  it.each(Object.keys(CASES))('%s', async (name) => {
    const { says, shows, expected } = CASES[name]!;
    await using peer = await Peer.start();
    const options = { host: '127.0.0.1', port: peer.port, clientId: 1, env: {}, envFile: false } as const;
    await using feed = new IBKRLiveDataFeed({ ...options, freshness: false, fastPath });
    await feed.connect();
    const asked = feed.subscribe([aapl]);
    const [, , id = ''] = await peer.nth(OUT.MarketData, 1);
    // More often than the first frames are read twice, so that both ways of the fast path have their turn.
    peer.say([58, 1, id, 1], ...Array.from({ length: 60 }, () => says(id)), [1, 6, id, 9, 7, 0, 0]);
    await asked;
    await expect.poll(() => feed.getLatestData('AAPL')?.close, { interval: 1, timeout: 10_000 }).toBe(7);
    const quote = feed.getLatestData('AAPL');
    expect(quote && shows(quote)).toEqual(expected);
  });
});
