/** Conditions an order waits for. Built by hand or with the functions here; checked by {@link checkCondition}. */
import { checkDate, checkEnum, checkFinite, checkId, checkInteger, checkText, type Path } from './check.js';
import { InvalidArgumentError } from '@cq/errors';

/** Which price wakes a stop. */
export type TriggerMethod = 'default' | 'doubleBidAsk' | 'last' | 'doubleLast' | 'bidAsk' | 'lastOrBidAsk' | 'midpoint';

interface Joined {
  /** How it combines with the next one. @default 'and' */
  readonly join?: 'and' | 'or';
}

/** A contract by number and exchange; `qualify` finds both. */
interface OnContract {
  readonly conId: number;
  /** @default 'SMART' */
  readonly exchange?: string;
}

type Bound =
  { readonly above: number; readonly below?: undefined } | { readonly above?: undefined; readonly below: number };

export type Condition = Joined &
  (
    | ({ readonly type: 'price'; readonly trigger?: TriggerMethod } & OnContract & Bound)
    | ({ readonly type: 'volume' } & OnContract & Bound)
    /** Percent change since yesterday's close. */
    | ({ readonly type: 'percentChange' } & OnContract & Bound)
    /** Percent of margin cushion. */
    | ({ readonly type: 'margin' } & Bound)
    | ({ readonly type: 'time' } & (
        { readonly after: Date; readonly before?: undefined } | { readonly after?: undefined; readonly before: Date }
      ))
    /** Some order of the account traded in this. */
    | { readonly type: 'execution'; readonly symbol: string; readonly secType: string; readonly exchange?: string }
  );

const kinds = ['price', 'volume', 'percentChange', 'margin', 'time', 'execution'] as const;

/** @throws InvalidArgumentError naming the field. */
export function checkCondition(condition: Condition, path: Path): void {
  checkEnum(condition.type, kinds, `${path}.type`);
  if (condition.join !== undefined) checkEnum(condition.join, ['and', 'or'], `${path}.join`);
  if ('conId' in condition) {
    checkId(condition.conId, `${path}.conId`);
    if (condition.exchange !== undefined) checkText(condition.exchange, `${path}.exchange`);
  }
  switch (condition.type) {
    case 'price':
    case 'percentChange':
      checkBound(condition, path, checkFinite);
      break;
    case 'volume':
    case 'margin':
      checkBound(condition, path, checkInteger);
      break;
    case 'time':
      checkOneOf(condition, ['after', 'before'], path);
      checkDate(condition.after ?? condition.before, `${path}.${condition.after === undefined ? 'before' : 'after'}`);
      break;
    case 'execution':
      checkText(condition.symbol, `${path}.symbol`);
      checkText(condition.secType, `${path}.secType`);
      if (condition.exchange !== undefined) checkText(condition.exchange, `${path}.exchange`);
  }
}

function checkBound(condition: Bound, path: Path, check: (value: unknown, path: Path) => void): void {
  checkOneOf(condition, ['above', 'below'], path);
  check(condition.above ?? condition.below, `${path}.${condition.above === undefined ? 'below' : 'above'}`);
}

function checkOneOf(value: object, [a, b]: readonly [string, string], path: Path): void {
  const given = [a, b].filter((key) => (value as Record<string, unknown>)[key] !== undefined);
  if (given.length !== 1) throw new InvalidArgumentError(path, `must have ${a} or ${b}, and not both`);
}
