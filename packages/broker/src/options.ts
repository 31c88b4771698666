/** What a broker can be told. */
import type { ConnectionOptions, IBKRConnectionManager } from '@cq/connection';
import { InvalidArgumentError } from '@cq/errors';
import { checkBoolean, checkEnum, checkNotNegative, checkText } from './check.js';
import type { Journal } from './journal.js';
import { checkLimitsOption, type Limits } from './limits.js';
import type { OffTick } from './ticks.js';

export interface BrokerPolicy {
  /** Only this account: for orders, reads and cancels that name none, and for those that name another, refused. */
  readonly account?: string;
  /** No order message can be encoded: nothing is placed, changed or cancelled. @default false */
  readonly readOnly?: boolean;
  readonly limits?: Limits;
  /** What happened before the process died is known to the next one. Yours to close, after the broker. */
  readonly journal?: Journal;
  /** What to do with a price between two steps. @default 'refuse' */
  readonly offTick?: OffTick;
  /** How long TWS may take to answer an order, a change or a cancel. @default 10_000 */
  readonly orderTimeoutMs?: number;
  /** After this much silence TWS is asked for the time before an order is sent. @default 5_000 */
  readonly livenessAfterMs?: number | false;
  /** How long it may take to answer that. @default 3_000 */
  readonly livenessTimeoutMs?: number;
  /** How long an order must be absent from all of TWS's lists before it counts as never arrived. @default 1_500 */
  readonly arrivalGraceMs?: number;
  /** Where TWS lives, as `America/New_York`: for its day and for times without a zone. @default this machine's */
  readonly timeZone?: string;
  /** Names an order that was given no `orderRef`. No two may be the same. @default a random UUID */
  readonly newOrderRef?: () => string;
}

/** Lend a connection, which has options of its own then, or describe one for the broker to own. */
export type BrokerOptions = BrokerPolicy & (ConnectionOptions | { readonly connection: IBKRConnectionManager });

export type ResolvedPolicy = Required<Omit<BrokerPolicy, 'account' | 'journal' | 'timeZone' | 'newOrderRef'>> &
  Pick<BrokerPolicy, 'account' | 'journal' | 'timeZone' | 'newOrderRef'>;

/** @throws InvalidArgumentError naming the option */
export function resolvePolicy(options: BrokerOptions): ResolvedPolicy {
  checkSpelling(options);
  const { account, journal, timeZone, newOrderRef } = options;
  if (account !== undefined) checkText(account, 'account');
  if (timeZone !== undefined) checkZone(timeZone);
  if (newOrderRef !== undefined && typeof newOrderRef !== 'function') {
    throw new InvalidArgumentError('newOrderRef', 'must be a function');
  }
  const { readOnly = false, offTick = 'refuse', livenessAfterMs = 5_000 } = options;
  checkBoolean(readOnly, 'readOnly');
  checkEnum(offTick, ['refuse', 'round', 'ignore'], 'offTick');
  return {
    readOnly,
    offTick,
    limits: checkLimitsOption(options.limits ?? {}),
    livenessAfterMs: livenessAfterMs === false ? false : milliseconds('livenessAfterMs', livenessAfterMs),
    orderTimeoutMs: milliseconds('orderTimeoutMs', options.orderTimeoutMs ?? 10_000),
    livenessTimeoutMs: milliseconds('livenessTimeoutMs', options.livenessTimeoutMs ?? 3_000),
    arrivalGraceMs: milliseconds('arrivalGraceMs', options.arrivalGraceMs ?? 1_500),
    ...(account === undefined ? {} : { account }),
    ...(journal === undefined ? {} : { journal }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(newOrderRef === undefined ? {} : { newOrderRef }),
  };
}

function milliseconds(name: string, value: number): number {
  checkNotNegative(value, name);
  return value;
}

function checkZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone });
  } catch {
    throw new InvalidArgumentError(
      'timeZone',
      `must be a time zone such as America/New_York, got ${JSON.stringify(timeZone)}`,
    );
  }
}

const policyNames: readonly (keyof BrokerPolicy)[] = [
  'account',
  'readOnly',
  'limits',
  'journal',
  'offTick',
  'orderTimeoutMs',
  'livenessAfterMs',
  'livenessTimeoutMs',
  'arrivalGraceMs',
  'timeZone',
  'newOrderRef',
];

/** `readonly: true` would trade: who writes JavaScript has no compiler to say so. */
function checkSpelling(options: object): void {
  for (const name of Object.keys(options)) {
    const meant = policyNames.find((known) => known.toLowerCase() === name.toLowerCase());
    if (meant !== undefined && meant !== name) throw new InvalidArgumentError(name, `is spelt ${meant}`);
  }
}
