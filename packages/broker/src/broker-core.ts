/** A broker's parts, wired to each other and to the life of the connection. */
import { randomUUID } from 'node:crypto';
import type { Clock, IBKRConnectionManager, Session } from '@cq/connection';
import { onNotice, onSession, settingsOf } from '@cq/connection/internal';
import { InvalidArgumentError } from '@cq/errors';
import type { CancelContext } from './cancel-order.js';
import { checkText } from './check.js';
import { Contracts } from './contracts.js';
import { OrderDesk } from './desk.js';
import { Enquiry } from './enquiry.js';
import { Gate } from './gate.js';
import { Guards } from './guards.js';
import { orderRecords, restore } from './journal-orders.js';
import { sweep } from './kill-switch.js';
import type { ResolvedPolicy } from './options.js';
import { orderIdsOf } from './order-ids.js';
import type { PlaceContext } from './place-order.js';
import { DailyPnl } from './pnl.js';
import { PositionWire } from './positions.js';
import { Reconciler } from './reconciler.js';
import { isAboutOrders } from './tws.js';

export class BrokerCore {
  readonly connection: IBKRConnectionManager;
  readonly policy: ResolvedPolicy;
  readonly clock: Clock;
  readonly account: string | undefined;
  readonly desk: OrderDesk;
  readonly gate = new Gate();
  readonly enquiry: Enquiry;
  readonly reconciler: Reconciler;
  readonly contracts: Contracts;
  readonly positions: PositionWire;
  readonly guards: Guards;
  readonly dailyPnl: DailyPnl | undefined;
  readonly place: PlaceContext;
  readonly cancel: CancelContext;
  readonly #stops: (() => void)[] = [];
  #stopListening: (() => void) | undefined;

  /** @throws InvalidArgumentError when the journal belongs to another client id */
  constructor(connection: IBKRConnectionManager, policy: ResolvedPolicy) {
    const { clock, logger, clientId, account } = settingsOf(connection);
    this.connection = connection;
    this.policy = policy;
    this.clock = clock;
    this.account = policy.account ?? account;
    const { journal, timeZone, limits, readOnly, orderTimeoutMs } = policy;
    const ids = orderIdsOf(connection);
    this.desk = new OrderDesk({
      clientId: () => clientId,
      account: this.account,
      clock,
      logger,
      ids,
      journal,
      timeZone,
    });
    this.enquiry = new Enquiry(connection);
    this.contracts = new Contracts(connection, clock);
    this.positions = new PositionWire(connection);
    this.dailyPnl = limits.maxDailyLoss === undefined ? undefined : new DailyPnl(connection, this.account);
    const { desk, gate, enquiry } = this;
    const { arrivalGraceMs, livenessAfterMs, livenessTimeoutMs, offTick } = policy;
    this.reconciler = new Reconciler({ connection, desk, gate, enquiry, clock, logger, timeZone, arrivalGraceMs });
    this.guards = new Guards({
      ...{ connection, clock, gate, desk, limits, readOnly, livenessAfterMs, livenessTimeoutMs },
      account: this.account,
      getPositions: (options) => this.positions.get(options),
      dailyPnl: (name) => this.dailyPnl?.of(name),
    });
    const { guards, contracts } = this;
    this.place = {
      connection,
      clock,
      desk,
      guards,
      contracts,
      clientId: () => clientId,
      newOrderRef: () => checkedRef((policy.newOrderRef ?? randomUUID)()),
      offTick,
      orderTimeoutMs,
    };
    this.cancel = {
      connection,
      clock,
      desk,
      readOnly,
      orderTimeoutMs,
      look: () => this.look(),
      rebind: () => desk.asking(() => enquiry.openOrders(false)),
    };
    this.#restore(clientId);
    this.#follow();
  }

  /** Asks TWS how all orders stand, in the background. */
  async look(): Promise<void> {
    const { session } = this.gate;
    if (session) await this.reconciler.look(session, 'doubt');
  }

  close(): void {
    this.reconciler.close();
    this.dailyPnl?.close();
    for (const stop of this.#stops.splice(0)) stop();
    this.#stopListening?.();
    this.gate.close();
    this.desk.end();
  }

  #restore(clientId: number): void {
    const { journal } = this.policy;
    if (!journal) return;
    const { highestOrderId, killSwitch, clientIds } = restore(orderRecords(journal), this.desk.book, this.clock.now());
    const [other] = [...clientIds].filter((id) => id !== clientId);
    if (other !== undefined) {
      throw new InvalidArgumentError(
        'journal',
        `${journal.path} belongs to client id ${other}, and this connection uses ${clientId}: give each its own`,
      );
    }
    this.desk.ids.raiseAbove(highestOrderId);
    this.guards.killSwitch = killSwitch;
  }

  #follow(): void {
    const { connection } = this;
    this.desk.onRevival = () => this.#sweep();
    this.#stops.push(
      onNotice(connection, (notice) => {
        this.guards.heard();
        this.desk.notice(notice);
      }),
      this.desk.onReport(() => this.guards.heard()),
      onSession(connection, {
        opened: (session) => this.#opened(session),
        ended: (_session, cause) => this.#ended(cause),
        linkLost: (session) => this.gate.move({ state: 'link-lost', session }),
        linkRestored: (session) => this.#reconcile(session, 'link-restored'),
        badFrame: (_session, { messageId }) => {
          if (messageId === undefined || isAboutOrders(messageId))
            this.reconciler.doubt('a message about orders was lost');
        },
      }),
    );
  }

  #opened(session: Session): void {
    this.desk.ids.raiseTo(session.nextOrderId);
    this.#stopListening?.();
    this.#stopListening = this.desk.listen(session);
    this.dailyPnl?.open(session);
    // TWS says so at once when it is itself without IBKR.
    if (this.connection.isConnected()) this.#reconcile(session, 'session');
    else this.gate.move({ state: 'link-lost', session });
  }

  #reconcile(session: Session, reason: 'session' | 'link-restored'): void {
    void this.reconciler.begin(session, reason).then(() => this.#sweep());
  }

  /** With the kill switch on, what is found alive is cancelled. */
  #sweep(): void {
    sweep(this).catch((error: unknown) =>
      settingsOf(this.connection).logger.error({ error }, 'the kill switch could not cancel everything'),
    );
  }

  #ended(cause: Error): void {
    this.#stopListening?.();
    this.#stopListening = undefined;
    this.gate.move({ state: 'no-session' });
    this.desk.sessionEnded(cause);
  }
}

/** What names an order goes on the wire, and into the journal. @throws InvalidArgumentError */
function checkedRef(orderRef: unknown): string {
  checkText(orderRef, 'newOrderRef()');
  return orderRef;
}
