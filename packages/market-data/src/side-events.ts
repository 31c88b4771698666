/** What TWS says beside ticks: which kind of data they are, what exchange letters mean, headlines, and the past. */
import type { IBApi } from '@stoqey/ib';
import type { ExchangeLetters } from './exchange-letters.js';
import type { FeedEvent } from './feed-events.js';
import { fromTwsMarketDataType } from './market-data-type.js';
import { GrowingBarStream } from './growing-bars.js';
import { PAST_TICK_EVENTS, type LibraryTick } from './library-ticks.js';
import { QuoteLine } from './quote-line.js';
import type { Stream } from './stream.js';
import { TickStream } from './ticks.js';

export interface SideHooks {
  find(reqId: number): Stream | undefined;
  /** TWS has accepted the stream. */
  settle(stream: Stream): void;
  /** It has said something that no tick says. */
  heard(stream: Stream): void;
  changed(stream: Stream): void;
  readonly letters: ExchangeLetters;
  emit(event: FeedEvent): void;
}

type Listener = (...args: never[]) => void;

/** Listens on one session's client. Answers how to stop. */
export function listenBeside(ib: IBApi, hooks: SideHooks): () => void {
  const line = (reqId: number): QuoteLine | undefined => {
    const stream = hooks.find(reqId);
    return stream instanceof QuoteLine ? stream : undefined;
  };
  const listeners: Record<string, Listener> = {
    marketDataType: (reqId: number, type: number) => {
      const found = line(reqId);
      if (found === undefined) return;
      found.state.marketDataType = fromTwsMarketDataType(type);
      hooks.settle(found);
      hooks.changed(found);
    },
    tickReqParams: (reqId: number, _minTick: number, bboExchange: string) => {
      const found = line(reqId);
      if (found === undefined) return;
      hooks.settle(found);
      hooks.letters.explain(found, bboExchange, () => hooks.changed(found));
    },
    historicalData: (reqId: number, date: string, ...numbers: (number | undefined)[]) => {
      const found = hooks.find(reqId);
      if (!(found instanceof GrowingBarStream)) return;
      const [open, high, low, close, volume, count, wap] = numbers;
      const values = [open, high, low, close, volume, wap].map((value) => value ?? NaN);
      if (!date.startsWith('finished')) {
        found.pastBar(date, values, count);
        return;
      }
      hooks.heard(found);
      found.pastEnd();
    },
    tickNews: (reqId: number, time: number, provider: string, articleId: string, headline: string) => {
      const found = hooks.find(reqId);
      if (found === undefined) return;
      const item = { time: new Date(time), provider, articleId, headline };
      hooks.emit({ type: 'news', symbol: found.symbol, headline: item });
    },
  };
  for (const [event, read] of Object.entries(PAST_TICK_EVENTS)) {
    listeners[event] = (reqId: number, ticks: readonly LibraryTick[]) => {
      const found = hooks.find(reqId);
      if (found instanceof TickStream) found.past(ticks.map(read));
    };
  }
  const emitter = ib as unknown as { on(name: string, listener: Listener): void; off: typeof emitter.on };
  for (const [name, listener] of Object.entries(listeners)) emitter.on(name, listener);
  return () => {
    for (const [name, listener] of Object.entries(listeners)) emitter.off(name, listener);
  };
}
