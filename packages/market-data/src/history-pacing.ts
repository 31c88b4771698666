/**
 * TWS's rules for historical data, obeyed before TWS enforces them: at most 60 requests of small bars in ten minutes
 * (BID_ASK counts twice), no identical request within 15 seconds, fewer than six for one contract and kind within two
 * seconds, at most 50 open at a time.
 */

export interface HistoryCall {
  /** Everything about the request: two calls are identical when this is. */
  readonly key: string;
  /** Contract, exchange and kind of data. */
  readonly series: string;
  /** Counts against the ten-minute limit: bars of 30 seconds or less, and ticks. */
  readonly small: boolean;
  /** 2 for BID_ASK. */
  readonly weight: number;
}

export interface HistoryLimits {
  readonly small: { readonly weight: number; readonly windowMs: number };
  readonly identicalMs: number;
  readonly series: { readonly calls: number; readonly windowMs: number };
  readonly open: number;
}

export const TWS_LIMITS: HistoryLimits = {
  small: { weight: 60, windowMs: 600_000 },
  identicalMs: 15_000,
  series: { calls: 5, windowMs: 2000 },
  open: 50,
};

interface Sent {
  readonly at: number;
  readonly call: HistoryCall;
}

export interface HistoryLedger {
  readonly sent: readonly Sent[];
  readonly open: number;
}

export const EMPTY_LEDGER: HistoryLedger = { sent: [], open: 0 };

/**
 * The earliest time this call may go: `now` or earlier means at once, Infinity means when another one has been
 * answered. No rule needs the ledger to be looked at again before that time.
 */
export function allowedAt(ledger: HistoryLedger, call: HistoryCall, limits: HistoryLimits = TWS_LIMITS): number {
  if (ledger.open >= limits.open) return Infinity;
  const identical = ledger.sent.findLast((sent) => sent.call.key === call.key);
  const series = ledger.sent.filter((sent) => sent.call.series === call.series);
  const crowded = series.at(-limits.series.calls);
  return Math.max(
    identical === undefined ? 0 : identical.at + limits.identicalMs,
    crowded === undefined ? 0 : crowded.at + limits.series.windowMs,
    call.small ? smallAllowedAt(ledger, call, limits) : 0,
  );
}

/** When enough of the weight sent before has left the window. */
function smallAllowedAt(ledger: HistoryLedger, call: HistoryCall, limits: HistoryLimits): number {
  let room = limits.small.weight - call.weight;
  for (const sent of ledger.sent.toReversed()) {
    if (!sent.call.small) continue;
    room -= sent.call.weight;
    if (room < 0) return sent.at + limits.small.windowMs;
  }
  return 0;
}

/** Notes a call that goes out now, and forgets what no rule can still ask about. */
export function sent(ledger: HistoryLedger, call: HistoryCall, now: number, limits = TWS_LIMITS): HistoryLedger {
  const oldest = now - Math.max(limits.small.windowMs, limits.identicalMs, limits.series.windowMs);
  const remembered = ledger.sent.filter((entry) => entry.at > oldest);
  return { sent: [...remembered, { at: now, call }], open: ledger.open + 1 };
}

/** Notes that one of the open calls was answered, failed or died with its session. */
export function settled(ledger: HistoryLedger): HistoryLedger {
  return { ...ledger, open: Math.max(0, ledger.open - 1) };
}

/** For a clock that was set back: what went out later than now counts from now on. */
export function notAfter(ledger: HistoryLedger, now: number): HistoryLedger {
  const newest = ledger.sent.at(-1);
  if (newest === undefined || newest.at <= now) return ledger;
  return { ...ledger, sent: ledger.sent.map((entry) => ({ ...entry, at: Math.min(entry.at, now) })) };
}
