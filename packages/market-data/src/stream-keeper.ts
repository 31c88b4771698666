/**
 * Keeps streams asked for: on every session, under a new request id each time, and again whenever TWS drops one.
 * The only place that requests and cancels, so that one stream never holds two lines by accident.
 */
import { ConnectionError, IBKRError, RequestError, type AnyIBKRError, type Notice } from '@cq/errors';
import type { Session } from '@cq/connection';
import { allocateReqId, onNotice, onSession, sendPaced } from '@cq/connection/internal';
import { cancelAtTws } from './cancel-at-tws.js';
import type { FeedContext } from './feed-context.js';
import { IdTable } from './id-table.js';
import { renewalDelayMs, renewalFor } from './renewal.js';
import type { GapReason, Stream } from './stream.js';

/** A stream that has lived this long starts over with its back-off. */
const PROVEN_AFTER_MS = 30_000;

export interface KeeperHooks {
  /** A gap began, or ended: readers should see it. */
  changed(stream: Stream): void;
  /** TWS has no line left for it. */
  noLine(stream: Stream, notice: Notice): void;
  /** TWS suspended it. */
  suspended(stream: Stream, notice: Notice): void;
  /** It speaks again, or nobody wants it any more. */
  resumed(stream: Stream): void;
  /** It is over; the keeper has forgotten it already. */
  ended(stream: Stream, error: AnyIBKRError): void;
}

export class StreamKeeper {
  /** Ids that TWS may send ticks for. Late ticks of an old id find nobody here. */
  readonly table = new IdTable<Stream>();
  readonly #context: FeedContext;
  readonly #hooks: KeeperHooks;
  /** Every stream that should be running. */
  readonly #streams = new Set<Stream>();
  readonly #stops: (() => void)[];
  #session: Session | undefined;
  #linkUp = true;

  constructor(context: FeedContext, hooks: KeeperHooks) {
    this.#context = context;
    this.#hooks = hooks;
    const { connection } = context;
    this.#stops = [
      onSession(connection, {
        opened: (session) => this.#opened(session),
        ended: () => this.#ended(),
        linkLost: () => this.#linkLost(),
        linkRestored: (_session, dataLost) => this.#linkRestored(dataLost),
      }),
      onNotice(connection, (notice) => this.#noticed(notice)),
    ];
  }

  get streams(): ReadonlySet<Stream> {
    return this.#streams;
  }

  /** True when a session and the link behind it are up: only then does silence mean anything. */
  get isUp(): boolean {
    return this.#session !== undefined && this.#linkUp;
  }

  /** Asks for it now, or on the next session. */
  start(stream: Stream): void {
    this.#streams.add(stream);
    if (this.#session === undefined) {
      this.gap(stream, 'disconnected');
      return;
    }
    // TWS may tell what it knew before; nothing vouches for that until its link is back.
    if (!this.#linkUp) this.gap(stream, 'link-lost');
    this.#ask(stream);
  }

  /** Cancels it at TWS. */
  stop(stream: Stream): void {
    this.#streams.delete(stream);
    stream.cancelRetry?.();
    stream.cancelRetry = undefined;
    this.#forgetId(stream, true);
    this.#hooks.resumed(stream);
  }

  /** Cancels and asks again under a new id, at once or after a pause that grows with each failure in a row. */
  restart(stream: Stream, reason: GapReason, options: { readonly atOnce?: boolean } = {}): void {
    if (!this.#streams.has(stream)) return;
    this.gap(stream, reason);
    this.#forgetId(stream, true);
    this.#askLater(stream, options.atOnce === true ? 0 : this.#delayFor(stream));
  }

  /**
   * Asks again under a new id because the request itself has changed: nothing was wrong with the stream.
   * @param options `gone`: TWS has ended the old request already
   */
  refresh(stream: Stream, options: { readonly gone?: boolean } = {}): void {
    if (!this.#streams.has(stream)) return;
    this.#forgetId(stream, options.gone !== true);
    this.#ask(stream);
  }

  /** Takes its line away until it is started again. */
  park(stream: Stream): void {
    this.stop(stream);
    this.gap(stream, 'no-line');
    this.settle(stream, undefined);
  }

  /** It spoke: whatever was wrong with it is over. */
  heard(stream: Stream, now: number): void {
    stream.spokeAt = now;
    if (stream.failures > 0 && now - stream.askedAt > PROVEN_AFTER_MS) stream.failures = 0;
    if (stream.settles !== undefined) this.settle(stream, undefined);
    if (stream.gapReason !== undefined && stream.reqId !== 0 && this.isUp) this.#resume(stream, now);
  }

  settle(stream: Stream, error: AnyIBKRError | undefined): void {
    const { settles } = stream;
    stream.settles = undefined;
    for (const settle of settles ?? []) settle(error);
  }

  /** From now on values may be missing. The first reason of a gap is the one that is kept. */
  gap(stream: Stream, reason: GapReason, since = this.#context.clock.now()): void {
    if (stream.gapReason !== undefined) return;
    stream.gapReason = reason;
    stream.gapSince = since;
    stream.probeSince = NaN;
    stream.gapTold = !Number.isNaN(stream.spokeAt);
    if (stream.gapTold) this.#report(stream, { type: 'gap', reason, since: new Date(since) });
    this.#hooks.changed(stream);
  }

  /**
   * TWS will not serve it.
   * @param options `cancel`: TWS still holds the request
   */
  fail(stream: Stream, error: AnyIBKRError, options: { readonly cancel?: boolean } = {}): void {
    this.#streams.delete(stream);
    stream.cancelRetry?.();
    stream.cancelRetry = undefined;
    this.#forgetId(stream, options.cancel === true);
    this.settle(stream, error);
    this.#hooks.ended(stream, error);
  }

  dispose(): void {
    for (const stop of this.#stops) stop();
    for (const stream of [...this.#streams]) this.stop(stream);
  }

  #opened(session: Session): void {
    this.#session = session;
    this.#linkUp = true;
    for (const stream of this.#streams) this.#ask(stream);
  }

  #ended(): void {
    this.#session = undefined;
    this.table.clear();
    for (const stream of this.#streams) {
      stream.reqId = 0;
      stream.failures = 0;
      stream.cancelRetry?.();
      stream.cancelRetry = undefined;
      this.gap(stream, 'disconnected');
    }
  }

  #linkLost(): void {
    this.#linkUp = false;
    for (const stream of this.#streams) this.gap(stream, 'link-lost');
  }

  #linkRestored(dataLost: boolean): void {
    this.#linkUp = true;
    if (!dataLost) return;
    for (const stream of this.#streams) {
      this.gap(stream, 'data-lost');
      this.#forgetId(stream, false);
      this.#ask(stream);
    }
  }

  #noticed(notice: Notice): void {
    const stream = notice.reqId === undefined ? undefined : this.table.get(notice.reqId);
    if (stream === undefined || stream.notice(notice)) return;
    const renewal = renewalFor(notice, { spoke: !Number.isNaN(stream.spokeAt) });
    switch (renewal.do) {
      case 'nothing':
        return;
      case 'renew':
        this.gap(stream, renewal.reason);
        this.#forgetId(stream, false);
        this.#askLater(stream, this.#delayFor(stream));
        return;
      case 'suspend':
        this.gap(stream, renewal.reason);
        this.#hooks.suspended(stream, notice);
        // TWS repeats itself; the attempt that is planned already stands.
        if (stream.cancelRetry !== undefined) return;
        stream.failures = Math.max(stream.failures, 1);
        this.#askLater(stream, this.#delayFor(stream));
        return;
      case 'wait-for-line':
        this.#forgetId(stream, false);
        this.#hooks.noLine(stream, notice);
        return;
      case 'end':
        this.fail(stream, new RequestError(stream.kind, notice), renewal);
    }
  }

  #delayFor(stream: Stream): number {
    return renewalDelayMs(stream.failures, this.#context.random);
  }

  #askLater(stream: Stream, delayMs: number): void {
    stream.failures += 1;
    stream.cancelRetry?.();
    if (delayMs === 0) {
      this.#ask(stream);
      return;
    }
    stream.cancelRetry = this.#context.clock.schedule(delayMs, () => {
      stream.cancelRetry = undefined;
      this.#forgetId(stream, true);
      this.#ask(stream);
    });
  }

  #ask(stream: Stream): void {
    if (this.#session === undefined) return;
    stream.cancelRetry?.();
    stream.cancelRetry = undefined;
    const reqId = allocateReqId();
    stream.reqId = reqId;
    stream.sent = false;
    stream.askedAt = this.#context.clock.now();
    stream.restarted();
    this.table.set(reqId, stream);
    sendPaced(this.#context.connection, 'data', (ib) => {
      // Cancelled or renewed while it waited for its turn.
      if (stream.reqId !== reqId) return;
      stream.sent = true;
      stream.send(ib, reqId);
    }).catch((error: unknown) => this.#unsent(stream, reqId, error));
  }

  /** Losing the session, or a full queue, is no fault of the stream: it is asked for on the next one, or later. */
  #unsent(stream: Stream, reqId: number, error: unknown): void {
    if (stream.reqId !== reqId || error instanceof ConnectionError) return;
    if (!IBKRError.is(error)) {
      this.#context.logger.error({ error, stream: stream.key }, 'A market data request could not be written');
    } else if (error.retryable) {
      this.#forgetId(stream, false);
      this.#askLater(stream, this.#delayFor(stream));
    } else {
      this.fail(stream, error);
    }
  }

  /** @param cancel tell TWS, unless the request was never written */
  #forgetId(stream: Stream, cancel: boolean): void {
    const { reqId, sent } = stream;
    if (reqId === 0) return;
    stream.reqId = 0;
    stream.sent = false;
    this.table.delete(reqId);
    if (cancel && sent && this.#session !== undefined) cancelAtTws(this.#context, stream, reqId);
  }

  #resume(stream: Stream, now: number): void {
    const { gapReason: reason, gapSince, gapTold } = stream;
    if (reason === undefined) return;
    stream.gapReason = undefined;
    stream.cancelRetry?.();
    stream.cancelRetry = undefined;
    this.#hooks.resumed(stream);
    if (gapTold) {
      this.#report(stream, { type: 'resumed', reason, since: new Date(gapSince), durationMs: now - gapSince });
    }
  }

  #report(
    stream: Stream,
    what:
      | { readonly type: 'gap'; readonly reason: GapReason; readonly since: Date }
      | {
          readonly type: 'resumed';
          readonly reason: GapReason;
          readonly since: Date;
          readonly durationMs: number;
        },
  ): void {
    this.#context.emit({ ...what, symbol: stream.symbol, contract: stream.contract, stream: stream.kind });
  }
}
