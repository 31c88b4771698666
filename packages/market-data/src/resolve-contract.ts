/** From what a caller names to the one contract TWS knows, waiting for a connection that is being made. */
import type { ContractLike, QualifiedContract } from '@cq/connection';
import { qualify, type CallOptions } from '@cq/connection/internal';
import { InvalidArgumentError } from '@cq/errors';
import type { FeedContext } from './feed-context.js';
import { isQualified } from './symbols.js';

/**
 * A contract that is complete already is believed, and costs no request.
 * @throws ContractError not-found or ambiguous; ConnectionError; TimeoutError; InvalidArgumentError for an empty name
 */
export async function resolveContract(
  { connection }: FeedContext,
  contract: ContractLike,
  options: CallOptions = {},
): Promise<QualifiedContract> {
  if (typeof contract === 'string' && contract.trim() === '') {
    throw new InvalidArgumentError('contract', 'must not be an empty name');
  }
  await connection.session(options);
  return isQualified(contract) ? contract : qualify(connection, contract, options);
}
