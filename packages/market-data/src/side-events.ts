/** What TWS says beside the ticks of a quote: which kind of data it is, which exchanges the letters mean, headlines. */
import type { IBApi } from '@stoqey/ib';
import type { ExchangeLetters } from './exchange-letters.js';
import type { FeedEvent } from './feed-events.js';
import { fromTwsMarketDataType } from './market-data-type.js';
import { QuoteLine } from './quote-line.js';
import type { Stream } from './stream.js';

export interface SideHooks {
  find(reqId: number): Stream | undefined;
  /** TWS has accepted the stream. */
  settle(stream: Stream): void;
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
    tickNews: (reqId: number, time: number, provider: string, articleId: string, headline: string) => {
      const found = hooks.find(reqId);
      if (found === undefined) return;
      const item = { time: new Date(time), provider, articleId, headline };
      hooks.emit({ type: 'news', symbol: found.symbol, headline: item });
    },
  };
  const emitter = ib as unknown as { on(name: string, listener: Listener): void; off: typeof emitter.on };
  for (const [name, listener] of Object.entries(listeners)) emitter.on(name, listener);
  return () => {
    for (const [name, listener] of Object.entries(listeners)) emitter.off(name, listener);
  };
}
