// Puts the status snapshot together from its parts.

import type { Configuration } from './resolve-options.js';
import { windowAt } from './calendar.js';
import type { Lifecycle } from './lifecycle.js';
import type { SessionCore } from './session-core.js';
import type { ConnectionStatus, Health, SessionStatus } from './status.js';
import type { Endpoint } from './transport.js';
import { judge } from './verdict.js';

/** What the connection remembers across sessions. */
export interface Memory {
  readonly endpoint: Endpoint;
  readonly reconnectCount: number;
  readonly lastDisconnectAt: Date | undefined;
  readonly overdue: boolean;
}

export function statusOf(
  lifecycle: Lifecycle,
  { config, memory, core }: { config: Configuration; memory: Memory; core: SessionCore | undefined },
): ConnectionStatus {
  const { clientId, paperTrading, useGateway, clock } = config;
  const { endpoint, ...remembered } = memory;
  const session = core?.session;
  const connectedAt = session?.connectedAt;
  const base = {
    ...endpoint,
    ...remembered,
    clientId,
    paperTrading,
    useGateway,
    connected: lifecycle.state === 'connected',
    connectedAt,
    uptimeSeconds: connectedAt && Math.max(0, (clock.now() - connectedAt.getTime()) / 1_000),
    accounts: session?.accounts ?? [],
  };
  if (lifecycle.state === 'reconnecting' && lifecycle.plane === 'socket') {
    return { ...base, ...lifecycle, expected: windowAt(config.outageWindows, new Date(clock.now()))?.window.name };
  }
  if (lifecycle.state !== 'connected' && lifecycle.state !== 'reconnecting') return { ...base, ...lifecycle };
  if (!core || !session) throw new Error(`No session in state ${lifecycle.state}`);
  return { ...base, ...lifecycle, ...sessionStatus(core, session, clock.now()) };
}

/** The health of a running session. */
export function healthOf(core: SessionCore, now: number): Health {
  const { planes, roundTrips, traffic, longestStallMs, askedAt, lastHeardAt, transportKind } = core;
  const roundTrip = roundTrips.summary;
  const { clockSkewMs } = roundTrips;
  const { queued, maxQueued } = core.pacer.status;
  const verdict = judge({
    link: planes.link,
    brokenFarms: [...planes.farms.values()].filter(({ status }) => status === 'broken').map(({ name }) => name),
    unansweredMs: askedAt && now - askedAt,
    p99Ms: roundTrip?.p99Ms,
    clockSkewMs,
    badFrames: traffic.badFrames,
    longestStallMs,
    unsentBytes: traffic.unsentBytes,
    queued,
    maxQueued,
    transport: transportKind,
  });
  const lastMessageAgeMs = lastHeardAt === undefined ? undefined : Math.max(0, now - lastHeardAt);
  return { ...verdict, roundTrip, lastMessageAgeMs, clockSkewMs, traffic, longestStallMs };
}

function sessionStatus(core: SessionCore, session: NonNullable<SessionCore['session']>, now: number): SessionStatus {
  const health = healthOf(core, now);
  return {
    epoch: session.epoch,
    serverVersion: session.serverVersion,
    nextOrderId: session.nextOrderId,
    link: core.planes.link,
    farms: [...core.planes.farms.values()],
    health,
    roundTripMs: health.roundTrip?.lastMs,
    pacer: core.pacer.status,
    transport: core.transportKind,
  };
}
