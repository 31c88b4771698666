// The working side of a subscription: one exchange after the other, one buffer for all of them.

import { ConnectionError, describe, RequestError } from '@cq/errors';
import type { Notice } from '@cq/errors';
import { BoundedBuffer } from './buffer.js';
import type { ConnectionCore } from './connection-core.js';
import type { EndReason, Stop } from './exchange.js';
import { RunningExchange } from './running-exchange.js';
import type { Scheduled } from './session-owner.js';
import { runStop } from './stop.js';
import type { StartSubscription, SubscribeOptions, Subscription } from './subscription.js';
import { onAbort } from './on-abort.js';

export interface SubscriptionParts<T> {
  readonly operation: string;
  readonly start: StartSubscription<T>;
  readonly options: SubscribeOptions<T>;
}

/** The exchange of the current session, with what it needs to end. */
interface Turn {
  readonly exchange: RunningExchange;
  scheduled: Scheduled | undefined;
  stop: Stop | undefined;
  over: boolean;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

export class RunningSubscription<T> implements Subscription<T> {
  readonly ready: Promise<void>;
  readonly #connection: ConnectionCore;
  readonly #parts: SubscriptionParts<T>;
  readonly #buffer: BoundedBuffer<T>;
  readonly #leave: () => void;
  #settleReady: { resolve(): void; reject(error: unknown): void } = {
    resolve: () => undefined,
    reject: () => undefined,
  };
  #turn: Turn | undefined;
  #cancelPause: (() => void) | undefined;
  /** Restarts TWS made necessary since the last item. */
  #restarts = 0;
  #inGap = false;
  readonly #forgetSignal: () => void;
  #ended = false;

  constructor(connection: ConnectionCore, parts: SubscriptionParts<T>) {
    this.#connection = connection;
    this.#parts = parts;
    this.#buffer = new BoundedBuffer<T>(parts.options.buffer ?? { keep: 'all', limit: 10_000 }, () =>
      this.#end('closed'),
    );
    this.ready = new Promise((resolve, reject) => (this.#settleReady = { resolve, reject }));
    // Nobody has to look at it.
    this.ready.catch(() => undefined);
    this.#leave = connection.hooks.add({
      opened: () => this.#run(),
      linkRestored: (_session, dataLost) => {
        if (dataLost) this.restart('TWS lost its data');
      },
      rested: (cause) => this.#end('closed', cause),
    });
    this.#forgetSignal = onAbort(parts.options.signal, this.#abort);
    this.#begin();
  }

  get reqId(): number | undefined {
    return this.#turn?.exchange.reqId;
  }

  restart(reason: string): void {
    if (this.#ended) return;
    this.#endTurn('restart');
    this.#gap(reason);
    this.#run();
  }

  close(): void {
    void this.return();
  }

  next(): Promise<IteratorResult<T, undefined>> {
    return this.#buffer.next();
  }

  return(): Promise<IteratorResult<T, undefined>> {
    return this.#buffer.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #begin(): void {
    const { signal } = this.#parts.options;
    const { state } = this.#connection.lifecycle;
    if (signal?.aborted) this.#abort();
    else if (this.#connection.current) this.#run();
    else if (state === 'disconnected' || state === 'failed') this.#end('failed', this.#connection.notConnected());
  }

  #run(): void {
    const core = this.#connection.current;
    const session = core?.session;
    if (!core || !session || this.#ended || this.#turn) return;
    this.#cancelPause?.();
    const exchange = new RunningExchange(core, session, {
      routed: (notice) => this.#routed(turn, notice),
      sessionEnded: (cause) => this.#sessionEnded(turn, cause),
    });
    const turn: Turn = { exchange, scheduled: undefined, stop: undefined, over: false };
    this.#turn = turn;
    try {
      turn.scheduled = core.schedule(this.#parts.options.priority ?? 'data', { run: () => this.#start(turn) });
    } catch (error) {
      this.#end('failed', error);
    }
  }

  #start(turn: Turn): void {
    if (turn.over) return;
    const push = (item: T): void => {
      if (turn.over) return;
      this.#restarts = 0;
      this.#buffer.push(item);
    };
    const end = (error?: Error): void => {
      if (!turn.over) this.#end(error ? 'failed' : 'settled', error);
    };
    try {
      const stop = this.#parts.start(turn.exchange, push, end);
      if (stop) turn.stop = stop;
    } catch (error) {
      end(error as Error);
    }
    this.#started(turn);
  }

  #started(turn: Turn): void {
    if (turn.over) {
      // It ended before it could say how to stop.
      this.#runStop(turn, 'settled');
      return;
    }
    this.#settleReady.resolve();
    if (!this.#inGap) return;
    this.#inGap = false;
    this.#connection.hooks.guard(() => this.#parts.options.onResume?.());
  }

  #gap(reason: string): void {
    if (this.#inGap) return;
    this.#inGap = true;
    this.#connection.hooks.guard(() => this.#parts.options.onGap?.(reason));
  }

  #routed(turn: Turn, notice: Notice): boolean {
    const { onStream, retryable } = describe(notice.code);
    if (turn.over || onStream !== 'ended') return false;
    const { onEnded } = this.#parts.options;
    const action = onEnded ? onEnded(notice) : retryable ? 'restart' : 'end';
    if (action === 'ignore') return false;
    if (action === 'end') this.#end('failed', new RequestError(this.#parts.operation, notice));
    else this.#restartLater(notice);
    return true;
  }

  /** TWS ended the stream for a reason that passes: at once the first time, then with growing patience. */
  #restartLater(notice: Notice): void {
    this.#endTurn('restart');
    this.#gap(notice.message);
    this.#restarts += 1;
    const pauseMs = this.#restarts === 1 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#restarts - 2));
    this.#cancelPause?.();
    this.#cancelPause = this.#connection.config.clock.schedule(pauseMs, () => this.#run());
  }

  #sessionEnded(turn: Turn, cause: ConnectionError): void {
    if (turn.over) return;
    this.#endTurn('session');
    this.#gap(cause.summary);
  }

  readonly #abort = (): void => this.#end('aborted', this.#parts.options.signal?.reason);

  #end(why: EndReason, error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#leave();
    this.#cancelPause?.();
    this.#forgetSignal();
    this.#endTurn(why);
    this.#settleReady.reject(
      error ?? new ConnectionError('closed', { message: `${this.#parts.operation} was closed` }),
    );
    this.#buffer.end(error as Error | undefined);
  }

  #endTurn(why: EndReason): void {
    const turn = this.#turn;
    if (!turn) return;
    this.#turn = undefined;
    turn.over = true;
    turn.scheduled?.cancel();
    turn.exchange.end();
    this.#runStop(turn, why);
  }

  #runStop(turn: Turn, why: EndReason): void {
    const { stop } = turn;
    turn.stop = undefined;
    if (stop) runStop(this.#connection, turn.exchange, stop, why);
  }
}
