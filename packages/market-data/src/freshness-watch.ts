/** Looks at every stream once a second: who is silent though it should speak, and whose delayed data may be live now. */
import type { Farm } from '@cq/connection';
import { getContractDetails } from '@cq/connection/internal';
import type { FeedContext } from './feed-context.js';
import { judge, nextPatience, type FreshnessPolicy, type StreamClock } from './freshness.js';
import { QuoteLine } from './quote-line.js';
import type { Stream } from './stream.js';
import type { StreamKeeper } from './stream-keeper.js';
import { isOpen, openSince, parseTradingHours, type TradingHours } from './trading-hours.js';

const LOOK_EVERY_MS = 1000;
/** How long a stream that was asked again has to bring something new. */
const PROBE_MS = 3000;
/** How often a delayed contract is asked for again, in the hope of live data. */
const UPGRADE_EVERY_MS = 300_000;

export class FreshnessWatch {
  readonly #context: FeedContext;
  readonly #keeper: StreamKeeper;
  /** Hours by contract; null when TWS has none, a promise's worth of waiting is not held against a stream. */
  readonly #hours = new Map<number, TradingHours | null>();
  readonly #brokenFarms = new Set<string>();
  readonly #stops: (() => void)[];
  #farmBackAt: number | undefined;
  #cancelLook: (() => void) | undefined;

  constructor(context: FeedContext, keeper: StreamKeeper) {
    this.#context = context;
    this.#keeper = keeper;
    const { connection } = context;
    this.#stops = [
      connection.on('farm', ({ farm }) => this.#farmChanged(farm)),
      connection.on('link', ({ link }) => {
        if (link === 'up') this.#farmBackAt = this.#context.clock.now();
      }),
      connection.on('connected', () => this.#brokenFarms.clear()),
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
      if (stream instanceof QuoteLine) this.#tryLiveAgain(stream, now);
      if (freshness === false) continue;
      if (Number.isNaN(stream.probeSince)) this.#lookAt(stream, now, freshness);
      else if (now - stream.askedAt > PROBE_MS) this.#judgeProbe(stream, now, freshness);
    }
  }

  #lookAt(stream: Stream, now: number, policy: FreshnessPolicy): void {
    const verdict = judge(this.#clockOf(stream, now), now, policy);
    if (verdict.state !== 'silent') return;
    const { why, sinceMs, askAgain } = verdict;
    if (askAgain && why === 'silent' && stream.kind !== 'bars') {
      this.#probe(stream, sinceMs, policy);
      return;
    }
    this.#keeper.gap(stream, why, sinceMs);
    if (askAgain) this.#keeper.restart(stream, why, { atOnce: true });
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

  #clockOf(stream: Stream, now: number): StreamClock {
    return {
      askedAt: stream.askedAt,
      spokeAt: Number.isNaN(stream.spokeAt) ? undefined : stream.spokeAt,
      openSince: this.#openSince(stream, now),
      farmBackAt: this.#farmBackAt,
      farmBroken: this.#brokenFarms.size > 0,
      patienceMs: stream.patienceMs,
    };
  }

  /** With the delayed type asked for, TWS gives live data as soon as it may. */
  #tryLiveAgain(line: QuoteLine, now: number): void {
    if (line.fallen && line.delayed && now - line.askedAt >= UPGRADE_EVERY_MS) this.#keeper.refresh(line);
  }

  /** When the market opened; undefined: closed; -Infinity: nobody knows that it is closed. */
  #openSince(stream: Stream, now: number): number | undefined {
    const { conId } = stream.contract;
    const hours = this.#hours.get(conId);
    if (hours === undefined) this.#learnHours(stream);
    if (hours === undefined || hours === null) return -Infinity;
    switch (isOpen(hours, now)) {
      case true:
        return openSince(hours, now) ?? -Infinity;
      case false:
        return undefined;
      case undefined:
        this.#hours.delete(conId);
        return -Infinity;
    }
  }

  /** Only asked for streams that fell silent: most never do. */
  #learnHours(stream: Stream): void {
    if (this.#context.clock.now() - Math.max(stream.askedAt, stream.spokeAt || 0) < stream.patienceMs / 2) return;
    const { contract } = stream;
    this.#hours.set(contract.conId, null);
    getContractDetails(this.#context.connection, contract).then(
      ([details]) => {
        const hours = parseTradingHours(details?.tradingHours, details?.timeZoneId);
        if (hours !== undefined) this.#hours.set(contract.conId, hours);
      },
      () => undefined,
    );
  }
}
