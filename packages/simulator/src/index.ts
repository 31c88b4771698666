/** TWS and IB Gateway on your machine. */

export { Simulator } from './simulator.js';
export type { SimulatorOptions } from './options.js';
export { VirtualClock, realClock, type Clock, type VirtualClockOptions } from './clock.js';
export { VirtualNetwork, type VirtualNetworkOptions } from './wire/virtual-network.js';
export type { Address, Listener, Network, ServerSocket } from './wire/network.js';
export type { Fault, FaultOf, FaultType, FarmStatus } from './faults.js';
export type { ActiveFault } from './faults/board.js';
export type { Link } from './link.js';
export type { Market } from './market/market.js';
export type { ManualOrder } from './orders/manual.js';
export type { FrameMatch, FrameName, Transcript, TranscriptEntry } from './transcript.js';
export type { MessageName, RequestName } from './message-ids.js';
export type { BookedCash, BookedExecution, BookedOrder, BookedPosition, Books } from './books.js';
export {
  FileError,
  loadScenario,
  parseScenario,
  runScenario,
  type RunningScenario,
  type Scenario,
} from './scenario.js';
export { loadInstruments, parseInstruments } from './scenario/instrument-file.js';
export { loadPrices, parsePrices, type PriceAlignment } from './scenario/price-file.js';
export { startControl, type Control, type ControlOptions } from './control.js';
export { record, type Recorder, type RecordOptions } from './record.js';
export { describeMismatch, replay, type Mismatch, type Replay, type ReplayMode, type ReplayOptions } from './replay.js';
