/**
 * Whether a stream can be believed. A pure clock: silence is measured only while the market is open and the way to it
 * is up, and every silence ends in a decision (wait, doubt, or ask again), never in a shrug.
 */

export interface FreshnessPolicy {
  /** A stream that was silent for this long while it could have spoken is doubted and asked for again. @default 60_000 */
  readonly silentAfterMs: number;
  /** After a farm has come back, its streams have this long to speak before they are asked for again. @default 5_000 */
  readonly afterFarmBlipMs: number;
  /** A quiet instrument is asked again ever more rarely, up to this, until it becomes lively. @default 1_800_000 */
  readonly longestPatienceMs: number;
}

export const DEFAULT_FRESHNESS: FreshnessPolicy = {
  silentAfterMs: 60_000,
  afterFarmBlipMs: 5000,
  longestPatienceMs: 1_800_000,
};

/** What is known about one stream, in milliseconds of one clock; undefined when it has not happened. */
export interface StreamClock {
  /** When the stream was last asked for. */
  readonly askedAt: number;
  /** When it last spoke. */
  readonly spokeAt: number | undefined;
  /** Since when the market has been open without a break; undefined: closed; -Infinity: not known to be closed. */
  readonly openSince: number | undefined;
  /** When a farm it may depend on came back after being broken. */
  readonly farmBackAt: number | undefined;
  /** True while a farm it may depend on is broken. */
  readonly farmBroken: boolean;
  /** How long this stream has been found to be quiet without being broken. */
  readonly patienceMs: number;
}

export type Verdict =
  | { readonly state: 'fresh' }
  /** Silence means nothing now. */
  | { readonly state: 'excused'; readonly why: 'market-closed' }
  /** It should have spoken. Asking again is no use while the farm itself is down. */
  | {
      readonly state: 'silent';
      readonly why: 'silent' | 'farm';
      readonly sinceMs: number;
      readonly askAgain: boolean;
    };

/** What to think of a stream at `now`. */
export function judge(stream: StreamClock, now: number, policy: FreshnessPolicy): Verdict {
  if (stream.openSince === undefined) return { state: 'excused', why: 'market-closed' };
  const sinceMs = Math.max(stream.askedAt, stream.spokeAt ?? -Infinity);
  if (isMuteAfterBlip(stream, sinceMs, now, policy)) return { state: 'silent', why: 'farm', sinceMs, askAgain: true };
  const countsFrom = Math.max(sinceMs, stream.openSince, stream.farmBackAt ?? -Infinity);
  if (now - countsFrom < stream.patienceMs) return { state: 'fresh' };
  if (stream.farmBroken) return { state: 'silent', why: 'farm', sinceMs, askAgain: false };
  return { state: 'silent', why: 'silent', sinceMs, askAgain: true };
}

function isMuteAfterBlip(stream: StreamClock, heardAt: number, now: number, policy: FreshnessPolicy): boolean {
  const { farmBackAt } = stream;
  return (
    !stream.farmBroken && farmBackAt !== undefined && heardAt < farmBackAt && now - farmBackAt >= policy.afterFarmBlipMs
  );
}

/**
 * How patient to be next time. A stream that, asked again, had nothing new to say was quiet and not broken: it gets
 * twice the time. One that had something to say gets no more than the policy allows.
 */
export function nextPatience(patienceMs: number, hadNews: boolean, policy: FreshnessPolicy): number {
  return hadNews ? policy.silentAfterMs : Math.min(patienceMs * 2, policy.longestPatienceMs);
}

/**
 * A quiet instrument that becomes lively may be trusted for less again: of its patience it loses some of the time for
 * which it is heard.
 */
export function patienceWhenHeard(patienceMs: number, heardForMs: number, policy: FreshnessPolicy): number {
  return Math.max(policy.silentAfterMs, patienceMs - heardForMs * LOST_WHEN_HEARD);
}
/** From half an hour to a minute in seven minutes; an instrument heard every five minutes keeps its patience for hours. */
const LOST_WHEN_HEARD = 4;
