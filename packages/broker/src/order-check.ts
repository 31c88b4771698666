/** Refuses an impossible order before anything is written, naming the field; and copies it, so that nobody can change it later. */
import { InvalidArgumentError } from '@cq/errors';
import { checkAlgo } from './algo.js';
import {
  checkBoolean,
  checkDate,
  checkEnum,
  checkFinite,
  checkNotNegative,
  checkObject,
  checkPositive,
  checkText,
  shown,
  type Path,
} from './check.js';
import { checkCondition, triggerMethods } from './condition.js';
import type { Order, OrderType } from './order.js';

type Check = (value: unknown, path: Path) => void;

interface Shape {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Exactly one of these. */
  readonly oneOf?: readonly [string, string];
}

const trail = ['trailAmount', 'trailPercent'] as const;
const shapes: Readonly<Record<OrderType, Shape>> = {
  MKT: { required: [], optional: ['algo'] },
  LMT: { required: ['limitPrice'], optional: ['algo', 'discretionaryAmount'] },
  STP: { required: ['stopPrice'], optional: [] },
  'STP LMT': { required: ['stopPrice', 'limitPrice'], optional: [] },
  TRAIL: { required: [], optional: ['stopPrice'], oneOf: trail },
  'TRAIL LIMIT': { required: ['stopPrice', 'limitOffset'], optional: [], oneOf: trail },
  MOC: { required: [], optional: [] },
  LOC: { required: ['limitPrice'], optional: [] },
  MIT: { required: ['triggerPrice'], optional: [] },
  LIT: { required: ['triggerPrice', 'limitPrice'], optional: [] },
  REL: { required: ['offset'], optional: ['limitPrice'] },
  MIDPRICE: { required: [], optional: ['limitPrice'] },
};

const text: Check = (value, path) => checkText(value, path);
const oneOf =
  (...allowed: readonly string[]): Check =>
  (value, path) =>
    checkEnum(value, allowed, path);

/** Fields any order may have. `tif`, `goodTill` and the sizes depend on each other and are checked apart. */
const common: Readonly<Record<string, Check>> = {
  orderRef: text,
  account: text,
  outsideRth: checkBoolean,
  includeOvernight: checkBoolean,
  goodAfter: checkDate,
  ocaGroup: text,
  ocaType: oneOf('cancelWithBlock', 'reduceWithBlock', 'reduce'),
  displayQuantity: checkPositive,
  hidden: checkBoolean,
  allOrNone: checkBoolean,
  minQuantity: checkPositive,
  sweepToFill: checkBoolean,
  triggerMethod: oneOf(...triggerMethods),
  overridePercentageConstraints: checkBoolean,
  conditions: checkConditions,
  conditionsCancel: checkBoolean,
  conditionsOutsideRth: checkBoolean,
  faGroup: text,
  faMethod: text,
  faPercentage: text,
  modelCode: text,
};

const terms: Readonly<Record<string, Check>> = {
  limitPrice: checkFinite,
  stopPrice: checkFinite,
  triggerPrice: checkFinite,
  trailAmount: checkPositive,
  trailPercent: checkPercent,
  limitOffset: checkFinite,
  offset: checkNotNegative,
  discretionaryAmount: checkNotNegative,
  algo: (value, path) => {
    checkObject(value, path);
    checkAlgo(value, path);
  },
};

const always = new Set(['type', 'action', 'quantity', 'cashQuantity', 'tif', 'goodTill']);
const actions = ['BUY', 'SELL'] as const;
const lives = ['DAY', 'GTC', 'IOC', 'FOK', 'OPG', 'GTD'] as const;
const types = Object.keys(shapes) as OrderType[];

/**
 * The order, checked and copied; frozen all the way down.
 * @throws InvalidArgumentError naming the field, such as `order.limitPrice`.
 */
export function checkOrder(given: unknown, path: Path = 'order'): Order {
  checkObject(given, path);
  // Copied first: what is checked is what is sent.
  const order = copied(given);
  assertOrder(order, path);
  return order;
}

function assertOrder(order: unknown, path: Path): asserts order is Order {
  checkObject(order, path);
  const type = order['type'];
  checkEnum(type, types, `${path}.type`);
  checkEnum(order['action'], actions, `${path}.action`);
  checkSize(order, path);
  checkLife(order, path);
  const shape = shapes[type];
  for (const field of shape.required) {
    if (order[field] === undefined) throw new InvalidArgumentError(`${path}.${field}`, `is required by ${type}`);
  }
  if (shape.oneOf) checkExactlyOne(order, shape.oneOf, path);
  for (const [field, value] of Object.entries(order)) {
    if (value !== undefined && !always.has(field)) checkField(field, value, type, path);
  }
}

function checkField(field: string, value: unknown, type: OrderType, path: Path): void {
  const shape = shapes[type];
  const known = Object.hasOwn(common, field)
    ? common[field]
    : [...shape.required, ...shape.optional, ...(shape.oneOf ?? [])].includes(field)
      ? terms[field]
      : undefined;
  if (!known) throw new InvalidArgumentError(`${path}.${field}`, `is not a field of a ${type} order`);
  known(value, `${path}.${field}`);
}

function checkSize(order: Readonly<Record<string, unknown>>, path: Path): void {
  checkExactlyOne(order, ['quantity', 'cashQuantity'], path);
  if (order['quantity'] === undefined) checkPositive(order['cashQuantity'], `${path}.cashQuantity`);
  else checkPositive(order['quantity'], `${path}.quantity`);
}

function checkLife(order: Readonly<Record<string, unknown>>, path: Path): void {
  if (order['tif'] !== undefined) checkEnum(order['tif'], lives, `${path}.tif`);
  if (order['tif'] === 'GTD') checkDate(order['goodTill'], `${path}.goodTill`);
  else if (order['goodTill'] !== undefined) throw new InvalidArgumentError(`${path}.goodTill`, 'needs tif GTD');
}

function checkExactlyOne(
  order: Readonly<Record<string, unknown>>,
  [a, b]: readonly [string, string],
  path: Path,
): void {
  const given = [order[a], order[b]].filter((value) => value !== undefined).length;
  if (given === 1) return;
  throw new InvalidArgumentError(`${path}.${a}`, given === 0 ? `or ${b} is required` : `and ${b} exclude each other`);
}

function checkConditions(value: unknown, path: Path): void {
  if (!Array.isArray(value)) throw new InvalidArgumentError(path, `must be an array, got ${shown(value)}`);
  value.forEach((condition: unknown, index) => {
    checkObject(condition, `${path}[${index}]`);
    checkCondition(condition, `${path}[${index}]`);
  });
}

function checkPercent(value: unknown, path: Path): void {
  checkPositive(value, path);
  if (value >= 100) throw new InvalidArgumentError(path, `must be below 100 percent, got ${value}`);
}

function copied(value: unknown): unknown {
  if (value instanceof Date) return new Date(value);
  if (Array.isArray(value)) return Object.freeze(value.map(copied));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.freeze(Object.fromEntries(fields.map(([key, inner]) => [key, copied(inner)])));
}
