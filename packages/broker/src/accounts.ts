/** Which account is meant. */
import { InvalidArgumentError } from '@cq/errors';

/**
 * The account named, else the broker's own, else the only one there is.
 * @throws InvalidArgumentError when it is not among the login's, or when none is named and there are several
 */
export function pickAccount(
  named: string | undefined,
  own: string | undefined,
  managed: readonly string[],
  argument = 'account',
): string {
  const account = named ?? own;
  if (account !== undefined) return checkAccount(account, managed, argument);
  const [only, ...others] = managed;
  if (only !== undefined && others.length === 0) return only;
  throw new InvalidArgumentError(argument, `must be named: this login has ${managed.join(', ')}`);
}

/** @throws InvalidArgumentError when the login does not manage it */
export function checkAccount(account: string, managed: readonly string[], argument = 'account'): string {
  if (managed.includes(account)) return account;
  throw new InvalidArgumentError(argument, `must be one of ${managed.join(', ')}, got ${JSON.stringify(account)}`);
}
