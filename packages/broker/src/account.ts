/** What an account is worth: the figures everybody asks for, and all others. */
import type { CallOptions, IBKRConnectionManager } from '@cq/connection';
import { request, subscribe } from '@cq/connection/internal';
import { RequestError } from '@cq/errors';
import { Turns } from './turns.js';
import { EventName, text } from './tws.js';

/** One account's figures, in its base currency unless said otherwise. `undefined`: TWS did not say. */
export interface AccountBalance {
  readonly account: string;
  readonly currency: string;
  readonly netLiquidation: number;
  readonly totalCashValue: number;
  readonly buyingPower: number;
  readonly availableFunds: number | undefined;
  readonly excessLiquidity: number | undefined;
  readonly equityWithLoanValue: number | undefined;
  readonly grossPositionValue: number | undefined;
  readonly initMarginReq: number | undefined;
  readonly maintMarginReq: number | undefined;
  readonly settledCash: number | undefined;
  readonly accruedCash: number | undefined;
  /** Excess liquidity as a fraction of net liquidation. */
  readonly cushion: number | undefined;
  readonly leverage: number | undefined;
  /** -1: no limit. */
  readonly dayTradesRemaining: number | undefined;
  /** Cash in each currency that is held. */
  readonly cash: Readonly<Record<string, number>>;
}

/** One figure, in TWS's words. */
export interface AccountValue {
  readonly account: string;
  readonly tag: string;
  readonly value: string;
  /** The value as a number; `undefined` when it is text. */
  readonly amount: number | undefined;
  /** `undefined` for what is no money; `BASE` for sums over all currencies. */
  readonly currency: string | undefined;
}

const tags = {
  netLiquidation: 'NetLiquidation',
  totalCashValue: 'TotalCashValue',
  buyingPower: 'BuyingPower',
  availableFunds: 'AvailableFunds',
  excessLiquidity: 'ExcessLiquidity',
  equityWithLoanValue: 'EquityWithLoanValue',
  grossPositionValue: 'GrossPositionValue',
  initMarginReq: 'InitMarginReq',
  maintMarginReq: 'MaintMarginReq',
  settledCash: 'SettledCash',
  accruedCash: 'AccruedCash',
  cushion: 'Cushion',
  leverage: 'Leverage',
  dayTradesRemaining: 'DayTradesRemaining',
} as const;

type Figure = keyof typeof tags;

/** What TWS tells of one account, for its balance. */
export interface AccountFigures {
  readonly account: string;
  readonly values: readonly AccountValue[];
}

/** Those of every account of the login. @throws RequestError when TWS has none of any: it is still loading them */
export async function requestFigures(
  connection: IBKRConnectionManager,
  options: CallOptions = {},
): Promise<readonly AccountFigures[]> {
  const all = await requestSummary(connection, `${Object.values(tags).join(',')},$LEDGER:ALL`, options);
  const accounts = [...new Set(all.map(({ account }) => account))];
  if (accounts.length === 0) throw notTold('any figure of any account');
  return accounts.map((account) => ({ account, values: all.filter((value) => value.account === account) }));
}

/** @throws RequestError when TWS left out one of the three figures nobody can do without */
export function balanceOf({ account, values }: AccountFigures): AccountBalance {
  const figure = (name: Figure): number | undefined => values.find(({ tag }) => tag === tags[name])?.amount;
  const needed = (name: Figure): number => {
    const amount = figure(name);
    if (amount !== undefined) return amount;
    throw notTold(`the ${tags[name]} of ${account}`);
  };
  const cash = values.flatMap(({ tag, currency, amount }) =>
    tag === 'CashBalance' && currency !== undefined && currency !== 'BASE' && amount !== undefined
      ? [[currency, amount] as const]
      : [],
  );
  return {
    account,
    currency: values.find(({ tag }) => tag === tags.netLiquidation)?.currency ?? '',
    netLiquidation: needed('netLiquidation'),
    totalCashValue: needed('totalCashValue'),
    buyingPower: needed('buyingPower'),
    availableFunds: figure('availableFunds'),
    excessLiquidity: figure('excessLiquidity'),
    equityWithLoanValue: figure('equityWithLoanValue'),
    grossPositionValue: figure('grossPositionValue'),
    initMarginReq: figure('initMarginReq'),
    maintMarginReq: figure('maintMarginReq'),
    settledCash: figure('settledCash'),
    accruedCash: figure('accruedCash'),
    cushion: figure('cushion'),
    leverage: figure('leverage'),
    dayTradesRemaining: figure('dayTradesRemaining'),
    cash: Object.fromEntries(cash),
  };
}

function notTold(what: string): RequestError {
  return new RequestError('getAccountBalance', { code: NaN, message: `TWS did not tell ${what}` });
}

function requestSummary(
  connection: IBKRConnectionManager,
  wanted: string,
  options: CallOptions,
): Promise<readonly AccountValue[]> {
  const operation = 'getAccountBalance';
  const ask = (): Promise<readonly AccountValue[]> =>
    request<readonly AccountValue[]>(
      connection,
      operation,
      (exchange, resolve) => {
        const { ib, reqId } = exchange;
        const values: AccountValue[] = [];
        exchange.listen(EventName.accountSummary, (id: number, ...row: Row) => {
          if (id === reqId) values.push(accountValue(...row));
        });
        exchange.listen(EventName.accountSummaryEnd, (id: number) => {
          if (id === reqId) resolve(values);
        });
        ib.reqAccountSummary(reqId, 'All', wanted);
        return () => void ib.cancelAccountSummary(reqId);
      },
      { ...options, priority: 'account' },
    );
  const turns = summaries.get(connection) ?? new Turns(connection);
  summaries.set(connection, turns);
  return turns.take(operation, ask, options);
}

/** TWS keeps two summaries of a client at a time and refuses the third. */
const summaries = new WeakMap<IBKRConnectionManager, Turns>();

/** Every figure TWS keeps of one account, as it stands. */
export function requestAccountValues(
  connection: IBKRConnectionManager,
  account: string,
  options: CallOptions = {},
): Promise<readonly AccountValue[]> {
  return request<readonly AccountValue[]>(
    connection,
    'getAccountValues',
    (exchange, resolve) => {
      const { ib, reqId } = exchange;
      const values: AccountValue[] = [];
      exchange.listen(EventName.accountUpdateMulti, (id: number, name: string, _model: string, ...rest: Rest) => {
        if (id === reqId) values.push(accountValue(name, ...rest));
      });
      // The library hands this one id over as text.
      exchange.listen(EventName.accountUpdateMultiEnd, (id: number | string) => {
        if (Number(id) === reqId) resolve(values);
      });
      ib.reqAccountUpdatesMulti(reqId, account, '', false);
      return () => void ib.cancelAccountUpdatesMulti(reqId);
    },
    { ...options, priority: 'account' },
  );
}

/** Every figure of one account, now and whenever it changes. */
export function streamAccountValues(
  connection: IBKRConnectionManager,
  account: string,
  options: { readonly signal?: AbortSignal } = {},
): AsyncIterableIterator<AccountValue, undefined> {
  const told = new Map<string, string>();
  return subscribe<AccountValue>(
    connection,
    'accountValues',
    (exchange, push) => {
      const { ib, reqId } = exchange;
      exchange.listen(EventName.accountUpdateMulti, (id: number, name: string, _model: string, ...rest: Rest) => {
        if (id !== reqId) return;
        const value = accountValue(name, ...rest);
        const key = keyOf(value);
        if (told.get(key) === value.value) return;
        told.set(key, value.value);
        push(value);
      });
      ib.reqAccountUpdatesMulti(reqId, account, '', false);
      return () => void ib.cancelAccountUpdatesMulti(reqId);
    },
    { ...options, priority: 'account', buffer: { keep: 'latest', by: keyOf } },
  );
}

type Rest = [tag: string, value: string, currency: string];
type Row = [account: string, ...Rest];

function accountValue(account: string, tag: string, value: string, currency: string): AccountValue {
  const amount = value.trim() === '' ? NaN : Number(value);
  return {
    account,
    tag,
    value,
    amount: Number.isFinite(amount) && Math.abs(amount) < Number.MAX_VALUE ? amount : undefined,
    currency: text(currency),
  };
}

function keyOf({ tag, currency = '' }: AccountValue): string {
  return `${tag} ${currency}`;
}
