/** The half of the broker that reads: balances, figures, positions, profit and loss. */
import type { CallOptions, IBKRConnectionManager, ListenOptions } from '@cq/connection';
import { InvalidArgumentError } from '@cq/errors';
import {
  balanceOf,
  requestAccountValues,
  requestFigures,
  streamAccountValues,
  type AccountBalance,
  type AccountFigures,
  type AccountValue,
} from './account.js';
import { checkAccount, namedOrOwn, pickAccount } from './accounts.js';
import { checkId } from './check.js';
import type { BrokerCore } from './broker-core.js';
import { streamPnl, streamPositionPnl, type PnL, type PositionPnL } from './pnl.js';
import { requestPortfolio, streamPortfolio, type PortfolioItem } from './portfolio.js';
import type { Position, PositionChange } from './positions.js';

/** The way from a broker to its parts, for the functions of this package. */
export const brokerCore: unique symbol = Symbol('@cq/broker/core');

/** Which account's; of a broker that is limited to one, no other can be named. */
export interface AccountOptions {
  /** @default the broker's account, or every account of the login */
  readonly account?: string;
}

export type AccountCallOptions = CallOptions & AccountOptions;

export interface AccountListenOptions extends ListenOptions {
  /** @default the broker's account, or the only one of the login */
  readonly account?: string;
}

/** What `IBKRBroker` knows of accounts. */
export abstract class BrokerAccounts {
  readonly connection: IBKRConnectionManager;
  /** @internal */
  readonly [brokerCore]: BrokerCore;

  /** @internal */
  constructor(core: BrokerCore) {
    this.connection = core.connection;
    this[brokerCore] = core;
  }

  /**
   * What one account is worth.
   * @throws InvalidArgumentError when the login has several accounts and none is named
   */
  async getAccountBalance(options: AccountCallOptions = {}): Promise<AccountBalance> {
    const figures = await requestFigures(this.connection, options);
    const account = pickAccount(
      options.account,
      this[brokerCore].account,
      figures.map((one) => one.account),
    );
    return balanceOf(figuresOf(account, figures));
  }

  /** What every account of the login is worth, or the broker's one. */
  async getAccountBalances(options: CallOptions = {}): Promise<readonly AccountBalance[]> {
    const figures = await requestFigures(this.connection, options);
    const { account } = this[brokerCore];
    return account === undefined ? figures.map(balanceOf) : [balanceOf(figuresOf(account, figures))];
  }

  /** Every figure TWS keeps of one account. */
  async getAccountValues(options: AccountCallOptions = {}): Promise<readonly AccountValue[]> {
    return requestAccountValues(this.connection, await this.#oneAccount(options), options);
  }

  /** Every figure of one account, now and whenever it changes; outlives sessions. Ends by `break` or the signal. */
  async *accountValues(options: AccountListenOptions = {}): AsyncGenerator<AccountValue, undefined> {
    yield* streamAccountValues(this.connection, await this.#oneAccount(options), listening(options));
    return undefined;
  }

  /** What is held; `[]` means flat. Rejects when that cannot be known: never an empty answer for a failure. */
  async getPositions(options: AccountCallOptions = {}): Promise<readonly Position[]> {
    const account = await this.accountFilter(options);
    const positions = await this[brokerCore].positions.get(options);
    return account === undefined ? positions : positions.filter((position) => position.account === account);
  }

  /** Every position now, then each change and what it changed; outlives sessions. Ends by `break` or the signal. */
  positions(options: AccountListenOptions = {}): AsyncIterableIterator<PositionChange, undefined> {
    return this[brokerCore].positions.stream({
      ...listening(options),
      account: namedOrOwn(options.account, this[brokerCore].account),
    });
  }

  /** Profit and loss of one account, now and whenever it changes; outlives sessions. */
  async *pnl(options: AccountListenOptions = {}): AsyncGenerator<PnL, undefined> {
    yield* streamPnl(this.connection, await this.#oneAccount(options), listening(options));
    return undefined;
  }

  /** Profit and loss of one position, now and whenever it changes; outlives sessions. */
  async *positionPnl(conId: number, options: AccountListenOptions = {}): AsyncGenerator<PositionPnL, undefined> {
    checkId(conId, 'conId');
    const account = await this.#oneAccount(options);
    yield* streamPositionPnl(this.connection, { account, conId }, listening(options));
    return undefined;
  }

  /** Positions with market price, market value and profit of one account, as they stand; `[]` means flat. */
  async getPortfolio(options: AccountCallOptions = {}): Promise<readonly PortfolioItem[]> {
    return requestPortfolio(this.connection, await this.#oneAccount(options), options);
  }

  /**
   * The same, now and whenever it changes. TWS tells of one account at a time and at least every three minutes.
   * Of a position that was closed, `quantity` is 0 once.
   */
  async *portfolio(options: AccountListenOptions = {}): AsyncGenerator<PortfolioItem, undefined> {
    yield* streamPortfolio(this.connection, await this.#oneAccount(options), listening(options));
    return undefined;
  }

  /** @throws ConnectionError when there is no session to know the accounts from, InvalidArgumentError */
  async #oneAccount(options: AccountCallOptions): Promise<string> {
    const { accounts } = this[brokerCore].gate.session ?? (await this.connection.session(listening(options)));
    return pickAccount(options.account, this[brokerCore].account, accounts);
  }

  /** @throws what {@link knownAccount} throws, and ConnectionError when there is no session to know the accounts from */
  protected async accountFilter(options: AccountCallOptions): Promise<string | undefined> {
    const account = this.knownAccount(options);
    return account === undefined ? undefined : this.#oneAccount({ ...options, account });
  }

  /**
   * The account meant, `undefined` for all; without a session it is taken at its word.
   * @throws InvalidArgumentError when it is another than the broker's, or not of this login
   */
  protected knownAccount({ account: named }: AccountOptions): string | undefined {
    const { account: own, gate } = this[brokerCore];
    const account = namedOrOwn(named, own);
    if (account !== undefined && gate.session) checkAccount(account, gate.session.accounts);
    return account;
  }
}

/** @throws InvalidArgumentError when TWS tells nothing of that account */
function figuresOf(account: string, all: readonly AccountFigures[]): AccountFigures {
  const found = all.find((one) => one.account === account);
  if (!found) throw new InvalidArgumentError('account', `must be one TWS has figures for, got ${account}`);
  return found;
}

/** The signal alone, if there is one. */
function listening({ signal }: ListenOptions): ListenOptions {
  return signal ? { signal } : {};
}
