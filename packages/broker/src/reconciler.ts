/**
 * Brings the book into agreement with TWS: on every new session and whenever the link came back, before any new
 * order; and in the background whenever something is in doubt. Asks for open orders, then executions, then completed
 * orders: an order that moves between two lists while we ask is then in the later one.
 */
import type { Clock, IBKRConnectionManager, Logger, Session } from '@cq/connection';
import { ConnectionError, parseNotice, RequestError } from '@cq/errors';
import type { OrderDesk } from './desk.js';
import { nameOf } from './desk.js';
import type { Enquiry } from './enquiry.js';
import type { ReconcileReason } from './events.js';
import type { Gate } from './gate.js';
import { parseExecId, type Execution } from './execution.js';
import { judge, judgeExecutions, type Evidence, type Verdict } from './reconcile.js';
import { isDone, type Trade } from './trade.js';
import { dayIn, dayRange, type Zone } from './tws.js';

export interface ReconcilerOptions {
  readonly connection: IBKRConnectionManager;
  readonly desk: OrderDesk;
  readonly gate: Gate;
  readonly enquiry: Enquiry;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly timeZone: Zone;
  /** How long an order must be absent from all lists, in two looks, before it counts as never arrived. */
  readonly arrivalGraceMs: number;
}

const RETRY_MS = [500, 1_000, 2_000, 5_000, 10_000, 30_000] as const;
/** Doubts close together are one question. */
const DOUBT_MS = 50;
/** A doubt that asking does not clear up (an answer that cannot be read, say) is asked about ever less often. */
const LONGEST_DOUBT_MS = 12_800;
/** Without a doubt for this long, the next one is a new one. */
const CALM_MS = 30_000;

export class Reconciler {
  readonly #options: ReconcilerOptions;
  /** When an order was first found absent. */
  readonly #absentSince = new Map<string, number>();
  /** Executions whose absence was reported. */
  readonly #missing = new Set<string>();
  readonly #closing = new AbortController();
  #running: Promise<unknown> = Promise.resolve();
  #doubt: (() => void) | undefined;
  #doubtMs = DOUBT_MS;
  #doubtedAt = -Infinity;
  #laterLook: (() => void) | undefined;

  constructor(options: ReconcilerOptions) {
    this.#options = options;
    options.desk.onDoubt = (why) => this.doubt(why);
  }

  /** Closes the gate until TWS has answered; tries again while the session lives. */
  async begin(session: Session, reason: ReconcileReason): Promise<void> {
    const { gate, desk, clock, logger } = this.#options;
    gate.move({ state: 'reconciling', session });
    desk.events.emit({ type: 'reconciling', epoch: session.epoch, reason });
    for (let attempt = 0; this.#isCurrent(session); attempt += 1) {
      try {
        const tell = await this.#ask(session, reason);
        if (!this.#isCurrent(session)) return;
        gate.move({ state: 'open', session });
        tell();
        return;
      } catch (error) {
        if (!this.#isCurrent(session)) return;
        if (isReadOnlyTws(error)) {
          gate.move({ state: 'read-only-tws', session });
          return;
        }
        logger.warn({ error, epoch: session.epoch, attempt }, 'reconciliation failed');
        desk.events.emit({ type: 'reconcileFailed', epoch: session.epoch, error: error as Error });
        await clock.sleep(RETRY_MS[attempt] ?? 30_000, { signal: this.#lifeOf(session) }).catch(() => undefined);
      }
    }
  }

  /** Asks TWS once and settles what can be settled. Rejects with what the questions reject with. */
  async look(session: Session, reason: ReconcileReason): Promise<void> {
    const tell = await this.#ask(session, reason);
    tell();
  }

  /** Something is unclear: ask soon, once for many doubts, and until TWS answers. Orders are not held up by it. */
  doubt(why: string): void {
    const { clock, gate, logger } = this.#options;
    if (this.#doubt || this.#closing.signal.aborted) return;
    this.#doubtMs = clock.now() - this.#doubtedAt > CALM_MS ? DOUBT_MS : Math.min(this.#doubtMs * 2, LONGEST_DOUBT_MS);
    this.#doubt = clock.schedule(this.#doubtMs, () => {
      this.#doubt = undefined;
      this.#doubtedAt = clock.now();
      const { current } = gate;
      // On the way to open, reconciliation asks anyway.
      if (current.state !== 'open') return;
      logger.debug({ why }, 'asking TWS how orders stand');
      this.look(current.session, 'doubt').catch((error: unknown) => {
        if (this.#closing.signal.aborted) return;
        logger.warn({ error, why }, 'TWS could not be asked');
        this.doubt(why);
      });
    });
  }

  /** Stops what is planned, and what is under way: a lent connection lives on, and hears nothing of this any more. */
  close(): void {
    this.#closing.abort(new ConnectionError('closed', { message: 'The broker was closed' }));
    this.#doubt?.();
    this.#laterLook?.();
    this.#doubt = this.#laterLook = undefined;
  }

  /** One look at a time. Gives the report of it, for when the time has come to tell. */
  #ask(session: Session, reason: ReconcileReason): Promise<() => void> {
    const run = this.#running.then(() => this.#look(session, reason));
    this.#running = run.catch(() => undefined);
    return run;
  }

  async #look(session: Session, reason: ReconcileReason): Promise<() => void> {
    const { desk, clock } = this.#options;
    const askedAt = clock.now();
    const evidence = await this.#gather(askedAt, this.#lifeOf(session));
    const { current } = this.#options.gate;
    // Out of touch with IBKR, TWS tells what it remembers: what it leaves out proves nothing.
    if (current.state === 'link-lost' || current.state === 'no-session') return () => undefined;
    desk.book.dropStrangers();
    for (const verdict of judge(desk.book.trades(), evidence)) this.#execute(verdict);
    this.#strikeOut(evidence);
    desk.flush();
    return this.#report(session, reason, askedAt);
  }

  /** Asks the three questions, and notes what the answers mention. */
  async #gather(askedAt: number, signal: AbortSignal): Promise<Evidence> {
    const { desk, enquiry } = this.#options;
    const openPermIds = new Set<number>();
    const openRefs = new Set<string>();
    const executions = new Set<string>();
    const filled = new Map<number, number>();
    const stop = desk.onReport((fact) => {
      if (fact.type === 'execution') executions.add(parseExecId(fact.execution.execId).base);
      else if (fact.type === 'openOrder') {
        if (fact.permId !== undefined) openPermIds.add(fact.permId);
        // Another client may use the same names.
        if (fact.order.orderRef !== '' && fact.clientId === desk.clientId) openRefs.add(fact.order.orderRef);
      } else if (fact.type !== 'commission' && fact.permId !== undefined) filled.set(fact.permId, fact.filled);
    });
    try {
      await desk.asking(async () => {
        await enquiry.openOrders(true, { signal });
        await enquiry.executions({ signal });
        await enquiry.completedOrders({ signal });
      });
    } finally {
      stop();
    }
    return { openPermIds, openRefs, executions, filled, askedAt, allClients: true };
  }

  /** Executions TWS lists no longer: taken back while nobody listened, or gone without a word. */
  #strikeOut(evidence: Evidence): void {
    const { desk, clock, timeZone } = this.#options;
    const { from } = dayRange(evidence.askedAt, timeZone);
    const isOfDay = ({ time }: Execution): boolean => time.getTime() >= from && time.getTime() < evidence.askedAt;
    for (const { trade, execution, isBusted } of judgeExecutions(desk.book.trades(), evidence, isOfDay)) {
      const { execId } = execution;
      if (isBusted) desk.apply(nameOf(trade), { type: 'vanished', execId, at: clock.now() });
      else if (!this.#missing.has(execId)) {
        this.#missing.add(execId);
        desk.events.emit({ type: 'missingExecution', trade, execution });
      }
    }
  }

  #execute({ trade, verdict }: Verdict): void {
    const { desk, clock } = this.#options;
    const at = clock.now();
    const id = nameOf(trade);
    if (verdict === 'gone') {
      if (trade.filled > 0 || trade.permId === undefined) desk.apply(id, { type: 'gone', at });
      else {
        desk.book.forget(trade.permId);
        desk.history.forget(trade);
      }
      return;
    }
    if (trade.outcome !== 'unknown') desk.apply(id, { type: 'lost', at });
    if (verdict === 'lost') return;
    if (!this.#isWithinEvidence(trade, at)) return;
    const since = this.#absentSince.get(trade.orderRef);
    if (since === undefined) this.#absentSince.set(trade.orderRef, at);
    else if (at - since >= this.#options.arrivalGraceMs) {
      this.#absentSince.delete(trade.orderRef);
      desk.apply(id, { type: 'never-arrived', at });
    }
  }

  /** TWS's lists reach back to its midnight: about an order of yesterday their silence proves nothing. */
  #isWithinEvidence(trade: Trade, now: number): boolean {
    const { timeZone } = this.#options;
    return trade.placedAt !== undefined && dayIn(trade.placedAt, timeZone) === dayIn(now, timeZone);
  }

  #report(session: Session, reason: ReconcileReason, askedAt: number): () => void {
    const { desk, clock } = this.#options;
    const trades = desk.book.trades();
    const unsettled = trades.filter(({ outcome }) => outcome === 'unknown');
    const known = new Set(unsettled.map(({ orderRef }) => orderRef));
    for (const orderRef of this.#absentSince.keys()) if (!known.has(orderRef)) this.#absentSince.delete(orderRef);
    if (this.#absentSince.size > 0) this.#planLaterLook();
    const { epoch } = session;
    const active = trades.filter((trade) => !isDone(trade));
    const tookMs = clock.now() - askedAt;
    return () => desk.events.emit({ type: 'reconciled', epoch, reason, trades: active, unsettled, tookMs });
  }

  /** The second look that an absent order needs. */
  #planLaterLook(): void {
    const { clock, gate, arrivalGraceMs } = this.#options;
    this.#laterLook ??= clock.schedule(arrivalGraceMs, () => {
      this.#laterLook = undefined;
      const { current } = gate;
      if (current.state === 'open') this.doubt('an order is on no list');
    });
  }

  /** Aborts with the session, and with the broker. */
  #lifeOf(session: Session): AbortSignal {
    return AbortSignal.any([session.signal, this.#closing.signal]);
  }

  #isCurrent(session: Session): boolean {
    const { current } = this.#options.gate;
    return current.state === 'reconciling' && current.session === session && !this.#lifeOf(session).aborted;
  }
}

function isReadOnlyTws(error: unknown): boolean {
  if (!(error instanceof RequestError)) return false;
  const parsed = parseNotice(error.notice);
  return parsed.kind === 'invalid-request' && parsed.readOnly === true;
}
