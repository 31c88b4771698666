/** Everything that can refuse an order before it is written, in one place and in one order. */
import type { CallOptions, Clock, IBKRConnectionManager, QualifiedContract, Session } from '@cq/connection';
import { OrderRefusedError } from '@cq/errors';
import { pickAccount } from './accounts.js';
import { difference, sum } from './decimal.js';
import type { OrderDesk } from './desk.js';
import type { Gate } from './gate.js';
import { checkAgainstLimits, OrderRate, overLimit, type Limits } from './limits.js';
import type { Order } from './order.js';
import type { Position } from './positions.js';
import { roundTrip } from './round-trip.js';
import { salesOf, type Sale } from './sales.js';
import { isActive, type Trade } from './trade.js';

export interface GuardOptions {
  readonly connection: IBKRConnectionManager;
  readonly clock: Clock;
  readonly gate: Gate;
  readonly desk: OrderDesk;
  readonly limits: Limits;
  readonly readOnly: boolean;
  readonly account: string | undefined;
  /** After this much silence TWS has to prove that it listens. `false`: never ask. */
  readonly livenessAfterMs: number | false;
  readonly livenessTimeoutMs: number;
  readonly getPositions: (options: CallOptions) => Promise<readonly Position[]>;
  /** Today's profit and loss, `undefined` while TWS has not said. */
  readonly dailyPnl: (account: string) => number | undefined;
}

interface Named {
  readonly account: string | undefined;
  readonly orderRef: string;
}

export interface KillSwitch {
  readonly engaged: boolean;
  readonly reason: string;
}

export class Guards {
  killSwitch: KillSwitch = { engaged: false, reason: '' };
  readonly #options: GuardOptions;
  readonly #rate = new OrderRate();
  /** Sales that were allowed and are not in the book yet, by orderRef. */
  readonly #reserved = new Map<string, readonly (Sale & { readonly account: string | undefined })[]>();
  #lastProof = -Infinity;

  constructor(options: GuardOptions) {
    this.#options = options;
  }

  /** May anything be sent at all? @throws OrderRefusedError saying why not */
  pass(orderRef?: string): Session {
    const { readOnly, gate } = this.#options;
    if (readOnly) throw new OrderRefusedError('read-only', { orderRef });
    if (this.killSwitch.engaged) {
      const { reason } = this.killSwitch;
      throw new OrderRefusedError('kill-switch', {
        orderRef,
        ...(reason === '' ? {} : { message: `The order was not sent: the kill switch is on (${reason})` }),
      });
    }
    return gate.pass(orderRef);
  }

  /** The account an order is for; `undefined` only when an advisor's group decides. */
  accountOf(order: Order, session: Session): string | undefined {
    const { account: own } = this.#options;
    if (order.faGroup !== undefined && order.account === undefined && own === undefined) return undefined;
    return pickAccount(order.account, own, session.accounts, 'order.account');
  }

  /** The user's limits that need no question. @throws OrderRefusedError `limit` */
  limit(contract: QualifiedContract, order: Order, { account, orderRef }: Named): void {
    const { limits } = this.#options;
    checkAgainstLimits(limits, contract, order, orderRef);
    if (limits.maxDailyLoss !== undefined) this.#checkLoss(account, orderRef, limits.maxDailyLoss);
  }

  /** Counts orders about to be written. @throws OrderRefusedError when they are too many for one second */
  takeRate(orderRef: string, count = 1): void {
    this.#rate.take(this.#options.limits, this.#options.clock.now(), orderRef, count);
  }

  /**
   * The limit that has to ask what is held; `undefined` when it is not set or nothing is sold, so that nobody waits.
   * Of a change, `instead` is the order as it was.
   */
  limitByHolding(contract: QualifiedContract, order: Order, named: Named, instead?: Trade): Promise<void> | undefined {
    if (this.#options.limits.longOnly !== true) return undefined;
    // Selling less than before needs nothing.
    if (instead?.quantity !== undefined && (order.quantity ?? Infinity) <= instead.quantity) return undefined;
    const sales = salesOf(contract, order.action, order.quantity);
    return sales.length === 0 ? undefined : this.#checkHolding(sales, named, instead);
  }

  /** The order is in the book, or will never be. */
  release(orderRef: string): void {
    this.#reserved.delete(orderRef);
  }

  /** Silence is no proof of life: a half-open socket is silent too. `undefined` when TWS was heard of late. */
  proveLiveness(orderRef: string): Promise<void> | undefined {
    const { livenessAfterMs, clock, connection } = this.#options;
    if (livenessAfterMs === false) return undefined;
    const now = clock.now();
    // Should the clock have been set back, nothing is known of how long ago anything was.
    if (now < this.#lastProof) return this.#ask(orderRef);
    if (now - this.#lastProof < livenessAfterMs) return undefined;
    const status = connection.getStatus();
    const age = 'health' in status ? status.health.lastMessageAgeMs : undefined;
    if (age !== undefined && age < livenessAfterMs) {
      this.#lastProof = now - age;
      return undefined;
    }
    return this.#ask(orderRef);
  }

  /** TWS said something just now. */
  heard(): void {
    this.#lastProof = this.#options.clock.now();
  }

  async #ask(orderRef: string): Promise<void> {
    const { connection, livenessTimeoutMs } = this.#options;
    try {
      await roundTrip(connection, { timeoutMs: livenessTimeoutMs });
      this.heard();
    } catch (cause) {
      // Whatever the reason, the gate tells it better when it has closed meanwhile.
      this.pass(orderRef);
      throw new OrderRefusedError('stale', { orderRef, cause });
    }
  }

  #checkLoss(account: string | undefined, orderRef: string, maxDailyLoss: number): void {
    const daily = account === undefined ? undefined : this.#options.dailyPnl(account);
    if (daily === undefined || daily <= -maxDailyLoss) {
      throw overLimit(
        orderRef,
        'maxDailyLoss',
        maxDailyLoss,
        daily === undefined ? 'a loss that is not known yet' : -daily,
      );
    }
  }

  /** What is held, as TWS says now, less what is being sold already. */
  async #checkHolding(sales: readonly Sale[], { account, orderRef }: Named, instead?: Trade): Promise<void> {
    // Taken before the question: a sale that fills meanwhile is then counted twice, never not at all.
    const before = sales.map(({ conId }) => this.#beingSold(conId, account, instead));
    const positions = await this.#options.getPositions({});
    sales.forEach(({ conId, quantity }, index) => {
      if (quantity === undefined || account === undefined) {
        throw overLimit(orderRef, 'longOnly', true, 'a sale whose quantity or account is not known');
      }
      const held = positions.find((p) => p.account === account && p.contract.conId === conId)?.quantity ?? 0;
      const sold = Math.max(before[index] ?? 0, this.#beingSold(conId, account, instead));
      const free = difference(held, sold);
      // Of a change, what has filled is no longer held and no longer to be sold.
      const wanted = instead ? Math.max(0, difference(quantity, instead.filled)) : quantity;
      if (wanted > free) throw overLimit(orderRef, 'longOnly', Math.max(0, free), wanted);
    });
    this.#reserved.set(
      orderRef,
      sales.map((sale) => ({ ...sale, account })),
    );
  }

  #beingSold(conId: number, account: string | undefined, instead: Trade | undefined): number {
    const reserved = [...this.#reserved.values()].flat();
    const working = this.#options.desk.book
      .trades()
      .filter((trade) => isActive(trade) && !isSame(trade, instead))
      .flatMap((trade) =>
        salesOf(trade.contract, trade.order.action, trade.remaining).map((sale) => ({
          ...sale,
          account: trade.account,
        })),
      );
    return sum(
      [...reserved, ...working]
        .filter((sale) => sale.conId === conId && sale.account === account)
        .map(({ quantity = 0 }) => quantity),
    );
  }
}

function isSame({ orderRef, permId }: Trade, other: Trade | undefined): boolean {
  return other?.orderRef === orderRef && other.permId === permId;
}
