/** How a feed stands, as plain data. */
import type { FeedCore } from './feed-core.js';
import type { HistoryPacer } from './history-pacer.js';
import type { MarketDataType } from './market-data-type.js';
import { QuoteLine } from './quote-line.js';
import type { GapReason, Stream, StreamKind } from './stream.js';

export interface FeedStatus {
  readonly connected: boolean;
  readonly lines: {
    readonly used: number;
    /** As told, or fewer if TWS said so. */
    readonly limit: number;
    /** Contracts waiting for a line. */
    readonly waiting: number;
  };
  readonly streams: readonly StreamStatus[];
  readonly history: { readonly open: number; readonly waiting: number };
  readonly fastPath: {
    readonly enabled: boolean;
    /** Wire ids of the messages that are left to the library after a mismatch. */
    readonly slowMessages: readonly number[];
  };
}

export interface StreamStatus {
  readonly symbol: string;
  readonly stream: StreamKind;
  readonly stale: boolean;
  readonly reason: GapReason | undefined;
  /** Undefined when it never spoke. */
  readonly lastMessageAt: Date | undefined;
  /** Of quotes. */
  readonly marketDataType: MarketDataType | undefined;
}

export function feedStatus(core: FeedCore, pacer: HistoryPacer): FeedStatus {
  const { budget } = core.quotes;
  return {
    connected: core.context.connection.isConnected(),
    lines: { used: budget.used, limit: budget.limit, waiting: budget.waiting },
    streams: [...core.keeper.streams].map(streamStatus),
    history: { open: pacer.open, waiting: pacer.waiting },
    fastPath: { enabled: core.fastPathEnabled, slowMessages: core.slowMessages },
  };
}

function streamStatus(stream: Stream): StreamStatus {
  const { symbol, kind, stale, gapReason, spokeAt } = stream;
  return {
    symbol,
    stream: kind,
    stale,
    reason: gapReason,
    lastMessageAt: Number.isNaN(spokeAt) ? undefined : new Date(spokeAt),
    marketDataType: stream instanceof QuoteLine ? stream.state.marketDataType : undefined,
  };
}
