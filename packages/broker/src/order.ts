/**
 * What can be asked for. A union on `type`: an order without the prices its type needs does not compile, and
 * {@link file://./order-check.ts} refuses it at run time.
 */
import type { Algo } from './algo.js';
import type { Condition, TriggerMethod } from './condition.js';

export type Action = 'BUY' | 'SELL';

/** How long an order stands. `OPG` with MKT or LMT trades in the opening auction. */
export type TimeInForce = 'DAY' | 'GTC' | 'IOC' | 'FOK' | 'OPG' | 'GTD';

/** What happens to the other orders of an OCA group when one trades. `withBlock` sends one at a time to the market. */
export type OcaType = 'cancelWithBlock' | 'reduceWithBlock' | 'reduce';

interface OrderBase {
  readonly action: Action;
  /** Your name for the order, at most 128 characters; survives reconnects and TWS restarts. @default a UUID */
  readonly orderRef?: string;
  /** Needed when the login has several accounts and the broker has no `account` of its own. */
  readonly account?: string;
  /** May it trade outside regular hours? @default false */
  readonly outsideRth?: boolean;
  /** May it trade in the overnight session? @default false */
  readonly includeOvernight?: boolean;
  /** Sleeps at TWS until then. */
  readonly goodAfter?: Date;
  /** Orders of one group: when one fills, the others are cancelled or reduced. */
  readonly ocaGroup?: string;
  /** @default 'cancelWithBlock' */
  readonly ocaType?: OcaType;
  /** Shows no more than this at a time. */
  readonly displayQuantity?: number;
  /** Is not shown at all, where the exchange allows it. */
  readonly hidden?: boolean;
  readonly allOrNone?: boolean;
  readonly minQuantity?: number;
  readonly sweepToFill?: boolean;
  /** @default 'default' */
  readonly triggerMethod?: TriggerMethod;
  /** Sends it though TWS's own precautionary percentage limits say no. @default false */
  readonly overridePercentageConstraints?: boolean;
  /** Waits at TWS until the conditions hold, joined by each one's `join`. */
  readonly conditions?: readonly Condition[];
  /** `true`: the conditions cancel the order instead of releasing it. @default false */
  readonly conditionsCancel?: boolean;
  /** `true`: conditions may be met outside regular hours. @default false */
  readonly conditionsOutsideRth?: boolean;
  /** For advisors: the allocation group, its method and percentage. */
  readonly faGroup?: string;
  readonly faMethod?: string;
  readonly faPercentage?: string;
  readonly modelCode?: string;
}

/** Shares, contracts or units, fractions included; or money, where IBKR takes it (stocks, forex, crypto). */
type OrderSize =
  | { readonly quantity: number; readonly cashQuantity?: undefined }
  | { readonly quantity?: undefined; readonly cashQuantity: number };

type OrderLife =
  | { readonly tif?: Exclude<TimeInForce, 'GTD'>; readonly goodTill?: undefined }
  | { readonly tif: 'GTD'; readonly goodTill: Date };

/** The distance a trailing stop keeps, in price or in percent. */
type Trail =
  | { readonly trailAmount: number; readonly trailPercent?: undefined }
  | { readonly trailAmount?: undefined; readonly trailPercent: number };

export type OrderTerms =
  | { readonly type: 'MKT'; readonly algo?: Algo }
  | { readonly type: 'LMT'; readonly limitPrice: number; readonly algo?: Algo; readonly discretionaryAmount?: number }
  | { readonly type: 'STP'; readonly stopPrice: number }
  | { readonly type: 'STP LMT'; readonly stopPrice: number; readonly limitPrice: number }
  /** `stopPrice` is where the stop starts. @default the market at that moment, by the trail */
  | ({ readonly type: 'TRAIL'; readonly stopPrice?: number } & Trail)
  /** The limit follows the stop at `limitOffset`. */
  | ({ readonly type: 'TRAIL LIMIT'; readonly stopPrice: number; readonly limitOffset: number } & Trail)
  | { readonly type: 'MOC' }
  | { readonly type: 'LOC'; readonly limitPrice: number }
  /** A market order once `triggerPrice` is touched. */
  | { readonly type: 'MIT'; readonly triggerPrice: number }
  | { readonly type: 'LIT'; readonly triggerPrice: number; readonly limitPrice: number }
  /** Pegged to the best price of its own side, `offset` more aggressive, no worse than `limitPrice`. */
  | { readonly type: 'REL'; readonly offset: number; readonly limitPrice?: number }
  /** At the middle of the market, no worse than `limitPrice`. */
  | { readonly type: 'MIDPRICE'; readonly limitPrice?: number };

export type OrderType = OrderTerms['type'];
export type Order = OrderBase & OrderSize & OrderLife & OrderTerms;

/** An order that was not made here and is of a type the union does not know: what TWS says of it. */
export interface ForeignOrder {
  readonly type: 'OTHER';
  /** TWS's own word, such as `PEG MID`. */
  readonly orderType: string;
  readonly action: Action;
  readonly quantity: number;
  readonly cashQuantity?: undefined;
  readonly tif: string;
  readonly orderRef?: string;
  readonly account?: string;
  readonly limitPrice?: number;
  readonly auxPrice?: number;
  readonly ocaGroup?: string;
}

/** `Omit` that keeps a union a union. */
export type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
