// A moving-average strategy small enough to read at once: above the average it holds, below it does not.
// It never guesses: while its order is not done it does nothing, and a quote that is stale or delayed is no quote.

import { isDone, type IBKRBroker, type Trade } from '@cq/broker';
import type { IBKRLiveDataFeed } from '@cq/market-data';
import { IBKRError } from '@cq/errors';

export interface StrategyOptions {
  readonly symbol: string;
  readonly quantity: number;
  /** Quotes in the average. */
  readonly length: number;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/** Trades until the signal aborts; resolves with the last trade of each order. Ends without closing the position. */
export async function movingAverage(
  broker: IBKRBroker,
  feed: IBKRLiveDataFeed,
  { symbol, quantity, length, signal, log }: StrategyOptions,
): Promise<readonly Trade[]> {
  const prices: number[] = [];
  const refs: string[] = [];
  const latest = (ref: string | undefined): Trade | undefined =>
    ref === undefined ? undefined : broker.getOrderStatus({ orderRef: ref });
  const held = (): number =>
    refs.reduce((sum, ref) => {
      const trade = latest(ref);
      return trade ? sum + (trade.order.action === 'BUY' ? trade.filled : -trade.filled) : sum;
    }, 0);

  for await (const { bid, ask, stale, delayed } of feed.quotes([symbol], { signal })) {
    if (bid === undefined || ask === undefined || stale || delayed) continue;
    const price = (bid + ask) / 2;
    prices.push(price);
    if (prices.length > length) prices.shift();
    if (prices.length < length) continue;
    const average = mean(prices);
    const last = latest(refs.at(-1));
    if (last && !isDone(last)) continue;
    const action = price > average && held() === 0 ? 'BUY' : price < average && held() > 0 ? 'SELL' : undefined;
    if (!action) continue;
    const orderRef = `ma-${crypto.randomUUID()}`;
    refs.push(orderRef);
    log(`${action} ${quantity} ${symbol}: ${price.toFixed(3)} against an average of ${average.toFixed(3)}`);
    try {
      await broker.executeMarketOrder({ contract: symbol, quantity, action, orderRef });
    } catch (error) {
      if (!IBKRError.is(error)) throw error;
      log(`Not placed, or not known: ${error.name}`);
    }
  }
  return refs.flatMap((ref) => latest(ref) ?? []);
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
