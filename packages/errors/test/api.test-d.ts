// The types users see, proved by tsc alone: this file is compiled with the tests and never run.
import { expectTypeOf } from 'vitest';
import type {
  AnyIBKRError,
  CatalogueEntry,
  ContractError,
  ErrorTips,
  FarmKind,
  FarmStatus,
  IBKRErrorName,
  Notice,
  OrderEffect,
  ParsedNotice,
} from '../src/index.js';
import { ConnectionError, describe, getErrorTips, IBKRError, orderEffect, parseNotice, TwsCode } from '../src/index.js';

declare const notice: Notice;

expectTypeOf(describe).returns.toEqualTypeOf<CatalogueEntry>();
expectTypeOf(orderEffect).returns.toEqualTypeOf<OrderEffect>();
expectTypeOf(getErrorTips).returns.toEqualTypeOf<ErrorTips | undefined>();
expectTypeOf(TwsCode.LinkRestored).toEqualTypeOf<1102>();
expectTypeOf<ConnectionError['name']>().toEqualTypeOf<'ConnectionError'>();
expectTypeOf<ContractError<string, { conId: number }>['candidates']>().toEqualTypeOf<readonly { conId: number }[]>();
expectTypeOf<IBKRErrorName>().toEqualTypeOf<
  | 'ConnectionError'
  | 'RequestError'
  | 'OrderRejectedError'
  | 'OrderUnknownError'
  | 'OrderRefusedError'
  | 'ContractError'
  | 'TimeoutError'
  | 'InvalidArgumentError'
>();

// A switch over the name is exhaustive, and each case has its own fields.
export function exhaustive(error: unknown): string {
  if (!IBKRError.is(error)) return '';
  expectTypeOf(error).toEqualTypeOf<AnyIBKRError>();
  switch (error.name) {
    case 'ConnectionError':
      return error.reason;
    case 'RequestError':
      return `${error.operation} ${error.code}`;
    case 'OrderRejectedError':
      return `${error.orderRef} ${error.notice.message}`;
    case 'OrderUnknownError':
      return error.orderRef;
    case 'OrderRefusedError':
      return error.reason;
    case 'ContractError':
      return `${error.candidates.length}`;
    case 'TimeoutError':
      return `${error.timeoutMs}`;
    case 'InvalidArgumentError':
      return error.argument;
  }
}

// So is one over the kind of a parsed notice.
export function facts(parsed: ParsedNotice): unknown {
  switch (parsed.kind) {
    case 'farm':
      expectTypeOf(parsed.farm).toEqualTypeOf<string | undefined>();
      expectTypeOf(parsed.farmKind).toEqualTypeOf<FarmKind>();
      expectTypeOf(parsed.status).toEqualTypeOf<FarmStatus>();
      return parsed.farm;
    case 'port-changed':
      return parsed.port;
    case 'link-restored':
      return parsed.farms?.disconnected;
    default:
      return parsed.entry.tips;
  }
}

facts(parseNotice(notice));
new ConnectionError('mode-mismatch', {
  phase: 'ready',
  notice,
  cause: new Error('x'),
  message: undefined,
  tips: ['x'],
});

// @ts-expect-error a code is a number
describe('502');
// @ts-expect-error a reason is one of those in the list
new ConnectionError('whatever');
// @ts-expect-error rows are shared, so they are readonly
describe(502).severity = 'info';
