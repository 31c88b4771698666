/** From what a caller names to the one contract TWS knows, waiting for a connection that is being made. */
import type { ContractLike, QualifiedContract } from '@cq/connection';
import { qualify, type CallOptions } from '@cq/connection/internal';
import { ConnectionError, InvalidArgumentError } from '@cq/errors';
import type { FeedContext } from './feed-context.js';
import { isQualified } from './symbols.js';

/** How many sessions may end while the same question is asked. */
const MOST_SESSIONS = 5;

/**
 * A contract that is complete already is believed, and costs no request. A session that ends meanwhile is no reason to
 * fail as long as another one is being made.
 * @throws ContractError not-found or ambiguous; ConnectionError, also of a feed that is over; TimeoutError; InvalidArgumentError for an empty name
 */
export async function resolveContract(
  { connection, closing }: FeedContext,
  contract: ContractLike,
  options: CallOptions = {},
): Promise<QualifiedContract> {
  // On a lent connection TWS would still answer, and nobody would be listening.
  closing.signal.throwIfAborted();
  if (typeof contract === 'string' && contract.trim() === '') {
    throw new InvalidArgumentError('contract', 'must not be an empty name');
  }
  for (let session = 1; ; session++) {
    await connection.session(options);
    if (isQualified(contract)) return contract;
    try {
      return await qualify(connection, contract, options);
    } catch (error) {
      if (!(error instanceof ConnectionError) || session === MOST_SESSIONS) throw error;
    }
  }
}
