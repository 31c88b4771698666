/** Which account is meant. */
import { InvalidArgumentError } from '@cq/errors';
import { checkText } from './check.js';

/**
 * The account named, else the broker's own, else the only one there is.
 * @throws InvalidArgumentError when it is not among the login's, when the broker is limited to another one, or when none
 * is named and there are several
 */
export function pickAccount(
  named: string | undefined,
  own: string | undefined,
  managed: readonly string[],
  argument = 'account',
): string {
  const account = namedOrOwn(named, own, argument);
  if (account !== undefined) return checkAccount(account, managed, argument);
  const [only, ...others] = managed;
  if (only !== undefined && others.length === 0) return only;
  throw new InvalidArgumentError(argument, `must be named: this login has ${managed.join(', ')}`);
}

/**
 * The account named, else the broker's own; `undefined`: all of them.
 * @throws InvalidArgumentError when the broker is limited to another one
 */
export function namedOrOwn(
  named: string | undefined,
  own: string | undefined,
  argument = 'account',
): string | undefined {
  if (named === undefined) return own;
  checkText(named, argument);
  if (own === undefined || named === own) return named;
  throw new InvalidArgumentError(argument, `must be ${own}, the account of this broker`);
}

/** @throws InvalidArgumentError when the login does not manage it */
export function checkAccount(account: string, managed: readonly string[], argument = 'account'): string {
  if (managed.includes(account)) return account;
  throw new InvalidArgumentError(argument, `must be one of ${managed.join(', ')}, got ${JSON.stringify(account)}`);
}
