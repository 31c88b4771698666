/** The errors of the toolkit. `name` is a literal, so a `switch (error.name)` after `IBKRError.is(error)` is exhaustive. */
import { lookup } from './catalogue/lookup.js';
import { reasonDefaults, refusalDefaults } from './error-reasons.js';
import type { ConnectionErrorReason, OrderRefusedReason } from './error-reasons.js';
import { toPlain } from './plain.js';
import { textOf, type Notice } from './notice.js';
import { parseNotice } from './parse.js';

const brand = Symbol.for('@cq/errors/IBKRError');

export type AnyIBKRError =
  | ConnectionError
  | RequestError
  | OrderRejectedError
  | OrderUnknownError
  | OrderRefusedError
  | ContractError
  | TimeoutError
  | InvalidArgumentError;

export type IBKRErrorName = AnyIBKRError['name'];

/** What every error of the toolkit has. `message` is {@link summary} and the first of {@link tips}. */
export abstract class IBKRError extends Error {
  abstract override readonly name: string;
  /** Would the same call, unchanged, stand a chance later? Never true of an order that was sent. */
  abstract readonly retryable: boolean;
  /** What failed and with whom, without advice. */
  readonly summary: string;
  /** What to do about it, most useful first. */
  readonly tips: readonly string[];

  constructor(summary: string, options: { readonly tips?: readonly string[]; readonly cause?: unknown } = {}) {
    const tips = options.tips ?? [];
    const [first] = tips;
    super(
      first === undefined ? summary : `${summary}. ${first}`,
      options.cause === undefined ? {} : { cause: options.cause },
    );
    this.summary = summary;
    this.tips = tips;
  }

  /** Holds across duplicate installs of this package, where `instanceof` does not. Never throws. */
  static is(value: unknown): value is AnyIBKRError {
    return typeof value === 'object' && value !== null && brand in value;
  }

  get [brand]() {
    return true as const;
  }

  /** Plain data for a structured log: every field and the chain of causes, without stacks. */
  toJSON(): Record<string, unknown> {
    return toPlain(this) as Record<string, unknown>;
  }
}

/** Where an attempt to connect stood: dialing, exchanging versions, or waiting for order id and accounts. */
export type ConnectionPhase = 'tcp' | 'handshake' | 'ready';

export interface ConnectionErrorOptions {
  readonly message?: string | undefined;
  readonly phase?: ConnectionPhase | undefined;
  readonly notice?: Notice | undefined;
  readonly cause?: unknown;
  /** @default those of the notice, or of the reason */
  readonly tips?: readonly string[] | undefined;
}

/** There is no usable connection to TWS: it could not be made, it was lost, or it was never asked for. */
export class ConnectionError extends IBKRError {
  override get name() {
    return 'ConnectionError' as const;
  }
  readonly reason: ConnectionErrorReason;
  readonly phase: ConnectionPhase | undefined;
  readonly notice: Notice | undefined;
  readonly retryable: boolean;

  constructor(reason: ConnectionErrorReason, options: ConnectionErrorOptions = {}) {
    const { message, phase, notice } = options;
    const { summary, retryable, code } = reasonDefaults[reason];
    const tips = options.tips ?? lookup(notice?.code ?? code).tips;
    super(message ?? summary, { tips, cause: options.cause });
    this.reason = reason;
    this.phase = phase;
    this.notice = notice;
    this.retryable = retryable;
  }
}

/** TWS said no to a request. */
export class RequestError extends IBKRError {
  override get name() {
    return 'RequestError' as const;
  }
  /** What was asked, in the words of the caller's method. */
  readonly operation: string;
  readonly notice: Notice;
  readonly code: number;
  readonly retryable: boolean;

  constructor(operation: string, notice: Notice) {
    const { tips, retryable } = parseNotice(notice).entry;
    super(`${operation} failed: ${said(notice)}`, { tips });
    this.operation = operation;
    this.notice = notice;
    this.code = notice.code;
    this.retryable = retryable;
  }
}

/** The two names of an order that this side gives. */
export interface OrderName {
  readonly orderId: number;
  readonly orderRef: string;
}

/** TWS said no to an order: it is dead and was never worked. */
export class OrderRejectedError extends IBKRError {
  override get name() {
    return 'OrderRejectedError' as const;
  }
  readonly orderId: number;
  readonly orderRef: string;
  readonly notice: Notice;
  readonly code: number;
  readonly retryable = false;

  constructor(order: OrderName, notice: Notice) {
    super(`Order ${nameOf(order)} was rejected: ${said(notice)}`, { tips: parseNotice(notice).entry.tips });
    this.orderId = order.orderId;
    this.orderRef = order.orderRef;
    this.notice = notice;
    this.code = notice.code;
  }
}

export interface OrderUnknownErrorOptions {
  readonly cause?: unknown;
  readonly message?: string | undefined;
}

/** Nobody has said what became of an order that was sent: it may or may not live. Reconciliation will tell. */
export class OrderUnknownError extends IBKRError {
  override get name() {
    return 'OrderUnknownError' as const;
  }
  readonly orderId: number;
  readonly orderRef: string;
  readonly retryable = false;

  constructor(order: OrderName, options: OrderUnknownErrorOptions = {}) {
    super(options.message ?? `Order ${nameOf(order)} was sent and TWS has not said what became of it`, {
      tips: ['Do not send it again: it may be working or filled. Await whenDone() on its trade, or the settled event'],
      cause: options.cause,
    });
    this.orderId = order.orderId;
    this.orderRef = order.orderRef;
  }
}

export interface OrderRefusedErrorOptions {
  readonly message?: string | undefined;
  readonly orderRef?: string | undefined;
  readonly orderId?: number | undefined;
  /** The limit that was hit, when the reason is `limit`. */
  readonly limit?: { readonly name: string; readonly allowed: unknown; readonly actual: unknown } | undefined;
  readonly tips?: readonly string[] | undefined;
  readonly cause?: unknown;
}

/** The toolkit said no to an order before anything was sent. */
export class OrderRefusedError extends IBKRError {
  override get name() {
    return 'OrderRefusedError' as const;
  }
  readonly reason: OrderRefusedReason;
  readonly orderRef: string | undefined;
  readonly orderId: number | undefined;
  readonly limit: OrderRefusedErrorOptions['limit'];
  readonly retryable: boolean;

  constructor(reason: OrderRefusedReason, options: OrderRefusedErrorOptions = {}) {
    const { summary, retryable, tips } = refusalDefaults[reason];
    super(options.message ?? summary, {
      tips: options.tips ?? tips,
      cause: options.cause,
    });
    this.reason = reason;
    this.orderRef = options.orderRef;
    this.orderId = options.orderId;
    this.limit = options.limit;
    this.retryable = retryable;
  }
}

export type ContractErrorReason = 'not-found' | 'ambiguous';

/** No contract, or more than one, fits the description. `C` is what was asked for, `Q` what could be meant. */
export class ContractError<C = unknown, Q = C> extends IBKRError {
  override get name() {
    return 'ContractError' as const;
  }
  readonly reason: ContractErrorReason;
  readonly contract: C;
  /** What the description could have meant. Empty when nothing was found. */
  readonly candidates: readonly Q[];
  readonly retryable = false;

  constructor(reason: ContractErrorReason, options: { readonly contract: C; readonly candidates?: readonly Q[] }) {
    const { contract, candidates = [] } = options;
    super(
      reason === 'not-found'
        ? `TWS knows no contract for ${shown(contract)}`
        : `${shown(contract)} could be any of ${candidates.length} contracts`,
      { tips: [contractTips[reason]] },
    );
    this.reason = reason;
    this.contract = contract;
    this.candidates = candidates;
  }
}

/** TWS said nothing in time. The answer, if it still comes, is dropped. */
export class TimeoutError extends IBKRError {
  override get name() {
    return 'TimeoutError' as const;
  }
  readonly operation: string;
  readonly timeoutMs: number;
  readonly retryable = true;

  constructor(operation: string, timeoutMs: number) {
    super(`${operation} got no answer from TWS within ${timeoutMs} ms`, {
      tips: ['Look at getStatus(): a farm that is broken or a link that is lost answers late or never'],
    });
    this.operation = operation;
    this.timeoutMs = timeoutMs;
  }
}

/** The caller said something impossible. */
export class InvalidArgumentError extends IBKRError {
  override get name() {
    return 'InvalidArgumentError' as const;
  }
  /** The option, parameter or environment variable. */
  readonly argument: string;
  readonly retryable = false;

  constructor(argument: string, expectation: string) {
    super(`${argument} ${expectation}`);
    this.argument = argument;
  }
}

const contractTips: Readonly<Record<ContractErrorReason, string>> = {
  'not-found': 'Check symbol, security type, exchange and currency, or look the name up with reqMatchingSymbols',
  ambiguous:
    'Add what tells the candidates apart (primaryExchange, currency, expiry, strike, multiplier) or give conId',
};

function said(notice: Notice): string {
  const text = textOf(notice).replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  // What is wrong with an answer comes without a number.
  if (Number.isNaN(notice.code)) return text;
  return text === '' ? `TWS error ${notice.code}` : `TWS error ${notice.code}, ${text}`;
}

function nameOf({ orderId, orderRef }: OrderName): string {
  return orderRef === '' ? String(orderId) : `${orderId} (${orderRef})`;
}

function shown(contract: unknown): string {
  if (typeof contract === 'string') return contract;
  return JSON.stringify(toPlain(contract));
}
