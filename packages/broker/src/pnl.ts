/** Profit and loss as TWS computes it: of an account, and of one position. */
import type { IBKRConnectionManager, Session } from '@cq/connection';
import { subscribe } from '@cq/connection/internal';
import { EventName, number } from './tws.js';

/** In the account's base currency; `undefined` while TWS has not said. */
export interface PnL {
  readonly account: string;
  readonly daily: number | undefined;
  readonly unrealized: number | undefined;
  readonly realized: number | undefined;
}

export interface PositionPnL extends PnL {
  readonly conId: number;
  readonly quantity: number;
  readonly marketValue: number | undefined;
}

interface StreamOptions {
  readonly signal?: AbortSignal;
}

/** The account's profit and loss, now and whenever it changes. */
export function streamPnl(
  connection: IBKRConnectionManager,
  account: string,
  options: StreamOptions = {},
): AsyncIterableIterator<PnL, undefined> {
  return subscribe<PnL>(
    connection,
    'pnl',
    (exchange, push) => {
      const { ib, reqId } = exchange;
      exchange.listen(EventName.pnl, (id: number, daily: number, unrealized?: number, realized?: number) => {
        if (id === reqId)
          push({ account, daily: number(daily), unrealized: number(unrealized), realized: number(realized) });
      });
      ib.reqPnL(reqId, account, '');
      return () => void ib.cancelPnL(reqId);
    },
    { ...options, priority: 'account', buffer: { keep: 'latest', by: () => account } },
  );
}

/** One position's profit and loss, now and whenever it changes. */
export function streamPositionPnl(
  connection: IBKRConnectionManager,
  { account, conId }: { readonly account: string; readonly conId: number },
  options: StreamOptions = {},
): AsyncIterableIterator<PositionPnL, undefined> {
  return subscribe<PositionPnL>(
    connection,
    'positionPnl',
    (exchange, push) => {
      const { ib, reqId } = exchange;
      exchange.listen(EventName.pnlSingle, (id: number, ...row: (number | undefined)[]) => {
        if (id !== reqId) return;
        const [quantity, daily, unrealized, realized, value] = row.map(number);
        push({ account, conId, quantity: quantity ?? 0, daily, unrealized, realized, marketValue: value });
      });
      ib.reqPnLSingle(reqId, account, '', conId);
      return () => void ib.cancelPnLSingle(reqId);
    },
    { ...options, priority: 'account', buffer: { keep: 'latest', by: () => conId } },
  );
}

/** Today's profit and loss of every account, kept for the loss limit. Known anew on each session. */
export class DailyPnl {
  readonly #connection: IBKRConnectionManager;
  readonly #account: string | undefined;
  readonly #daily = new Map<string, number>();
  #abort = new AbortController();

  /** @param account the only one that matters; `undefined`: all of the login */
  constructor(connection: IBKRConnectionManager, account: string | undefined) {
    this.#connection = connection;
    this.#account = account;
  }

  of(account: string): number | undefined {
    return this.#daily.get(account);
  }

  open(session: Session): void {
    this.close();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    session.signal.addEventListener('abort', () => this.#daily.clear(), { once: true });
    const accounts = this.#account === undefined ? session.accounts : [this.#account];
    for (const account of accounts) void this.#read(account, signal);
  }

  close(): void {
    this.#abort.abort();
    this.#daily.clear();
  }

  async #read(account: string, signal: AbortSignal): Promise<void> {
    try {
      for await (const { daily } of streamPnl(this.#connection, account, { signal })) {
        if (daily === undefined) this.#daily.delete(account);
        else this.#daily.set(account, daily);
      }
    } catch {
      // Told below: it is not known any more.
    }
    // Without it the limit refuses: what is not known is not allowed. A stream that was replaced has no say.
    if (!signal.aborted) this.#daily.delete(account);
  }
}
