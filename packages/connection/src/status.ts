// What getStatus() answers: one readonly snapshot of everything known about the connection.

import type { ConnectionError, FarmKind, FarmStatus } from '@cq/errors';

/** Which part of the way to IBKR an event is about: our socket to TWS, or TWS's own link to IBKR. */
export type Plane = 'socket' | 'link';

/** One of IBKR's data farms, as TWS last described it. A broken farm affects its own data and nothing else. */
export interface Farm {
  readonly name: string;
  readonly kind: FarmKind;
  readonly status: FarmStatus;
  readonly since: Date;
}

/** Round trips of `reqCurrentTime` over the recent past. */
export interface RoundTrip {
  readonly lastMs: number;
  readonly meanMs: number;
  readonly p99Ms: number;
  readonly samples: number;
}

export interface Traffic {
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Written, but not yet taken by TWS's side of the socket. */
  readonly unsentBytes: number;
  readonly messagesIn: number;
  readonly messagesOut: number;
  /** Frames that were dropped or that `@stoqey/ib` could not decode. Each costs itself and nothing else. */
  readonly badFrames: number;
}

/** A verdict with its reasons, in words. */
export interface Health {
  readonly verdict: 'healthy' | 'degraded' | 'unhealthy';
  readonly reasons: readonly string[];
  readonly roundTrip: RoundTrip | undefined;
  /** Time since TWS last said anything at all, in milliseconds. */
  readonly lastMessageAgeMs: number | undefined;
  /** TWS's clock minus ours, in milliseconds, to the second TWS tells it in. */
  readonly clockSkewMs: number | undefined;
  readonly traffic: Traffic;
  /** The longest time this process's event loop was seen blocked during the session, in milliseconds. */
  readonly longestStallMs: number;
}

/** The pacer's queue: what waits for a free place in the current second. */
export interface PacerStatus {
  readonly messagesPerSecond: number;
  /** Messages written in the last second, raw calls included. */
  readonly sentLastSecond: number;
  readonly queued: number;
  readonly maxQueued: number;
}

interface StatusBase {
  /** A ready session and the link between TWS and IBKR up. */
  readonly connected: boolean;
  readonly host: string;
  /** The port in use, which differs from the configured one after TWS announced a port change. */
  readonly port: number;
  readonly clientId: number;
  readonly paperTrading: boolean;
  readonly useGateway: boolean;
  readonly connectedAt: Date | undefined;
  readonly uptimeSeconds: number | undefined;
  /** Sessions opened after the first. Link outages do not count: they are not ours to reconnect. */
  readonly reconnectCount: number;
  readonly lastDisconnectAt: Date | undefined;
  readonly accounts: readonly string[];
  /** Not ready for longer than `overdueAfterMs` outside the hours when IBKR restarts things. */
  readonly overdue: boolean;
}

/** What is known only while there is a session. */
export interface SessionStatus {
  readonly epoch: number;
  readonly serverVersion: number;
  readonly nextOrderId: number;
  readonly link: 'up' | 'lost';
  readonly farms: readonly Farm[];
  readonly health: Health;
  readonly roundTripMs: number | undefined;
  readonly pacer: PacerStatus;
  /** `exchange`: the library reads from our socket. `relay`: it does so through a loopback port, as a fallback. */
  readonly transport: 'exchange' | 'relay';
}

/** A snapshot of the connection. The union is on `state`; the fields of the base are always there. */
export type ConnectionStatus = StatusBase &
  (
    | { readonly state: 'disconnected'; readonly cause: ConnectionError | undefined }
    | {
        readonly state: 'connecting';
        readonly attempt: number;
        readonly retryAt: Date | undefined;
        readonly cause: ConnectionError | undefined;
      }
    | ({ readonly state: 'connected' } & SessionStatus)
    | ({
        readonly state: 'reconnecting';
        readonly plane: 'link';
        readonly since: Date;
        readonly cause: ConnectionError;
      } & SessionStatus)
    | {
        readonly state: 'reconnecting';
        readonly plane: 'socket';
        readonly attempt: number;
        /** When the next attempt starts; undefined while one is under way. */
        readonly retryAt: Date | undefined;
        readonly cause: ConnectionError;
        /** The outage falls into a window in which IBKR restarts things, by name. */
        readonly expected: string | undefined;
      }
    | { readonly state: 'failed'; readonly error: ConnectionError }
  );
