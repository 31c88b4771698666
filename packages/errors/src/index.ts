export { catalogue } from './catalogue/index.js';
export type {
  CatalogueEntry,
  Category,
  Confidence,
  FarmKind,
  FarmStatus,
  OrderEffect,
  Owner,
  RequestEffect,
  SessionEffect,
  Severity,
  StreamEffect,
} from './catalogue/entry.js';
export { TwsCode } from './codes.js';
export { describe, orderEffect } from './describe.js';
export type { OrderActivity } from './describe.js';
export {
  ConnectionError,
  ContractError,
  IBKRError,
  InvalidArgumentError,
  OrderRefusedError,
  OrderRejectedError,
  OrderUnknownError,
  RequestError,
  TimeoutError,
} from './errors.js';
export type {
  AnyIBKRError,
  ConnectionErrorOptions,
  ConnectionPhase,
  ContractErrorReason,
  IBKRErrorName,
  OrderName,
  OrderRefusedErrorOptions,
  OrderUnknownErrorOptions,
} from './errors.js';
export type { ConnectionErrorReason, OrderRefusedReason } from './error-reasons.js';
export { format } from './format.js';
export type { Notice } from './notice.js';
export { parseNotice } from './parse.js';
export type { DataRefusal, NoticeFacts } from './facts.js';
export type { ParsedNotice } from './parse.js';
export { getErrorTips } from './tips.js';
export type { ErrorTips } from './tips.js';
