// What can be traded, in the words both the broker and the market data use, and short ways to write it down.

import { InvalidArgumentError } from '@cq/errors';

export type SecType =
  | 'STK'
  | 'OPT'
  | 'FUT'
  | 'CONTFUT'
  | 'FOP'
  | 'IND'
  | 'CASH'
  | 'CFD'
  | 'BOND'
  | 'FUND'
  | 'CRYPTO'
  | 'CMDTY'
  | 'WAR'
  | 'BAG';

/** One leg of a combination. */
export interface ContractLeg {
  readonly conId: number;
  readonly ratio: number;
  readonly action: 'BUY' | 'SELL';
  readonly exchange: string;
}

/** A description of an instrument, complete or not. `qualify` finds the one instrument it means. */
export interface Contract {
  readonly secType: SecType;
  readonly symbol?: string;
  /** IBKR's number for the instrument. With it, nothing else but the exchange is needed. */
  readonly conId?: number;
  readonly exchange?: string;
  readonly primaryExchange?: string;
  readonly currency?: string;
  /** `YYYYMMDD` or `YYYYMM`. */
  readonly lastTradeDateOrContractMonth?: string;
  readonly strike?: number;
  readonly right?: 'C' | 'P';
  readonly multiplier?: number;
  readonly localSymbol?: string;
  readonly tradingClass?: string;
  readonly includeExpired?: boolean;
  readonly secIdType?: 'ISIN' | 'CUSIP' | 'SEDOL' | 'RIC' | 'FIGI';
  readonly secId?: string;
  readonly legs?: readonly ContractLeg[];
}

/** A contract that TWS has recognised as exactly one instrument. */
export interface QualifiedContract extends Contract {
  readonly conId: number;
  readonly symbol: string;
  readonly exchange: string;
  readonly currency: string;
}

/** A bare string is a US stock, SMART-routed, in USD. */
export type ContractLike = string | Contract;

/** What TWS knows about an instrument. Absence is `undefined`, never an empty string. */
export interface ContractDetails {
  readonly contract: QualifiedContract;
  readonly longName: string | undefined;
  readonly marketName: string | undefined;
  readonly minTick: number | undefined;
  readonly priceMagnifier: number | undefined;
  readonly orderTypes: readonly string[];
  readonly validExchanges: readonly string[];
  readonly marketRuleIds: readonly number[];
  readonly contractMonth: string | undefined;
  readonly realExpirationDate: string | undefined;
  readonly underConId: number | undefined;
  readonly underSymbol: string | undefined;
  readonly industry: string | undefined;
  readonly category: string | undefined;
  readonly subcategory: string | undefined;
  readonly stockType: string | undefined;
  readonly timeZoneId: string | undefined;
  /** As TWS sends it: `20260801:0400-20260801:2000;20260802:CLOSED`, in `timeZoneId`. */
  readonly tradingHours: string | undefined;
  readonly liquidHours: string | undefined;
  readonly minSize: number | undefined;
  readonly sizeIncrement: number | undefined;
  readonly suggestedSizeIncrement: number | undefined;
  /** Other identifiers, by kind: `{ ISIN: 'US0378331005' }`. */
  readonly secIds: Readonly<Record<string, string>>;
}

interface Venue {
  readonly exchange?: string;
  readonly currency?: string;
}

/** A stock, by default SMART-routed and in USD. */
export function stock(symbol: string, options: Venue & { readonly primaryExchange?: string } = {}): Contract {
  return { secType: 'STK', symbol, exchange: 'SMART', currency: 'USD', ...options };
}

/** An option. `expiry` is `YYYYMMDD` (or `YYYYMM` while looking for one). */
export function option(
  symbol: string,
  options: Venue & {
    readonly expiry: string;
    readonly strike: number;
    readonly right: 'C' | 'P';
    readonly multiplier?: number;
    readonly tradingClass?: string;
  },
): Contract {
  const { expiry, ...rest } = options;
  return {
    secType: 'OPT',
    symbol,
    exchange: 'SMART',
    currency: 'USD',
    lastTradeDateOrContractMonth: expiry,
    ...rest,
  };
}

/** A future. `expiry` is `YYYYMMDD` or the contract month `YYYYMM`. */
export function future(
  symbol: string,
  options: { readonly expiry: string; readonly exchange: string } & Venue & {
      readonly multiplier?: number;
      readonly tradingClass?: string;
    },
): Contract {
  const { expiry, ...rest } = options;
  return { secType: 'FUT', symbol, currency: 'USD', lastTradeDateOrContractMonth: expiry, ...rest };
}

/** The front month of a future, for data only: it cannot be traded. */
export function continuousFuture(symbol: string, options: { readonly exchange: string } & Venue): Contract {
  return { secType: 'CONTFUT', symbol, currency: 'USD', ...options };
}

/**
 * A currency pair, `EUR.USD`, `EUR/USD` or `EURUSD`: the first is bought in terms of the second.
 * @throws InvalidArgumentError when it does not name two currencies
 */
export function forex(pair: string, options: { readonly exchange?: string } = {}): Contract {
  const [, symbol, currency] = /^([A-Z]{3})[./]?([A-Z]{3})$/.exec(pair.trim().toUpperCase()) ?? [];
  if (symbol === undefined || currency === undefined) {
    throw new InvalidArgumentError('pair', `must name two currencies, such as EUR.USD, got ${JSON.stringify(pair)}`);
  }
  return { secType: 'CASH', symbol, currency, exchange: 'IDEALPRO', ...options };
}

/** A cryptocurrency, by default at PAXOS in USD. */
export function crypto(symbol: string, options: Venue = {}): Contract {
  return { secType: 'CRYPTO', symbol, exchange: 'PAXOS', currency: 'USD', ...options };
}

/** An index, which has a price and cannot be traded. */
export function index(symbol: string, options: { readonly exchange: string } & Venue): Contract {
  return { secType: 'IND', symbol, currency: 'USD', ...options };
}

/** A bond, by its CUSIP or other name. */
export function bond(symbol: string, options: Venue = {}): Contract {
  return { secType: 'BOND', symbol, exchange: 'SMART', currency: 'USD', ...options };
}

/** A combination traded as one. Each leg needs its conId: qualify the legs first. */
export function combo(symbol: string, legs: readonly ContractLeg[], options: Venue = {}): Contract {
  return { secType: 'BAG', symbol, exchange: 'SMART', currency: 'USD', legs, ...options };
}

/** The contract a string or a contract stands for. */
export function toContract(contract: ContractLike): Contract {
  return typeof contract === 'string' ? stock(contract.trim().toUpperCase()) : contract;
}

/** A short name for logs and errors: `AAPL STK SMART USD`, `ES FUT 202612 CME USD`. */
export function describeContract(contract: ContractLike): string {
  const { symbol, localSymbol, conId, secType, lastTradeDateOrContractMonth, strike, right, exchange, currency } =
    toContract(contract);
  const name = symbol ?? localSymbol ?? (conId === undefined ? '?' : `conId ${conId}`);
  return [name, secType, lastTradeDateOrContractMonth, strike, right, exchange, currency]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
}
