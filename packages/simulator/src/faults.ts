/** What can be made to go wrong, by name. Usable from code, from a scenario file and over the control port. */

import type { MessageName, RequestName } from './message-ids.js';

/** A count limits how often the fault strikes before it disposes itself. */
export interface Times {
  /** @default 1 for something that happens, unlimited for a state of affairs */
  readonly times?: number;
}

/** Sockets: what the network does. */
export type SocketFault =
  /** New connections are refused, as when TWS is not running. */
  | ({ readonly type: 'refuse' } & Times)
  /**
   * The connection is cut: at once, or when a request arrives, `before` it is processed or `after` it (processed, but
   * none of its answers leave). `reset` sends RST instead of FIN.
   */
  | ({
      readonly type: 'drop';
      readonly when?: 'now' | 'before' | 'after';
      readonly message?: RequestName;
      readonly clientId?: number;
      readonly reset?: boolean;
    } & Times)
  /** Sockets stay open and nothing is read or said any more. */
  | { readonly type: 'half-open'; readonly clientId?: number }
  /** Everything leaves this much later. */
  | { readonly type: 'delay'; readonly ms: number }
  /** Bytes leave in pieces of this size. */
  | { readonly type: 'fragment'; readonly bytes: number }
  /** Bytes of this many milliseconds leave together. */
  | { readonly type: 'coalesce'; readonly ms: number }
  /** The next frame, or the next frame of one kind, is broken. */
  | ({ readonly type: 'corrupt'; readonly how: Corruption; readonly message?: MessageName } & Times)
  /** The server reads no faster than this. */
  | { readonly type: 'slow-reader'; readonly bytesPerSecond: number };

export type Corruption =
  | 'negative-length'
  | 'zero-length'
  | 'huge-length'
  | 'no-terminator'
  | 'truncated'
  | 'extra-fields'
  | 'bad-count'
  | 'garbage';

/** The first frames of a connection. */
export type HandshakeFault =
  | ({ readonly type: 'mute-handshake' } & Times)
  | { readonly type: 'slow-handshake'; readonly ms: number }
  | ({ readonly type: 'http-server' } & Times)
  /** 326, as while TWS still holds the id of a session that died. */
  | ({ readonly type: 'client-id-in-use'; readonly forMs?: number } & Times)
  | ({ readonly type: 'no-next-valid-id' } & Times)
  | ({ readonly type: 'no-accounts' } & Times)
  | ({ readonly type: 'accounts-last' } & Times)
  | { readonly type: 'server-version'; readonly version: number }
  | ({ readonly type: 'close-after-version' } & Times);

/** Between TWS and Interactive Brokers. */
export type LinkFault =
  /** 1100 now (again every `repeatEveryMs`); disposed: 1102, or 1101 with `dataLost`. */
  | { readonly type: 'link-lost'; readonly repeatEveryMs?: number; readonly dataLost?: boolean }
  /** 2110 to whoever connects. */
  | { readonly type: 'link-down-at-connect' }
  /** TWS moves to this port (0: a free one), says 1300, and the sockets close. One that is taken changes nothing. */
  | { readonly type: 'port-change'; readonly port: number }
  | { readonly type: 'farm'; readonly farm: string; readonly status: FarmStatus };

export type FarmStatus = 'ok' | 'broken' | 'inactive' | 'connecting';

export type RequestFault =
  /** The request is read and never answered. */
  | ({ readonly type: 'ignore'; readonly message: RequestName } & Times)
  /** The request is answered with this error. */
  | ({ readonly type: 'fail'; readonly message: RequestName; readonly code: number; readonly text?: string } & Times);

/** Orders: the moments at which money is lost. */
export type OrderFault =
  | ({ readonly type: 'reject-order'; readonly code: number; readonly text?: string } & Times)
  /** The order is processed, and nothing is said about its acceptance. */
  | ({ readonly type: 'ack-lost' } & Times)
  /** The order is accepted, and nothing is ever said about it; `reqOpenOrders` knows it. */
  | ({ readonly type: 'silent-order' } & Times)
  | ({ readonly type: 'duplicate-status' } & Times)
  /** Commission before execution, execution before open order. */
  | ({ readonly type: 'reorder-status' } & Times)
  /** All working orders fill as soon as their client is gone. */
  | ({ readonly type: 'fill-while-away' } & Times)
  /** A cancelled order fills all the same. */
  | ({ readonly type: 'fill-after-cancel' } & Times)
  /** The last execution is corrected (`.01` becomes `.02`), to this price or quantity. */
  | ({
      readonly type: 'correct-execution';
      readonly price?: number;
      readonly quantity?: number;
      readonly execId?: string;
    } & Times)
  /** The last execution is taken back. */
  | ({ readonly type: 'bust-execution'; readonly execId?: string } & Times)
  /** The next order id falls back, as after a restart of TWS. */
  | { readonly type: 'roll-back-order-ids'; readonly to: number }
  /**
   * The next modification makes a second live order of the same id. `reqOpenOrders` gives the id back to the first once
   * the second is over; `unreachable`: nothing does.
   */
  | ({ readonly type: 'second-perm-id'; readonly unreachable?: boolean } & Times)
  | ({ readonly type: 'order-warning'; readonly code: number; readonly text?: string } & Times)
  | ({ readonly type: 'cancel-refused'; readonly code: number; readonly text?: string } & Times)
  | ({ readonly type: 'modify-refused'; readonly code: number; readonly text?: string } & Times);

export type DataFault =
  /** Nothing is said of it any more. */
  | { readonly type: 'freeze'; readonly symbol: string }
  /**
   * Its exchange halts it: the `halted` tick (49, delayed 90) says 1, or 2 for a halt because of `volatility`; until it is disposed and
   * the tick says 0, nothing ticks and no order trades.
   */
  | { readonly type: 'halt'; readonly symbol: string; readonly volatility?: boolean }
  | { readonly type: 'no-market-data'; readonly symbol?: string; readonly code: number }
  | { readonly type: 'competing-session' }
  | ({ readonly type: 'end-stream'; readonly code: number } & Times)
  | ({ readonly type: 'reset-book' } & Times)
  | ({ readonly type: 'resubscribe-needed' } & Times);

export type PacingFault =
  /** 100, then the client is disconnected. */
  | ({ readonly type: 'pacing-kick' } & Times)
  | ({ readonly type: 'pacing-violation' } & Times)
  | { readonly type: 'line-limit'; readonly lines: number };

export type Fault = SocketFault | HandshakeFault | LinkFault | RequestFault | OrderFault | DataFault | PacingFault;

export type FaultType = Fault['type'];
export type FaultOf<T extends FaultType> = Extract<Fault, { type: T }>;
