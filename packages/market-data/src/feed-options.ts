/** What a feed can be told, and what it assumes. */
import type { ConnectionSource } from '@cq/connection/internal';
import { InvalidArgumentError } from '@cq/errors';
import { DEFAULT_FRESHNESS, type FreshnessPolicy } from './freshness.js';
import { DEFAULT_LINES, type LinePolicy } from './line-budget.js';
import type { MarketDataTypeChoice } from './market-data-type.js';

/** A connection to use (`connection`, which stays its owner's), or the options of one to be made and owned. */
export type FeedOptions = ConnectionSource & {
  /** `auto`: live, and delayed for contracts without a live subscription. @default 'auto' */
  readonly marketDataType?: MarketDataTypeChoice;
  /** How many market-data lines there are, and what happens when they run out. */
  readonly lines?: Partial<LinePolicy>;
  /** When silence becomes suspicious; `false`: never. */
  readonly freshness?: Partial<FreshnessPolicy> | false;
  /** Decode ticks from the socket's bytes. `false` leaves all decoding to `@stoqey/ib`. @default true */
  readonly fastPath?: boolean;
};

export interface ResolvedFeedOptions {
  readonly marketDataType: MarketDataTypeChoice;
  readonly lines: LinePolicy;
  readonly freshness: FreshnessPolicy | false;
  readonly fastPath: boolean;
  readonly random: () => number;
}

const CHOICES: readonly MarketDataTypeChoice[] = ['auto', 'live', 'frozen', 'delayed', 'delayed-frozen'];

/** @throws InvalidArgumentError */
export function resolveFeedOptions(options: FeedOptions): ResolvedFeedOptions {
  const { marketDataType = 'auto', freshness = {}, fastPath = true } = options;
  if (!CHOICES.includes(marketDataType)) {
    throw new InvalidArgumentError('marketDataType', `must be one of ${CHOICES.join(', ')}; got '${marketDataType}'`);
  }
  return {
    marketDataType,
    lines: checkLines(completed('lines', options.lines, DEFAULT_LINES)),
    freshness: freshness === false ? false : checkFreshness(completed('freshness', freshness, DEFAULT_FRESHNESS)),
    fastPath,
    random: options.random ?? Math.random,
  };
}

/** A setting that is misspelt would be no setting. */
function completed<T extends object>(option: string, given: Partial<T> = {}, defaults: T): T {
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(defaults, name)) continue;
    throw new InvalidArgumentError(`${option}.${name}`, `must be one of ${Object.keys(defaults).join(', ')}`);
  }
  return { ...defaults, ...given };
}

function checkLines(lines: LinePolicy): LinePolicy {
  if (!Number.isInteger(lines.limit) || lines.limit < 1) {
    throw new InvalidArgumentError('lines.limit', `must be a whole number from 1; got ${lines.limit}`);
  }
  if (!['error', 'queue', 'rotate'].includes(lines.overBudget)) {
    throw new InvalidArgumentError('lines.overBudget', `must be error, queue or rotate; got '${lines.overBudget}'`);
  }
  checkDuration('lines.turnMs', lines.turnMs);
  return lines;
}

function checkFreshness(policy: FreshnessPolicy): FreshnessPolicy {
  for (const [name, ms] of Object.entries(policy)) checkDuration(`freshness.${name}`, ms as number);
  return policy;
}

function checkDuration(name: string, ms: number): void {
  if (!(ms > 0)) throw new InvalidArgumentError(name, `must be more than 0 milliseconds; got ${ms}`);
}
