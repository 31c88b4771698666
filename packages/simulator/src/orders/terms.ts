/** What an order asks for, read from the text of its fields. */

import { FieldError, FieldReader } from '../fields.js';
import { textOf, type Fields } from '../layout.js';

export type Side = 'BUY' | 'SELL';

/** The part of an order that decides when and at which price it trades. Everything else is only echoed. */
export interface OrderTerms {
  readonly side: Side;
  readonly quantity: number;
  /** Upper case without spaces: `STPLMT`, `TRAILLIMIT`. */
  readonly type: string;
  readonly limitPrice: number | undefined;
  readonly auxPrice: number | undefined;
  /** `DAY` when the client left it empty. */
  readonly tif: string;
  readonly account: string;
  readonly orderRef: string;
  readonly transmit: boolean;
  /** Order id of the parent, 0 for none. */
  readonly parentId: number;
  readonly ocaGroup: string;
  /** 1 cancel the others, 2 reduce them with block, 3 reduce them; unset is like 3. */
  readonly ocaType: number;
  readonly outsideRth: boolean;
  readonly allOrNone: boolean;
  readonly minQuantity: number;
  readonly goodAfterTime: string;
  readonly goodTillDate: string;
  readonly trailStopPrice: number | undefined;
  readonly trailingPercent: number | undefined;
  readonly limitOffset: number | undefined;
  readonly discretionaryAmount: number;
  /** 0 default, 1 double bid/ask, 2 last, 3 double last, 4 bid/ask, 7 last or bid/ask, 8 mid-point. */
  readonly triggerMethod: number;
  readonly cashQuantity: number | undefined;
  readonly whatIf: boolean;
  readonly conditions: readonly Condition[];
  /** The conditions cancel the order instead of activating it. */
  readonly conditionsCancelOrder: boolean;
}

export interface Condition {
  /** 1 price, 3 time, 4 margin, 5 execution, 6 volume, 7 percent change. */
  readonly type: number;
  /** How it is joined to the next one. */
  readonly joinedBy: 'and' | 'or';
  readonly isMore: boolean;
  readonly value: string;
  readonly conId: number;
  readonly symbol: string;
  readonly secType: string;
}

/** @throws FieldError naming the field that cannot be read */
export function readTerms(fields: Fields): OrderTerms {
  const type = text(fields, 'orderType').toUpperCase().replaceAll(' ', '');
  return {
    side: side(text(fields, 'action')),
    quantity: number(fields, 'totalQuantity') ?? 0,
    type: type === 'MIDPX' ? 'MIDPRICE' : type,
    limitPrice: number(fields, 'lmtPrice'),
    auxPrice: number(fields, 'auxPrice'),
    tif: text(fields, 'tif').toUpperCase() || 'DAY',
    account: text(fields, 'account'),
    orderRef: text(fields, 'orderRef'),
    transmit: flag(fields, 'transmit'),
    parentId: number(fields, 'parentId') ?? 0,
    ocaGroup: text(fields, 'ocaGroup'),
    ocaType: number(fields, 'ocaType') ?? 0,
    outsideRth: flag(fields, 'outsideRth'),
    allOrNone: flag(fields, 'allOrNone'),
    minQuantity: number(fields, 'minQty') ?? 0,
    goodAfterTime: text(fields, 'goodAfterTime'),
    goodTillDate: text(fields, 'goodTillDate'),
    trailStopPrice: number(fields, 'trailStopPrice'),
    trailingPercent: number(fields, 'trailingPercent'),
    limitOffset: number(fields, 'lmtPriceOffset'),
    discretionaryAmount: number(fields, 'discretionaryAmt') ?? 0,
    triggerMethod: number(fields, 'triggerMethod') ?? 0,
    cashQuantity: positive(number(fields, 'cashQty')),
    whatIf: flag(fields, 'whatIf'),
    conditions: (fields.lists['conditions'] ?? []).map(readCondition),
    conditionsCancelOrder: flag(fields, 'conditionsCancelOrder'),
  };
}

function readCondition(fields: Fields): Condition {
  return {
    type: number(fields, 'type') ?? 0,
    joinedBy: text(fields, 'conjunction').toLowerCase() === 'o' ? 'or' : 'and',
    isMore: flag(fields, 'isMore'),
    value: text(fields, 'value'),
    conId: number(fields, 'conId') ?? 0,
    symbol: text(fields, 'symbol'),
    secType: text(fields, 'secType'),
  };
}

function side(action: string): Side {
  const upper = action.toUpperCase();
  if (upper === 'BUY') return 'BUY';
  if (upper === 'SELL' || upper === 'SSHORT' || upper === 'SLONG') return 'SELL';
  throw new FieldError(`Unable to parse field: 'Action' for input string: '${action}'`);
}

const text = textOf;

const positive = (value: number | undefined) => (value !== undefined && value > 0 ? value : undefined);

function flag(fields: Fields, name: string): boolean {
  return ['1', 'true'].includes(textOf(fields, name).toLowerCase());
}

function number(fields: Fields, name: string): number | undefined {
  const value = new FieldReader([textOf(fields, name)]).optionalNumber(name);
  return value === 2147483647 ? undefined : value;
}
