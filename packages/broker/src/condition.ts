/** Conditions an order waits for: all the kinds TWS has. */
import { checkDate, checkEnum, checkFinite, checkId, checkInteger, checkText, type Path } from './check.js';
import { InvalidArgumentError } from '@cq/errors';

export const triggerMethods = [
  'default',
  'doubleBidAsk',
  'last',
  'doubleLast',
  'bidAsk',
  'lastOrBidAsk',
  'midpoint',
] as const;

/** Which price wakes a stop. */
export type TriggerMethod = (typeof triggerMethods)[number];

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

type Check = (value: unknown, path: Path) => void;

interface Shape {
  readonly required: Readonly<Record<string, Check>>;
  readonly optional: Readonly<Record<string, Check>>;
  /** Exactly one of these. */
  readonly oneOf: Readonly<Record<string, Check>>;
}

const text: Check = (value, path) => checkText(value, path);
const onContract = { required: { conId: checkId }, optional: { exchange: text } };
const bound = (check: Check): Shape['oneOf'] => ({ above: check, below: check });

const shapes: Readonly<Record<Condition['type'], Shape>> = {
  price: {
    required: onContract.required,
    optional: { ...onContract.optional, trigger: (value, path) => checkEnum(value, triggerMethods, path) },
    oneOf: bound(checkFinite),
  },
  volume: { ...onContract, oneOf: bound(checkInteger) },
  percentChange: { ...onContract, oneOf: bound(checkFinite) },
  margin: { required: {}, optional: {}, oneOf: bound(checkInteger) },
  time: { required: {}, optional: {}, oneOf: { after: checkDate, before: checkDate } },
  execution: { required: { symbol: text, secType: text }, optional: { exchange: text }, oneOf: {} },
};
const kinds = Object.keys(shapes) as Condition['type'][];

/** @throws InvalidArgumentError naming the field. */
export function checkCondition(condition: Readonly<Record<string, unknown>>, path: Path): void {
  const { type, join, ...fields } = condition;
  checkEnum(type, kinds, `${path}.type`);
  if (join !== undefined) checkEnum(join, ['and', 'or'], `${path}.join`);
  const { required, optional, oneOf } = shapes[type];
  const known = { ...required, ...optional, ...oneOf };
  for (const field of Object.keys(required)) {
    if (fields[field] === undefined) throw new InvalidArgumentError(`${path}.${field}`, `is required by ${type}`);
  }
  checkExactlyOne(fields, Object.keys(oneOf), path);
  for (const [field, value] of Object.entries(fields)) {
    const check = Object.hasOwn(known, field) ? known[field] : undefined;
    if (!check) throw new InvalidArgumentError(`${path}.${field}`, `is not a field of a ${type} condition`);
    if (value !== undefined) check(value, `${path}.${field}`);
  }
}

function checkExactlyOne(fields: Readonly<Record<string, unknown>>, names: readonly string[], path: Path): void {
  if (names.length === 0 || names.filter((name) => fields[name] !== undefined).length === 1) return;
  throw new InvalidArgumentError(path, `must have ${names.join(' or ')}, and not both`);
}
