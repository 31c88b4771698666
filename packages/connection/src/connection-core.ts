// What a connection is made of, and the one place where its state changes and everybody is told.

import { ConnectionError } from '@cq/errors';
import type { Notice } from '@cq/errors';
import type { QualifiedContract } from './contract.js';
import { Emitter } from './emitter.js';
import type { ConnectHandler, ConnectionEvent, ConnectInfo, DisconnectHandler, DisconnectInfo } from './events.js';
import { HookRegistry } from './hook-registry.js';
import type { BadFrame } from './inbound.js';
import { moveTo } from './lifecycle.js';
import type { Lifecycle } from './lifecycle.js';
import { OverdueAlarm } from './overdue.js';
import type { PlaneChange } from './planes.js';
import type { Configuration } from './resolve-options.js';
import type { SessionCore } from './session-core.js';
import type { SessionEnd, SessionOwner } from './session-owner.js';
import type { Session } from './session.js';
import { healthOf, statusOf } from './status-of.js';
import type { ConnectionStatus } from './status.js';
import { TapRegistry } from './tap-registry.js';
import type { Endpoint } from './transport.js';

/** What the supervising loop decides when a session has ended. */
export interface EndDecision {
  afterEnd(core: SessionCore, cause: ConnectionError): Lifecycle;
  disconnectAsked(): void;
}

export class ConnectionCore implements SessionOwner {
  readonly config: Configuration;
  readonly emitter: Emitter<ConnectionEvent>;
  readonly hooks: HookRegistry;
  readonly taps: TapRegistry;
  readonly connectHandlers = new Set<ConnectHandler>();
  readonly disconnectHandlers = new Set<DisconnectHandler>();
  /** What `qualify` has found out. Instruments do not change while a program runs. */
  readonly qualified = new Map<string, QualifiedContract>();
  /** Where to dial next; TWS can announce another port. */
  endpoint: Endpoint;
  decide: EndDecision | undefined;
  #lifecycle: Lifecycle = { state: 'disconnected', cause: undefined };
  #current: SessionCore | undefined;
  #lastEpoch = 0;
  #lastDisconnectAt: Date | undefined;
  #verdict: string | undefined;
  readonly #overdue: OverdueAlarm;

  constructor(config: Configuration) {
    const { logger, clock } = config;
    this.config = config;
    this.endpoint = { host: config.host, port: config.port };
    this.emitter = new Emitter((error, type) => logger.error({ err: error, event: type }, 'An event listener threw'));
    this.hooks = new HookRegistry(logger);
    this.taps = new TapRegistry(logger);
    this.#overdue = new OverdueAlarm({
      afterMs: config.overdueAfterMs,
      windows: config.outageWindows,
      clock,
      raise: (since) => this.#raiseOverdue(since),
    });
  }

  get lifecycle(): Lifecycle {
    return this.#lifecycle;
  }

  /** The ready session's core, if there is one. */
  get current(): SessionCore | undefined {
    return this.#current?.session ? this.#current : undefined;
  }

  get nextEpoch(): number {
    return this.#lastEpoch + 1;
  }

  get isConnected(): boolean {
    return this.#lifecycle.state === 'connected';
  }

  get status(): ConnectionStatus {
    const memory = {
      endpoint: this.endpoint,
      reconnectCount: Math.max(0, this.#lastEpoch - 1),
      lastDisconnectAt: this.#lastDisconnectAt,
      overdue: this.#overdue.isRaised,
    };
    return statusOf(this.#lifecycle, { config: this.config, memory, core: this.current });
  }

  /** The ready session. @throws ConnectionError `not-connected` */
  requireReady(): { readonly core: SessionCore; readonly session: Session } {
    const core = this.#current;
    const session = core?.session;
    if (!core || !session) throw this.notConnected();
    return { core, session };
  }

  /** The error for those who need a session when there is none. */
  notConnected(): ConnectionError {
    const cause = 'cause' in this.#lifecycle ? this.#lifecycle.cause : undefined;
    return new ConnectionError('not-connected', {
      message: `Not connected to TWS at ${this.endpoint.host}:${this.endpoint.port} (${this.#lifecycle.state})`,
      ...(cause ? { cause } : {}),
    });
  }

  /** Changes the state. Siblings hear of it through `first`, before anybody outside does and may react. */
  move(to: Lifecycle, first: () => void = () => undefined): void {
    const from = this.#lifecycle;
    this.#lifecycle = moveTo(from, to);
    // Failing is final, and told; an alarm would only keep the process from ending.
    if (to.state === 'connecting' || to.state === 'reconnecting') this.#overdue.arm();
    else this.#overdue.disarm();
    first();
    if (from.state !== to.state) this.emitter.emit({ type: 'state', from: from.state, to: to.state });
  }

  /** A session is ready. Any of those who are told may end it again, so it is checked before each step. */
  opened(core: SessionCore, session: Session): void {
    this.#current = core;
    this.#lastEpoch = core.epoch;
    this.#verdict = undefined;
    const { logger } = this.config;
    const { epoch, serverVersion } = session;
    logger.info({ epoch, serverVersion, accounts: session.accounts }, 'Session ready');
    const steps = [
      () => this.move({ state: 'connected' }, () => this.hooks.call((hooks) => hooks.opened?.(session))),
      () => this.emitter.emit({ type: 'connected', session }),
      () => this.#callConnectHandlers({ plane: 'socket', dataLost: epoch > 1, session }),
      // TWS said before the session was ready that it has no link.
      () => this.#linkLost(core, core.planes.lostBy),
      () => this.looked(core),
    ];
    for (const step of steps) if (this.current === core) step();
  }

  ended(core: SessionCore, { session, cause, remains }: SessionEnd): void {
    if (this.#current !== core || !this.decide) return;
    this.#current = undefined;
    this.#lastDisconnectAt = new Date(this.config.clock.now());
    const next = this.decide.afterEnd(core, cause);
    this.move(next, () => {
      this.#summarize(core, session, cause);
      this.hooks.call((hooks) => hooks.ended?.(session, cause, remains));
      if (next.state === 'disconnected' && next.cause === undefined) this.rest(undefined);
    });
    this.emitter.emit({ type: 'disconnected', cause, session });
    this.#callDisconnectHandlers({ plane: 'socket', cause });
  }

  /** No further session is coming by itself. */
  rest(cause: ConnectionError | undefined): void {
    this.hooks.call((hooks) => hooks.rested?.(cause));
  }

  disconnectAsked(): void {
    this.decide?.disconnectAsked();
  }

  notice(core: SessionCore, notice: Notice): void {
    const { session } = core;
    this.emitter.emit({ type: 'notice', notice, session });
    if (session) this.hooks.notice(notice, session);
  }

  planesChanged(core: SessionCore, changes: readonly PlaneChange[]): void {
    for (const change of changes) {
      // Until it is ready, a session only remembers; `opened` reads what it remembers.
      if (this.current !== core) return;
      if (change.type === 'farm') this.emitter.emit({ type: 'farm', farm: change.farm });
      else if (change.type === 'link-lost') this.#linkLost(core, change.notice);
      else this.#linkRestored(core, change.dataLost);
    }
    this.looked(core);
  }

  badFrame(core: SessionCore, frame: BadFrame): void {
    this.config.logger.warn(frame, 'A message of TWS could not be understood');
    this.emitter.emit({ type: 'bad-frame', ...frame });
    const { session } = core;
    if (session) this.hooks.call((hooks) => hooks.badFrame?.(session, frame));
  }

  stalled(_core: SessionCore, blockedMs: number): void {
    this.config.logger.warn({ blockedMs }, 'The event loop was blocked');
    this.emitter.emit({ type: 'stall', blockedMs });
  }

  looked(core: SessionCore): void {
    if (this.current !== core) return;
    const health = healthOf(core, this.config.clock.now());
    if (health.verdict === (this.#verdict ?? 'healthy')) return;
    this.#verdict = health.verdict;
    this.config.logger.info({ reasons: health.reasons }, `Health is ${health.verdict}`);
    this.emitter.emit({ type: 'health', health });
  }

  #linkLost(core: SessionCore, notice: Notice | undefined): void {
    const { session } = core;
    if (!session || !notice || this.#lifecycle.state !== 'connected') return;
    const cause = new ConnectionError('link-lost', {
      message: `TWS has lost its link to IBKR: ${notice.message}`,
      notice,
    });
    this.config.logger.warn({ epoch: session.epoch, code: notice.code }, 'TWS has lost its link to IBKR');
    const steps = [
      () =>
        this.move({ state: 'reconnecting', plane: 'link', since: new Date(this.config.clock.now()), cause }, () =>
          this.hooks.call((hooks) => hooks.linkLost?.(session)),
        ),
      () => this.emitter.emit({ type: 'link', link: 'lost', dataLost: false }),
      () => this.#callDisconnectHandlers({ plane: 'link', cause }),
    ];
    for (const step of steps) if (this.current === core) step();
  }

  #linkRestored(core: SessionCore, dataLost: boolean): void {
    const { session } = core;
    if (!session) return;
    this.config.logger.info({ epoch: session.epoch, dataLost }, 'TWS is back in touch with IBKR');
    const steps = [
      () =>
        this.move({ state: 'connected' }, () => this.hooks.call((hooks) => hooks.linkRestored?.(session, dataLost))),
      () => this.emitter.emit({ type: 'link', link: 'up', dataLost }),
      () => this.#callConnectHandlers({ plane: 'link', dataLost, session }),
    ];
    for (const step of steps) if (this.current === core) step();
  }

  #callConnectHandlers(info: ConnectInfo): void {
    this.#callEach(this.connectHandlers, info);
  }

  #callDisconnectHandlers(info: DisconnectInfo): void {
    this.#callEach(this.disconnectHandlers, info);
  }

  /** Handlers come and go while they are called; one that has gone is not called any more. */
  #callEach<T>(handlers: ReadonlySet<(info: T) => unknown>, info: T): void {
    for (const handler of [...handlers]) if (handlers.has(handler)) this.hooks.guard(() => handler(info));
  }

  #summarize(core: SessionCore, session: Session, cause: ConnectionError): void {
    const { epoch, connectedAt } = session;
    const { roundTrips, traffic, longestStallMs } = core;
    const seconds = Math.round((this.config.clock.now() - connectedAt.getTime()) / 1_000);
    const roundTripMs = roundTrips.summary?.meanMs;
    const { reason, message: why } = cause;
    this.config.logger.info({ epoch, seconds, reason, why, ...traffic, roundTripMs, longestStallMs }, 'Session ended');
  }

  #raiseOverdue(since: Date): void {
    const cause = 'cause' in this.#lifecycle ? this.#lifecycle.cause : undefined;
    this.config.logger.error({ since, reason: cause?.reason }, 'The connection is overdue');
    this.emitter.emit({ type: 'overdue', since, cause });
  }
}
