/** Historical ticks from the library's events, in the shape of the fast path's. */
import type { Exchange } from '@cq/connection/internal';
import { bidAskTick, tradeTick, type Tick } from './ticks.js';

type Take = (ticks: readonly Tick[], done: boolean) => void;

export interface LibraryTick {
  readonly time: number;
  readonly price?: number;
  readonly size?: number;
  readonly priceBid?: number;
  readonly priceAsk?: number;
  readonly sizeBid?: number;
  readonly sizeAsk?: number;
  readonly exchange?: string;
  readonly specialConditions?: string;
  readonly tickAttribLast?: { readonly pastLimit?: boolean; readonly unreported?: boolean };
  readonly tickAttribBidAsk?: { readonly bidPastLow?: boolean; readonly askPastHigh?: boolean };
}

/** Listens on the exchange for all three kinds. */
export function libraryTicks(exchange: Exchange, take: Take): void {
  for (const [event, read] of Object.entries(PAST_TICK_EVENTS)) {
    exchange.listen(event, (reqId: number, ticks: readonly LibraryTick[], done: boolean) => {
      if (reqId === exchange.reqId) take(ticks.map(read), done);
    });
  }
}

/** By event, how to read one of its ticks. */
export const PAST_TICK_EVENTS: Readonly<Record<string, (tick: LibraryTick) => Tick>> = {
  historicalTicks: ({ time, price }) => ({ type: 'midpoint', time: seconds(time), price: price ?? NaN }),
  historicalTicksBidAsk: (tick) =>
    bidAskTick({
      time: seconds(tick.time),
      bid: tick.priceBid ?? NaN,
      ask: tick.priceAsk ?? NaN,
      bidSize: tick.sizeBid ?? NaN,
      askSize: tick.sizeAsk ?? NaN,
      mask: mask(tick.tickAttribBidAsk?.bidPastLow, tick.tickAttribBidAsk?.askPastHigh),
    }),
  historicalTicksLast: (tick) =>
    tradeTick({
      time: seconds(tick.time),
      price: tick.price ?? NaN,
      size: tick.size ?? NaN,
      mask: mask(tick.tickAttribLast?.pastLimit, tick.tickAttribLast?.unreported),
      exchange: tick.exchange ?? '',
      conditions: tick.specialConditions ?? '',
    }),
};

const seconds = (time: number): Date => new Date(time * 1000);
const mask = (first: boolean | undefined, second: boolean | undefined): number => (first ? 1 : 0) + (second ? 2 : 0);
