/** Which options an underlying has, and what a slice of them is worth. */
import { option, type ContractLike, type QualifiedContract } from '@cq/connection';
import { getContractDetails, request, type CallOptions } from '@cq/connection/internal';
import { IBKRError, InvalidArgumentError, type AnyIBKRError } from '@cq/errors';
import type { FeedContext } from './feed-context.js';
import type { Quote } from './quote.js';
import { parseMoment } from './tws-time.js';

/** The options of one underlying on one exchange, in one trading class. */
export interface OptionChain {
  readonly exchange: string;
  readonly underlyingConId: number;
  readonly tradingClass: string;
  readonly multiplier: number;
  /** Calendar dates `YYYY-MM-DD`, ascending. */
  readonly expirations: readonly string[];
  /** Ascending. Not every strike exists for every expiration. */
  readonly strikes: readonly number[];
}

export interface OptionSlice {
  /** A calendar date, `YYYY-MM-DD`. */
  readonly expiration: string;
  /** @default all strikes of the expiration */
  readonly strikes?: readonly number[] | { readonly from: number; readonly to: number };
  /** @default both */
  readonly rights?: readonly ('C' | 'P')[];
  /** @default 'SMART' */
  readonly exchange?: string;
  readonly tradingClass?: string;
}

export interface OptionQuote {
  readonly contract: QualifiedContract;
  readonly strike: number;
  readonly right: 'C' | 'P';
  /** With greeks, as far as TWS computed them. Undefined when this option's snapshot failed, see `error`. */
  readonly quote: Quote | undefined;
  readonly error: AnyIBKRError | undefined;
}

/** Snapshots under way at the same time: each takes a line for up to eleven seconds. */
const AT_ONCE = 20;

/** @throws RequestError; ContractError for an unknown underlying. `[]` when it has no options. */
export function askOptionChain(
  { connection }: FeedContext,
  underlying: QualifiedContract,
  options: CallOptions,
): Promise<readonly OptionChain[]> {
  return request<readonly OptionChain[]>(
    connection,
    'option chain',
    (exchange, resolve) => {
      const { ib, reqId } = exchange;
      const chains: OptionChain[] = [];
      exchange.listen(
        'securityDefinitionOptionParameter',
        (
          id: number,
          exchange: string,
          underlyingConId: number,
          tradingClass: string,
          multiplier: number,
          expirations: readonly string[],
          strikes: readonly number[],
        ) => {
          if (id !== reqId) return;
          const dates = expirations.map((text) => parseMoment(text)?.date ?? text).sort();
          const ascending = [...strikes].sort((a, b) => a - b);
          chains.push({ exchange, underlyingConId, tradingClass, multiplier, expirations: dates, strikes: ascending });
        },
      );
      exchange.listen('securityDefinitionOptionParameterEnd', (id: number) => {
        if (id === reqId) resolve(chains);
      });
      const futures = underlying.secType === 'FUT' ? underlying.exchange : '';
      const { symbol, secType, conId } = underlying;
      const kind: unknown = secType;
      ib.reqSecDefOptParams(reqId, symbol, futures, kind as never, conId);
    },
    options,
  );
}

/**
 * One expiration's options, calls before puts at each strike, with their quotes and greeks.
 * @param snapshot takes one contract's quote
 */
export async function askOptionSlice(
  { connection }: FeedContext,
  underlying: QualifiedContract,
  slice: OptionSlice,
  snapshot: (contract: ContractLike) => Promise<Quote>,
  options: CallOptions,
): Promise<readonly OptionQuote[]> {
  const contracts = await contractsOf(slice, underlying, (contract) =>
    getContractDetails(connection, contract, options),
  );
  const quotes: OptionQuote[] = [];
  for (let i = 0; i < contracts.length; i += AT_ONCE) {
    const batch = contracts.slice(i, i + AT_ONCE).map((contract) => quoteOf(contract, snapshot));
    quotes.push(...(await Promise.all(batch)));
  }
  return quotes;
}

async function quoteOf(
  contract: QualifiedContract,
  snapshot: (contract: ContractLike) => Promise<Quote>,
): Promise<OptionQuote> {
  const about = { contract, strike: contract.strike ?? NaN, right: contract.right ?? 'C' } as const;
  try {
    return { ...about, quote: await snapshot(contract), error: undefined };
  } catch (error) {
    if (!IBKRError.is(error)) throw error;
    return { ...about, quote: undefined, error };
  }
}

async function contractsOf(
  slice: OptionSlice,
  underlying: QualifiedContract,
  details: (contract: ContractLike) => ReturnType<typeof getContractDetails>,
): Promise<readonly QualifiedContract[]> {
  const { expiration, strikes, rights = ['C', 'P'], exchange = 'SMART', tradingClass } = slice;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(expiration)) {
    throw new InvalidArgumentError('expiration', `must be a date YYYY-MM-DD; got '${expiration}'`);
  }
  const { symbol, currency } = underlying;
  const expiry = expiration.replaceAll('-', '');
  const {
    strike: _strike,
    right: _right,
    ...any
  } = option(symbol, { expiry, strike: 0, right: 'C', exchange, currency });
  const all = await details({ ...any, ...(tradingClass !== undefined && { tradingClass }) });
  return all
    .map(({ contract }) => contract)
    .filter(({ strike, right }) => right !== undefined && rights.includes(right) && wants(strikes, strike ?? NaN))
    .sort((a, b) => (a.strike ?? 0) - (b.strike ?? 0) || (a.right ?? '').localeCompare(b.right ?? ''));
}

function wants(strikes: OptionSlice['strikes'], strike: number): boolean {
  if (strikes === undefined) return true;
  return 'from' in strikes ? strike >= strikes.from && strike <= strikes.to : strikes.includes(strike);
}
