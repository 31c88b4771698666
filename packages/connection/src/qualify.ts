// From "AAPL" to the one instrument it means.

import type { ContractDetails, ContractLike, QualifiedContract } from './contract.js';
import type { CallOptions } from './exchange.js';
import type { IBKRConnectionManager } from './manager.js';

/**
 * All instruments that fit the description.
 * @throws ContractError `not-found`, and whatever `request` throws
 */
export function getContractDetails(
  connection: IBKRConnectionManager,
  contract: ContractLike,
  options: CallOptions = {},
): Promise<readonly ContractDetails[]> {
  void [connection, contract, options];
  return Promise.reject(new Error('not built yet'));
}

/**
 * The one instrument the description means. Answers are kept for the connection's life.
 * @throws ContractError `not-found` or `ambiguous` (with the candidates), and whatever `request` throws
 */
export function qualify(
  connection: IBKRConnectionManager,
  contract: ContractLike,
  options: CallOptions = {},
): Promise<QualifiedContract> {
  void [connection, contract, options];
  return Promise.reject(new Error('not built yet'));
}
