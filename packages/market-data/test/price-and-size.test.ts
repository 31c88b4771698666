/** A price and its size are one update, whoever decodes them and however often the reader wants to see them. */
import { describe, expect, it } from 'vitest';
import { IBKRLiveDataFeed, type Quote } from '../src/index.js';
import { OUT, Peer, type Fields } from './support/peer.js';

const aapl = { secType: 'STK', conId: 265598, symbol: 'AAPL', exchange: 'SMART', currency: 'USD' } as const;
const ROUNDS = 60;

describe.each([{ fastPath: true }, { fastPath: false }])('a price and its size ($fastPath)', ({ fastPath }) => {
  async function quotesOf(say: (id: string, round: number) => Fields[], everyTick: boolean): Promise<Quote[]> {
    await using peer = await Peer.start();
    const seen: Quote[] = [];
    await using feed = new IBKRLiveDataFeed({
      host: '127.0.0.1',
      port: peer.port,
      clientId: 1,
      env: {},
      envFile: false,
      freshness: false,
      fastPath,
    });
    await feed.connect();
    const asked = feed.subscribe([aapl], (_symbol, quote) => seen.push(quote), { everyTick });
    const [, , id = ''] = await peer.nth(OUT.MarketData, 1);
    peer.say([58, 1, id, 1]);
    await asked;
    seen.length = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const before = seen.length;
      peer.say(...say(id, round));
      await expect.poll(() => seen.length, { interval: 1, timeout: 10_000 }).toBeGreaterThan(before);
    }
    return seen;
  }

  const ask = (id: string, round: number): Fields => [1, 6, id, 2, 10 + round, 100 + round, 0];
  const last = (id: string, round: number): Fields => [1, 6, id, 4, 10 + round, 100 + round, 0];
  const delayed = (id: string, round: number): Fields => [1, 6, id, 66, 10 + round, 100 + round, 0];

  it.each([
    { name: 'ask', size: 'askSize', say: ask },
    { name: 'last', size: 'lastSize', say: last },
    { name: 'bid', size: 'bidSize', say: delayed },
  ] as const)('of $name are shown together to who sees every tick', async ({ name, size, say }) => {
    const seen = await quotesOf((id, round) => [say(id, round)], true);
    expect(seen.map((quote) => [quote[name], quote[size]])).toEqual(
      Array.from({ length: ROUNDS }, (_, round) => [10 + round, 100 + round]),
    );
  });

  it('of several sides are shown together to who sees each read', async () => {
    const bid = (id: string, round: number): Fields[] => [
      [1, 6, id, 1, 5 + round, 50 + round, 0],
      [2, 6, id, 0, 50 + round],
    ];
    const seen = await quotesOf((id, round) => [...bid(id, round), ask(id, round), last(id, round)], false);
    expect(seen.map((quote) => [quote.bid, quote.bidSize, quote.ask, quote.askSize, quote.last])).toEqual(
      Array.from({ length: ROUNDS }, (_, round) => [5 + round, 50 + round, 10 + round, 100 + round, 10 + round]),
    );
  });
});
