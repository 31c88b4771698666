// What a connection can be told, with the defaults.

import type { Clock } from './clock.js';
import type { Logger } from './logger.js';
import type { OutageWindow } from './calendar.js';
import type { Dial } from './transport.js';

export interface ReconnectPolicy {
  /** Ceiling of the first random wait; the very first retry starts at once. @default 500 */
  readonly initialDelayMs: number;
  /** No wait is longer. @default 30_000 */
  readonly maxDelayMs: number;
  /** How fast the ceiling grows. @default 2 */
  readonly factor: number;
  /** `Infinity` never gives up. @default Infinity */
  readonly maxAttempts: number;
}

export interface HealthPolicy {
  /** Ask TWS for the time after this much silence. @default 5_000 */
  readonly pingAfterMs: number;
  /** End the session as stale when nothing at all is heard for this long after asking. @default 5_000 */
  readonly pongWithinMs: number;
}

export interface PacingPolicy {
  /** TWS allows half the number of market data lines; the standard 100 lines make 50. @default 50 */
  readonly messagesPerSecond: number;
  /** More waiting messages than this are refused instead of queued. @default 10_000 */
  readonly maxQueued: number;
}

export interface ConnectionOptions {
  /** Picks the port and guards the account: a live account is refused, and a paper one when `false`. @default true */
  readonly paperTrading?: boolean;
  /** @default IB_PAPER_HOST or IB_LIVE_HOST, IB_HOST, then '127.0.0.1' */
  readonly host?: string;
  /** @default IB_PAPER_PORT or IB_LIVE_PORT, IB_PORT, then by mode: 7497 | 7496 (TWS), 4002 | 4001 (Gateway) */
  readonly port?: number;
  /** Unique per TWS; 0 is valid and also sees manual orders. @default IB_PAPER_CLIENT_ID …, IB_CLIENT_ID, then 1 */
  readonly clientId?: number;
  /** IB Gateway instead of TWS: only picks the default port. @default IB_PAPER_USE_GATEWAY …, then false */
  readonly useGateway?: boolean;
  /** The account to use; it must be among those TWS manages. @default IB_PAPER_ACCOUNT or IB_LIVE_ACCOUNT */
  readonly account?: string;
  /** `false` leaves the connection disconnected after a drop. @default true */
  readonly autoReconnect?: boolean;
  readonly reconnect?: Partial<ReconnectPolicy>;
  /** `false` never asks, and never finds a half-open socket. */
  readonly health?: Partial<HealthPolicy> | false;
  readonly pacing?: Partial<PacingPolicy>;
  /** Deadline of each request, queueing included. @default 10_000 */
  readonly requestTimeoutMs?: number;
  /** When IBKR restarts things. Only used to say whether an outage is expected. @default the published hours */
  readonly outageWindows?: readonly OutageWindow[];
  /** Raise `overdue` when not ready for this long outside every window; `false` never. @default 300_000 */
  readonly overdueAfterMs?: number | false;
  /** @default silent */
  readonly logger?: Logger;
  /** @default real time */
  readonly clock?: Clock;
  /** How to reach TWS other than by TCP: a tunnel, a proxy, the simulator's `VirtualNetwork`. @default TCP */
  readonly dial?: Dial;
  /** Random numbers in [0, 1), for the jitter. @default Math.random */
  readonly random?: () => number;
  /** Where the IB_* variables are read from. It is never written. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A file of more variables, weaker than `env`; `false` for none. A missing file is no error. @default '.env' */
  readonly envFile?: string | false;
}

export interface ConnectOptions {
  /** Deadline of each attempt, shared out over its phases. @default 30_000 */
  readonly timeoutMs?: number;
  /** Attempts before giving up. @default 3 */
  readonly retryCount?: number;
  readonly signal?: AbortSignal;
}
