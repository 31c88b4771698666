// From "AAPL" to the one instrument it means.

import { ContractError, InvalidArgumentError, RequestError, TwsCode } from '@cq/errors';
import type { ContractDetails as TwsContractDetails } from '@stoqey/ib';
import { toContract } from './contract.js';
import type { Contract, ContractDetails, ContractLike, QualifiedContract } from './contract.js';
import { coreOf } from './core-of.js';
import type { CallOptions } from './exchange.js';
import type { IBKRConnectionManager } from './manager.js';
import { request } from './request.js';
import { fromTwsContractDetails, toTwsContract } from './tws/contract.js';

/**
 * All instruments that fit the description.
 * @throws ContractError `not-found`, and whatever `request` throws
 */
export async function getContractDetails(
  connection: IBKRConnectionManager,
  contract: ContractLike,
  options: CallOptions = {},
): Promise<readonly ContractDetails[]> {
  const wanted = readable(contract);
  try {
    return await ask(connection, wanted, options);
  } catch (error) {
    if (!(error instanceof RequestError) || error.code !== TwsCode.NoSecurityDefinition) throw error;
    throw new ContractError('not-found', { contract: wanted, candidates: [] });
  }
}

/**
 * The one instrument the description means. Answers are kept for the connection's life.
 * @throws ContractError `not-found` or `ambiguous` (with the candidates), and whatever `request` throws
 */
export async function qualify(
  connection: IBKRConnectionManager,
  contract: ContractLike,
  options: CallOptions = {},
): Promise<QualifiedContract> {
  const wanted = readable(contract);
  if (isQualified(wanted)) return wanted;
  // A combination is the sum of its legs, and TWS has no number for it.
  if (wanted.secType === 'BAG') return { symbol: '', exchange: 'SMART', currency: 'USD', ...wanted, conId: 0 };
  const { qualified } = coreOf(connection);
  const key = JSON.stringify(Object.entries(wanted).sort());
  const known = qualified.get(key);
  if (known) return known;
  const candidates = distinct(await getContractDetails(connection, wanted, options));
  const [only, ...others] = candidates;
  if (!only) throw new ContractError('not-found', { contract: wanted, candidates });
  if (others.length > 0) throw new ContractError('ambiguous', { contract: wanted, candidates });
  qualified.set(key, only);
  return only;
}

function ask(connection: IBKRConnectionManager, wanted: Contract, options: CallOptions): Promise<ContractDetails[]> {
  return request<ContractDetails[]>(
    connection,
    'getContractDetails',
    (exchange, resolve) => {
      const found: ContractDetails[] = [];
      const collect = (reqId: number, details: TwsContractDetails): void => {
        if (reqId === exchange.reqId) found.push(fromTwsContractDetails(details));
      };
      exchange.listen('contractDetails', collect);
      exchange.listen('bondContractDetails', collect);
      exchange.listen('contractDetailsEnd', (reqId: number) => {
        if (reqId === exchange.reqId) resolve(found);
      });
      exchange.ib.reqContractDetails(exchange.reqId, toTwsContract(wanted));
    },
    options,
  );
}

function readable(contract: ContractLike): Contract {
  const wanted = toContract(contract);
  const { symbol, localSymbol, conId, secId, secType } = wanted;
  if (symbol || localSymbol || conId || secId || secType === 'BAG') return wanted;
  throw new InvalidArgumentError('contract', 'must have a symbol, a localSymbol, a conId or a secId');
}

function isQualified(contract: Contract): contract is QualifiedContract {
  const { conId, symbol, exchange, currency } = contract;
  return conId !== undefined && conId > 0 && Boolean(symbol) && Boolean(exchange) && Boolean(currency);
}

/** One instrument can be listed once per exchange. */
function distinct(details: readonly ContractDetails[]): QualifiedContract[] {
  const byConId = new Map<number, QualifiedContract>();
  for (const { contract } of details) if (!byConId.has(contract.conId)) byConId.set(contract.conId, contract);
  return [...byConId.values()];
}
