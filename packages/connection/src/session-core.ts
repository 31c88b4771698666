// One session from dialing to its end, and everything that dies with it.

import { ConnectionError, describe, RequestError, TwsCode } from '@cq/errors';
import type { Notice } from '@cq/errors';
import type { Clock } from './clock.js';
import { ExchangeRegistry } from './exchange-registry.js';
import { intField } from './fields.js';
import { closedEarly, dialFailed, nameOf, notTws, readServerVersion, refusedBy, wrongAccounts } from './handshake.js';
import { HealthMonitor } from './health.js';
import type { BadFrame } from './inbound.js';
import type { LibraryLink } from './library-link.js';
import type { Logger } from './logger.js';
import { Incoming } from './message-ids.js';
import { Opening } from './opening.js';
import type { HealthPolicy, PacingPolicy } from './options.js';
import { Pacer } from './pacer.js';
import type { Job, Priority } from './pacer.js';
import { freshPlanes, reducePlanes } from './planes.js';
import type { PlaneChange, Planes } from './planes.js';
import { RoundTrips } from './round-trips.js';
import type { Session } from './session.js';
import type { Traffic } from './status.js';
import type { TapRegistry } from './tap-registry.js';
import { Transport } from './transport.js';
import type { Endpoint } from './transport.js';
import { listenTo } from './tws.js';
import { Wire } from './wire.js';
import type { WireOwner } from './wire.js';

export interface SessionSettings {
  readonly endpoint: Endpoint;
  readonly clientId: number;
  readonly paperTrading: boolean;
  readonly account: string | undefined;
  readonly health: HealthPolicy | false;
  readonly pacing: PacingPolicy;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly taps: TapRegistry;
}

/** What was in flight when a session ended. */
export interface Remains {
  /** Ids of orders written to the socket that TWS never spoke about: they may or may not live. Never sent again. */
  readonly unacknowledgedOrders: readonly number[];
}

export interface SessionEnd {
  readonly session: Session;
  readonly cause: ConnectionError;
  readonly remains: Remains;
}

/** What a session tells its connection. */
export interface SessionOwner {
  notice(core: SessionCore, notice: Notice): void;
  planesChanged(core: SessionCore, changes: readonly PlaneChange[]): void;
  badFrame(core: SessionCore, frame: BadFrame): void;
  stalled(core: SessionCore, blockedMs: number): void;
  /** A good moment to look at the health verdict. */
  looked(core: SessionCore): void;
  /** Called once, and only for a session that was ready. */
  ended(core: SessionCore, end: SessionEnd): void;
  /** `disconnect()` was called on the library's client. */
  disconnectAsked(): void;
}

const noTraffic: Traffic = { bytesIn: 0, bytesOut: 0, unsentBytes: 0, messagesIn: 0, messagesOut: 0, badFrames: 0 };
/** A message in pieces is waited for this long, however slowly it comes. */
const LONGEST_MESSAGE_MS = 30_000;

/** One life of the socket. Opens once, ends once. */
export class SessionCore {
  readonly epoch: number;
  readonly settings: SessionSettings;
  readonly pacer: Pacer;
  readonly exchanges = new ExchangeRegistry();
  readonly roundTrips = new RoundTrips();
  planes: Planes = freshPlanes;
  longestStallMs = 0;
  readonly #owner: SessionOwner;
  readonly #controller = new AbortController();
  #opening: Opening | undefined;
  #settle: Settle | undefined;
  #wire: Wire | undefined;
  #health: HealthMonitor | undefined;
  #serverVersion = 0;
  #session: Session | undefined;
  #cause: ConnectionError | undefined;
  #closed: Promise<void> = Promise.resolve();
  /** Resolves with the cause when the session has ended and its socket is gone. */
  readonly over: Promise<ConnectionError>;
  #finish: (cause: ConnectionError) => void = () => undefined;

  constructor(epoch: number, settings: SessionSettings, owner: SessionOwner) {
    this.epoch = epoch;
    this.settings = settings;
    this.#owner = owner;
    this.pacer = new Pacer({ ...settings.pacing, clock: settings.clock });
    this.over = new Promise((resolve) => (this.#finish = resolve));
  }

  /** The session while it is ready, and only then. */
  get session(): Session | undefined {
    return this.#cause ? undefined : this.#session;
  }

  /** Why the session has ended, once it has. */
  get cause(): ConnectionError | undefined {
    return this.#cause;
  }

  /** When it became ready, if it did: milliseconds since the epoch. */
  get openedAt(): number | undefined {
    return this.#session?.connectedAt.getTime();
  }

  get transportKind(): LibraryLink['kind'] {
    return this.#wire?.transportKind ?? 'exchange';
  }

  get traffic(): Traffic {
    return this.#wire?.traffic ?? noTraffic;
  }

  get lastHeardAt(): number | undefined {
    return this.#wire?.lastHeardAt;
  }

  /** Since when TWS owes us an answer, if it does. */
  get askedAt(): number | undefined {
    return this.#health?.askedAt;
  }

  /** Dials and shakes hands; rejects with a `ConnectionError` that names the phase. Call once. */
  open(timeoutMs: number): Promise<Session> {
    const { endpoint, clock } = this.settings;
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#opening = new Opening({ endpoint, timeoutMs, clock, expired: (error) => void this.end(error) });
      this.#dial().catch((error: unknown) => void this.end(dialFailed(endpoint, error)));
    });
  }

  /**
   * Ends the session, whatever its phase; only the first call counts. `gracefully` lets TWS have what was written;
   * otherwise bytes in flight are taken back. Resolves when the socket is gone.
   */
  end(cause: ConnectionError, options: { readonly gracefully?: boolean } = {}): Promise<void> {
    if (this.#cause) return this.#closed;
    this.#cause = cause;
    this.#opening?.stop();
    this.#health?.stop();
    this.#closed = this.#wire?.shut(options.gracefully ?? false) ?? Promise.resolve();
    if (this.#session) {
      const remains = { unacknowledgedOrders: this.#wire?.orders.unacknowledged ?? [] };
      this.#owner.ended(this, { session: this.#session, cause, remains });
      this.settings.taps.ended();
    }
    this.pacer.end(cause);
    this.exchanges.end(cause);
    this.#controller.abort(cause);
    this.#wire?.dismissLibrary();
    this.#settle?.reject(cause);
    void this.#closed.then(() => this.#finish(cause));
    return this.#closed;
  }

  /**
   * Runs the job now when a message of this priority may be written, and otherwise when it may; never after the end.
   * The answer says whether it ran, and takes it out of the queue if not. Throws when the queue is full.
   */
  schedule(priority: Priority, job: Job): Scheduled {
    if (this.pacer.isFree(priority)) {
      job.run();
      return { ran: true, cancel: () => undefined };
    }
    if (this.pacer.isFull) {
      const message = `${this.pacer.status.queued} messages are waiting already`;
      throw new RequestError('Sending', { code: TwsCode.MaxRateExceeded, message });
    }
    return { ran: false, cancel: this.pacer.enqueue(priority, job) };
  }

  async #dial(): Promise<void> {
    const { endpoint, clientId, clock, logger, taps } = this.settings;
    const transport = await Transport.dial(endpoint, this.#controller.signal);
    this.#opening?.enter('handshake');
    const { pacer, roundTrips } = this;
    const { signal } = this.#controller;
    const owner = this.#wireOwner();
    try {
      signal.throwIfAborted();
      const wire = await Wire.connect(transport, {
        endpoint,
        clientId,
        clock,
        logger,
        taps,
        pacer,
        roundTrips,
        owner,
        signal,
      });
      signal.throwIfAborted();
      this.#wire = wire;
    } catch (error) {
      transport.reset();
      throw error;
    }
    this.#listen(this.#wire);
    this.#wire.start();
  }

  #wireOwner(): WireOwner {
    const cause = (): ConnectionError | undefined => this.#cause;
    const { endpoint } = this.settings;
    return {
      get cause() {
        return cause();
      },
      version: (bytes, start, end) => this.#version(readServerVersion(bytes, start, end, endpoint)),
      heard: (id, bytes, start, end) => this.#heard(id, bytes, start, end),
      notice: (notice, from) => this.#notice(notice, from),
      badFrame: (frame) => this.#owner.badFrame(this, frame),
      broken: (message) => this.#broken(message),
      gone: (error) => this.#gone(error),
      wedged: (error) => void this.end(lost('The library can send no more', error)),
      disconnectAsked: () => this.#owner.disconnectAsked(),
    };
  }

  #listen({ api }: Wire): void {
    listenTo(api, 'nextValidId', (orderId: number) => this.#learn({ nextOrderId: orderId }));
    listenTo(api, 'managedAccounts', (list: string) => {
      this.#learn({
        accounts: list
          .split(',')
          .map((name) => name.trim())
          .filter((name) => name !== ''),
      });
    });
  }

  #version(version: number | ConnectionError): boolean {
    if (typeof version !== 'number') {
      void this.end(version);
      return false;
    }
    this.#serverVersion = version;
    this.#opening?.enter('ready');
    return true;
  }

  #learn(news: Partial<Pick<Opening, 'nextOrderId' | 'accounts'>>): void {
    const opening = this.#opening;
    if (!opening || this.#cause) return;
    const wasComplete = opening.isComplete;
    Object.assign(opening, news);
    // Not within the call: the library is still in the middle of telling us, and sends nothing before it is done.
    if (opening.isComplete && !wasComplete) queueMicrotask(() => this.#becomeReady(opening));
  }

  #becomeReady(opening: Opening): void {
    const { accounts, nextOrderId } = opening;
    if (this.#cause || !this.#wire || nextOrderId === undefined) return;
    const { endpoint, paperTrading, account, clock, health, taps } = this.settings;
    const wrong = wrongAccounts(accounts, { paperTrading, account, endpoint });
    if (wrong) {
      void this.end(wrong);
      return;
    }
    opening.stop();
    this.#opening = undefined;
    const { epoch } = this;
    const serverVersion = this.#serverVersion;
    const ib = this.#wire.api;
    const { signal } = this.#controller;
    this.#session = { epoch, ib, accounts, nextOrderId, serverVersion, connectedAt: new Date(clock.now()), signal };
    this.#wire.openGate(serverVersion);
    taps.opened({ epoch, serverVersion });
    if (health) this.#watch(health, this.#wire);
    this.#settle?.resolve(this.#session);
  }

  #watch(policy: HealthPolicy, wire: Wire): void {
    this.#health = new HealthMonitor(policy, this.settings.clock, {
      get lastHeardAt() {
        return wire.lastHeardAt;
      },
      isReceiving: (since) =>
        wire.isReceiving(since) && this.settings.clock.now() - wire.lastHeardAt < LONGEST_MESSAGE_MS,
      ping: () => void this.schedule('cancel', { run: () => wire.api.reqCurrentTime() }),
      stale: (silentMs) => void this.end(stale(this.settings.endpoint, silentMs)),
      stalled: (blockedMs) => {
        this.longestStallMs = Math.max(this.longestStallMs, blockedMs);
        this.#owner.stalled(this, blockedMs);
      },
      looked: () => this.#owner.looked(this),
    });
    this.#health.start();
  }

  #heard(messageId: number, bytes: Buffer, start: number, end: number): void {
    this.#wire?.orders.received(messageId, bytes, start, end, this.#serverVersion);
    if (messageId === Incoming.CurrentTime) {
      this.roundTrips.answered(this.settings.clock.now(), intField(bytes, start, end, 2));
    }
  }

  #notice(notice: Notice, from: 'tws' | 'library'): void {
    if (this.#cause) return;
    const opening = this.#opening;
    if (opening && describe(notice.code).severity === 'error') opening.complaint = notice;
    const { planes, changes } = reducePlanes(this.planes, notice, new Date(this.settings.clock.now()));
    this.planes = planes;
    this.#owner.notice(this, notice);
    this.exchanges.notice(notice);
    if (changes.length > 0) this.#owner.planesChanged(this, changes);
    // The library says in numbers of TWS what is only its own opinion of the socket, and the socket is ours.
    if (from === 'tws') this.#obey(notice, opening);
  }

  #obey(notice: Notice, opening: Opening | undefined): void {
    const { endpoint, clientId } = this.settings;
    if (opening) {
      const refusal = refusedBy(notice, endpoint, { phase: opening.phase, clientId });
      if (refusal) void this.end(refusal);
    } else if (describe(notice.code).onSession === 'ended') {
      void this.end(new ConnectionError('lost', { message: `TWS ended the session: ${notice.message}`, notice }));
    }
  }

  #broken(message: string): void {
    const { endpoint } = this.settings;
    const inHandshake = this.#opening?.phase === 'handshake';
    void this.end(inHandshake ? notTws(endpoint) : lost(`The stream from ${nameOf(endpoint)} is broken: ${message}`));
  }

  #gone(error: Error | undefined): void {
    const { endpoint } = this.settings;
    const opening = this.#opening;
    if (opening)
      void this.end(closedEarly(endpoint, { phase: opening.phase, notice: opening.complaint, cause: error }));
    else
      void this.end(
        lost(`TWS at ${nameOf(endpoint)} closed the connection${error ? `: ${error.message}` : ''}`, error),
      );
  }
}

/** What became of something that was to be written. */
export interface Scheduled {
  readonly ran: boolean;
  cancel(): void;
}

interface Settle {
  resolve(session: Session): void;
  reject(error: ConnectionError): void;
}

function lost(message: string, cause?: unknown): ConnectionError {
  return new ConnectionError('lost', { message, ...(cause === undefined ? {} : { cause }) });
}

function stale(endpoint: Endpoint, silentMs: number): ConnectionError {
  return new ConnectionError('stale', {
    message: `TWS at ${nameOf(endpoint)} has been silent for ${Math.round(silentMs)} ms and did not answer`,
  });
}
