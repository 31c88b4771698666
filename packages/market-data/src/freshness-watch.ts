/** Looks at every stream once a second: who is silent though it should speak, and whose delayed data may be live now. */
import type { Farm } from '@cq/connection';
import type { ContractFactBook } from './contract-facts.js';
import type { FeedContext } from './feed-context.js';
import { judge, nextPatience, patienceWhenHeard, type FreshnessPolicy, type StreamClock } from './freshness.js';
import { QuoteLine } from './quote-line.js';
import type { Stream } from './stream.js';
import type { StreamKeeper } from './stream-keeper.js';
import { isOpen, openSince } from './trading-hours.js';

const LOOK_EVERY_MS = 1000;
/** How long a stream that was asked again has to bring something new. */
const PROBE_MS = 3000;
/** Who speaks at intervals needs so much longer to show that a farm blip has done no harm. */
const BEAT_MS = 5000;
/** How often a delayed contract is asked for again, in the hope of live data. */
const UPGRADE_EVERY_MS = 300_000;

export class FreshnessWatch {
  readonly #context: FeedContext;
  readonly #keeper: StreamKeeper;
  readonly #facts: ContractFactBook;
  readonly #brokenFarms = new Set<string>();
  readonly #stops: (() => void)[];
  #farmBackAt: number | undefined;
  #cancelLook: (() => void) | undefined;

  constructor(context: FeedContext, keeper: StreamKeeper, facts: ContractFactBook) {
    this.#context = context;
    this.#facts = facts;
    this.#keeper = keeper;
    const { connection } = context;
    this.#stops = [
      connection.on('farm', ({ farm }) => this.#farmChanged(farm)),
      connection.on('link', ({ link }) => {
        if (link === 'up') this.#farmBackAt = this.#context.clock.now();
      }),
      connection.on('connected', () => this.#readFarms()),
    ];
    this.#plan();
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#cancelLook?.();
  }

  #plan(): void {
    this.#cancelLook = this.#context.clock.schedule(LOOK_EVERY_MS, () => {
      this.#look();
      this.#plan();
    });
  }

  /** What TWS says of its farms while a session begins is no news to anybody, and is remembered in the status. */
  #readFarms(): void {
    this.#brokenFarms.clear();
    const status = this.#context.connection.getStatus();
    if ('farms' in status) for (const farm of status.farms) this.#farmChanged(farm);
  }

  #farmChanged({ name, kind, status }: Farm): void {
    if (kind === 'security-definition') return;
    const key = `${kind} ${name}`;
    if (status === 'broken') this.#brokenFarms.add(key);
    else if (status === 'ok' && this.#brokenFarms.delete(key)) this.#farmBackAt = this.#context.clock.now();
  }

  #look(): void {
    const { freshness } = this.#context;
    if (!this.#keeper.isUp) return;
    const now = this.#context.clock.now();
    for (const stream of this.#keeper.streams) {
      if (stream.reqId === 0 || !stream.sent || stream.cancelRetry !== undefined) continue;
      forgiveClock(stream, now);
      if (stream instanceof QuoteLine) this.#tryLiveAgain(stream, now);
      if (freshness === false) continue;
      if (Number.isNaN(stream.probeSince)) this.#lookAt(stream, now, freshness);
      else if (now - stream.askedAt > PROBE_MS) this.#judgeProbe(stream, now, freshness);
    }
  }

  #lookAt(stream: Stream, now: number, policy: FreshnessPolicy): void {
    const fair = stream.hasBeat() ? { ...policy, afterFarmBlipMs: policy.afterFarmBlipMs + BEAT_MS } : policy;
    const verdict = judge(this.#clockOf(stream, now, policy), now, fair);
    if (verdict.state !== 'silent') {
      if (stream.hasBeat() && !stream.stale) stream.patienceMs = policy.silentAfterMs;
      else if (now - stream.spokeAt <= LOOK_EVERY_MS) {
        stream.patienceMs = patienceWhenHeard(stream.patienceMs, LOOK_EVERY_MS, policy);
      }
      return;
    }
    const { why, sinceMs, askAgain } = verdict;
    if (askAgain && why === 'silent' && !stream.hasBeat()) {
      this.#probe(stream, sinceMs, policy);
      return;
    }
    this.#keeper.gap(stream, why, sinceMs);
    if (!askAgain) return;
    if (why === 'silent') stream.patienceMs = nextPatience(stream.patienceMs, false, policy);
    this.#keeper.restart(stream, why, { atOnce: true });
  }

  /** Quiet or broken? Asked again, TWS tells what it knows: only then is there something to report. */
  #probe(stream: Stream, sinceMs: number, policy: FreshnessPolicy): void {
    if (stream.beginProbe()) stream.probeSince = sinceMs;
    else stream.patienceMs = nextPatience(stream.patienceMs, false, policy);
    this.#keeper.refresh(stream);
  }

  #judgeProbe(stream: Stream, now: number, policy: FreshnessPolicy): void {
    const { probeSince, spokeAt, askedAt } = stream;
    stream.probeSince = NaN;
    const hadNews = stream.endProbe();
    stream.patienceMs = nextPatience(stream.patienceMs, hadNews, policy);
    const answered = spokeAt >= askedAt;
    if (answered && !hadNews) return;
    this.#keeper.gap(stream, 'silent', probeSince);
    if (answered) this.#keeper.heard(stream, now);
  }

  #clockOf(stream: Stream, now: number, policy: FreshnessPolicy): StreamClock {
    const farmBroken = this.#brokenFarms.size > 0;
    // However quiet it has been: while a farm is broken, silence is no habit.
    const patienceMs = farmBroken ? Math.min(stream.patienceMs, policy.silentAfterMs) : stream.patienceMs;
    return {
      askedAt: stream.askedAt,
      spokeAt: Number.isNaN(stream.spokeAt) ? undefined : stream.spokeAt,
      openSince: this.#openSince(stream, now, patienceMs),
      farmBackAt: this.#farmBackAt === undefined ? undefined : Math.min(this.#farmBackAt, now),
      farmBroken,
      patienceMs,
    };
  }

  /** With the delayed type asked for, TWS gives live data as soon as it may. */
  #tryLiveAgain(line: QuoteLine, now: number): void {
    if (line.fallen && line.delayed && now - line.askedAt >= UPGRADE_EVERY_MS) this.#keeper.refresh(line);
  }

  /** When the market opened; undefined: closed; -Infinity: nobody knows that it is closed. */
  #openSince(stream: Stream, now: number, patienceMs: number): number | undefined {
    // Most streams never fall silent, and their hours are never asked for.
    const silentMs = now - Math.max(stream.askedAt, stream.spokeAt || 0);
    if (silentMs < patienceMs / 2) return -Infinity;
    const facts = this.#facts.peek(stream.contract);
    const hours = stream.keepsRegularHours() ? facts?.regularHours : facts?.hours;
    if (hours === undefined || isOpen(hours, now) === undefined) return -Infinity;
    return openSince(hours, now);
  }
}

/** A clock that was set back must not make a stream look fresh until it has caught up. */
function forgiveClock(stream: Stream, now: number): void {
  if (stream.askedAt > now) stream.askedAt = now;
  if (stream.spokeAt > now) stream.spokeAt = now;
}
