/** Positions with what they are worth now: TWS's account download, which knows one account at a time. */
import type { CallOptions, IBKRConnectionManager, QualifiedContract } from '@cq/connection';
import { fromTwsContract, request, subscribe, type Exchange } from '@cq/connection/internal';
import { InvalidArgumentError } from '@cq/errors';
import type { Contract as IbContract } from '@stoqey/ib';
import { positionOf, type Position } from './positions.js';
import { Turns } from './turns.js';
import { EventName, number } from './tws.js';

/** Amounts in the contract's currency; `undefined` when TWS does not say. */
export interface PortfolioItem extends Position {
  readonly contract: QualifiedContract;
  readonly marketPrice: number | undefined;
  readonly marketValue: number | undefined;
  readonly unrealizedPnl: number | undefined;
  readonly realizedPnl: number | undefined;
}

type Row = [
  contract: IbContract,
  quantity: number,
  marketPrice: number,
  marketValue: number,
  averageCost?: number,
  unrealizedPnl?: number,
  realizedPnl?: number,
  account?: string,
];

/** Who listens to which account on one connection. */
class Download {
  account: string | undefined;
  users = 0;
  readonly turns: Turns;

  constructor(connection: IBKRConnectionManager) {
    this.turns = new Turns(connection);
  }
}

const downloads = new WeakMap<object, Download>();

/** One account's positions with their values; `[]` when flat. */
export async function requestPortfolio(
  connection: IBKRConnectionManager,
  account: string,
  options: CallOptions = {},
): Promise<readonly PortfolioItem[]> {
  const items = new Map<number, PortfolioItem>();
  await download(connection, account, { each: (item) => void items.set(item.contract.conId, item), options });
  return [...items.values()].filter(({ quantity }) => quantity !== 0);
}

/** One account's positions with their values, now and as they change. Closed ones come once more, with quantity 0. */
export function streamPortfolio(
  connection: IBKRConnectionManager,
  account: string,
  options: { readonly signal?: AbortSignal } = {},
): AsyncIterableIterator<PortfolioItem, undefined> {
  const held = new Map<number, PortfolioItem>();
  const subscription = subscribe<PortfolioItem>(
    connection,
    'portfolio',
    (exchange, push) => {
      const mentioned = new Set<number>();
      const { session } = exchange;
      let isOver = false;
      const stop = use(connection, exchange, account);
      exchange.listen(EventName.updatePortfolio, (...row: Row) => {
        const item = read(row, account);
        if (item.account !== account) return;
        const { conId } = item.contract;
        mentioned.add(conId);
        const isNews = item.quantity !== 0 || held.has(conId);
        if (item.quantity === 0) held.delete(conId);
        else held.set(conId, item);
        if (isNews) push(item);
      });
      download(connection, account, { each: () => undefined, options: { signal: session.signal } }).then(
        () => {
          if (isOver) return;
          // Closed while nobody was listening.
          for (const [conId, item] of held) {
            if (mentioned.has(conId)) continue;
            held.delete(conId);
            push({ ...item, quantity: 0, costBasis: 0, marketValue: 0, unrealizedPnl: 0 });
          }
        },
        () => {
          if (!isOver && !session.signal.aborted) subscription.restart('the portfolio did not all come');
        },
      );
      return () => {
        isOver = true;
        stop();
      };
    },
    { ...options, priority: 'account', buffer: { keep: 'latest', by: ({ contract }) => contract.conId } },
  );
  return subscription;
}

function download(
  connection: IBKRConnectionManager,
  account: string,
  { each, options }: { readonly each: (item: PortfolioItem) => void; readonly options: CallOptions },
): Promise<undefined> {
  const operation = 'getPortfolio';
  const ask = (): Promise<undefined> =>
    request<undefined>(
      connection,
      operation,
      (exchange, resolve) => {
        const stop = use(connection, exchange, account);
        exchange.listen(EventName.updatePortfolio, (...row: Row) => {
          const item = read(row, account);
          if (item.account === account) each(item);
        });
        exchange.listen(EventName.accountDownloadEnd, (told: string) => {
          if (told === account) resolve(undefined);
        });
        exchange.ib.reqAccountUpdates(true, account);
        return stop;
      },
      { ...options, priority: 'account' },
    );
  return stateOf(connection).turns.take(operation, ask, options);
}

/** @throws InvalidArgumentError while another account is being listened to: TWS would silently drop that one */
function use(connection: IBKRConnectionManager, { ib, session }: Exchange, account: string): () => void {
  const state = stateOf(connection);
  if (state.users > 0 && state.account !== account) {
    const other = state.account ?? 'another account';
    throw new InvalidArgumentError(
      'account',
      `cannot be ${account} while the portfolio of ${other} is being listened to: TWS tells of one at a time`,
    );
  }
  state.account = account;
  state.users += 1;
  let isUsing = true;
  const leave = (): void => {
    if (isUsing) state.users -= 1;
    isUsing = false;
  };
  session.signal.addEventListener('abort', leave, { once: true });
  return () => {
    session.signal.removeEventListener('abort', leave);
    leave();
    if (state.users === 0) ib.reqAccountUpdates(false, account);
  };
}

function stateOf(connection: IBKRConnectionManager): Download {
  const state = downloads.get(connection) ?? new Download(connection);
  downloads.set(connection, state);
  return state;
}

function read(row: Row, wanted: string): PortfolioItem {
  const [contract, quantity, marketPrice, marketValue, averageCost, unrealizedPnl, realizedPnl, account] = row;
  return {
    ...positionOf(account ?? wanted, fromTwsContract(contract), number(quantity) ?? 0, number(averageCost) ?? 0),
    marketPrice: number(marketPrice),
    marketValue: number(marketValue),
    unrealizedPnl: number(unrealizedPnl),
    realizedPnl: number(realizedPnl),
  };
}
