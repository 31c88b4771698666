// One session from dialing to its end, and everything that dies with it.

import { ConnectionError, describe, RequestError, TwsCode } from '@cq/errors';
import type { Notice } from '@cq/errors';
import { callSafely } from './emitter.js';
import { ExchangeRegistry } from './exchange-registry.js';
import { intField } from './fields.js';
import { closedEarly, dialFailed, nameOf, notTws, readServerVersion, refusedBy, wrongAccounts } from './handshake.js';
import type { HealthMonitor } from './health.js';
import type { LibraryLink } from './library-link.js';
import { Incoming } from './message-ids.js';
import { sharedController } from './on-abort.js';
import { Opening } from './opening.js';
import { Pacer } from './pacer.js';
import type { Job, Priority } from './pacer.js';
import { freshPlanes, reducePlanes } from './planes.js';
import type { Planes } from './planes.js';
import { RoundTrips } from './round-trips.js';
import { closedByTws, lost } from './session-errors.js';
import { watchHealth } from './session-health.js';
import type { Scheduled, SessionOwner, SessionSettings } from './session-owner.js';
import type { Session } from './session.js';
import type { Traffic } from './status.js';
import { Transport } from './transport.js';
import { listenTo } from './tws.js';
import { noTraffic, Wire } from './wire.js';
import type { WireOwner } from './wire.js';

/** An error TWS mentions is taken for the reason of what happens so soon after it. */
const EXPLAINS_FOR_MS = 5_000;

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
  readonly #controller = sharedController();
  #opening: Opening | undefined;
  #settle: { resolve(session: Session): void; reject(error: ConnectionError): void } | undefined;
  #wire: Wire | undefined;
  #health: HealthMonitor | undefined;
  #serverVersion = 0;
  /** The last error TWS mentioned about the session, which may explain what happens next. */
  #complaint: { readonly notice: Notice; readonly at: number } | undefined;
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

  /** Resolves when the socket is gone, once the session has ended. */
  get closed(): Promise<void> {
    return this.#closed;
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
    if (this.pacer.isFree(priority, job)) {
      job.run();
      return { ran: true, cancel: () => undefined };
    }
    // Cancels are few, and refusing one would leave something running at TWS.
    if (priority !== 'cancel' && this.pacer.isFull) {
      const message = `${this.pacer.status.queued} messages are waiting already`;
      throw new RequestError('Sending', { code: TwsCode.MaxRateExceeded, message });
    }
    return { ran: false, cancel: this.pacer.enqueue(priority, job) };
  }

  async #dial(): Promise<void> {
    const { endpoint, clientId, clock, logger, taps, dial } = this.settings;
    const transport = await Transport.dial(endpoint, this.#controller.signal, dial);
    this.#opening?.enter('handshake');
    const [owner, { signal }, { pacer, roundTrips }] = [this.#wireOwner(), this.#controller, this];
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
    const { api: ib } = this.#wire;
    const { signal } = this.#controller;
    this.#session = { epoch, ib, accounts, nextOrderId, serverVersion, connectedAt: new Date(clock.now()), signal };
    this.#wire.openGate(serverVersion);
    taps.opened({ epoch, serverVersion });
    if (health) this.#health = watchHealth({ core: this, wire: this.#wire, owner: this.#owner }, health);
    this.#settle?.resolve(this.#session);
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
    if (notice.reqId === undefined && describe(notice.code).severity === 'error') {
      this.#complaint = { notice, at: this.settings.clock.now() };
    }
    const { planes, changes } = reducePlanes(this.planes, notice, new Date(this.settings.clock.now()));
    this.planes = planes;
    this.#owner.notice(this, notice);
    callSafely(
      () => this.exchanges.notice(notice),
      (error) => this.settings.logger.error({ err: error, code: notice.code }, 'A notice listener threw'),
    );
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
    const { endpoint, clock } = this.settings;
    const phase = this.#opening?.phase;
    const complaint = this.#complaint;
    const notice = complaint && clock.now() - complaint.at < EXPLAINS_FOR_MS ? complaint.notice : undefined;
    void this.end(phase ? closedEarly(endpoint, { phase, notice, error }) : closedByTws(endpoint, { notice, error }));
  }
}
