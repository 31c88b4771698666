// @cq/connection: a connection to TWS / IB Gateway that heals itself and says why.

export { IBKRConnectionManager } from './manager.js';
export { ConnectionState, isLegalMove, legalMoves } from './state.js';
export type { ConnectionOptions, ConnectOptions, HealthPolicy, PacingPolicy, ReconnectPolicy } from './options.js';
export type { OutageWindow, Weekday } from './calendar.js';
export type {
  ConnectionStatus,
  Farm,
  Health,
  PacerStatus,
  Plane,
  RoundTrip,
  SessionStatus,
  Traffic,
} from './status.js';
export type {
  ConnectHandler,
  ConnectInfo,
  ConnectionEvent,
  DisconnectHandler,
  DisconnectInfo,
  EventOf,
  ListenOptions,
  Unsubscribe,
} from './events.js';
export type { Session } from './session.js';
export type { Dial, Endpoint } from './transport.js';
export { systemClock } from './clock.js';
export type { Clock } from './clock.js';
export { silentLogger, withLevel } from './logger.js';
export type { Logger, LogLevel } from './logger.js';
export { publishedWindows } from './calendar.js';
export { disposeOnSignals } from './shutdown.js';
export type { ShutdownOptions } from './shutdown.js';
export {
  bond,
  combo,
  continuousFuture,
  crypto,
  describeContract,
  forex,
  future,
  index,
  option,
  stock,
} from './contract.js';
export type { Contract, ContractDetails, ContractLeg, ContractLike, QualifiedContract, SecType } from './contract.js';
export type { CallOptions } from './exchange.js';
export { diagnose } from './doctor.js';
export type {
  DiagnoseOptions,
  Diagnosis,
  Finding,
  FindingId,
  FindingSeverity,
  KnownPort,
  PortAnswer,
  PortReport,
  Verdict,
} from './doctor.js';
