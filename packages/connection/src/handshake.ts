// From a connected socket to a usable session: what has to be heard, in which phase, and what each failure means.

import { ConnectionError, describe, TwsCode } from '@cq/errors';
import type { ConnectionPhase, Notice } from '@cq/errors';
import { textFields } from './fields.js';
import type { Endpoint } from './transport.js';

/** The range of server versions the library speaks. */
const OLDEST = 100;
const NEWEST = 193;

/** Share of an attempt's deadline that has passed when each phase must be over. */
export const phaseShare: Readonly<Record<ConnectionPhase, number>> = { tcp: 1 / 3, handshake: 2 / 3, ready: 1 };

export function nameOf(endpoint: Endpoint): string {
  return `${endpoint.host}:${endpoint.port}`;
}

/** The version in the first frame of TWS, or the error that ends the attempt. */
export function readServerVersion(
  bytes: Buffer,
  start: number,
  end: number,
  endpoint: Endpoint,
): number | ConnectionError {
  const [version] = textFields(bytes, start, end);
  if (version === undefined || !/^\d{1,9}$/.test(version)) return notTws(endpoint);
  const number = Number(version);
  if (number >= OLDEST && number <= NEWEST) return number;
  return new ConnectionError('unsupported-version', {
    message: `TWS at ${nameOf(endpoint)} speaks version ${number}; supported are ${OLDEST} to ${NEWEST}`,
    phase: 'handshake',
  });
}

/** Something answers on the port, but it does not speak the protocol. */
export function notTws(endpoint: Endpoint): ConnectionError {
  return new ConnectionError('refused', {
    message: `What answers at ${nameOf(endpoint)} does not speak the TWS protocol`,
    phase: 'handshake',
    tips: ['Check that the port is the socket port shown in the API settings of TWS or IB Gateway'],
  });
}

/** The socket could not be opened. */
export function dialFailed(endpoint: Endpoint, cause: unknown): ConnectionError {
  return new ConnectionError('refused', {
    message: `Could not connect to ${nameOf(endpoint)}: ${reasonOf(cause)}`,
    phase: 'tcp',
    cause,
  });
}

/** A phase took longer than its share of the deadline. */
export function phaseTimedOut(
  endpoint: Endpoint,
  { phase, timeoutMs, missing }: { phase: ConnectionPhase; timeoutMs: number; missing: string },
): ConnectionError {
  return new ConnectionError('timeout', {
    message: `TWS at ${nameOf(endpoint)} did not ${missing} within ${Math.round(timeoutMs)} ms`,
    phase,
    ...(phase === 'tcp' ? {} : { tips: muteTips }),
  });
}

const muteTips = [
  'Look at TWS or IB Gateway: a dialog may be waiting for an answer, or its login may not be complete',
  'Check that the address of this machine is among the trusted IPs of the API settings',
];

/** The socket was closed before the session was ready. */
export function closedEarly(
  endpoint: Endpoint,
  { phase, notice, error }: { phase: ConnectionPhase; notice: Notice | undefined; error: Error | undefined },
): ConnectionError {
  return new ConnectionError('refused', {
    message: `TWS at ${nameOf(endpoint)} closed the connection before it was ready${notice ? `: ${notice.message}` : ''}`,
    phase,
    notice,
    ...(notice ? {} : { tips: muteTips }),
    ...(error ? { cause: error } : {}),
  });
}

/** The error that a notice during the handshake amounts to, if it does. */
export function refusedBy(
  notice: Notice,
  endpoint: Endpoint,
  options: { phase: ConnectionPhase; clientId: number },
): ConnectionError | undefined {
  const { onSession } = describe(notice.code);
  if (onSession !== 'refused' && onSession !== 'ended') return undefined;
  const { phase, clientId } = options;
  if (notice.code === TwsCode.ClientIdInUse) {
    return new ConnectionError('client-id-in-use', {
      message: `Client id ${clientId} is already in use at ${nameOf(endpoint)}`,
      phase,
      notice,
    });
  }
  return new ConnectionError('refused', {
    message: `TWS at ${nameOf(endpoint)} refused the session: ${notice.message}`,
    phase,
    notice,
  });
}

/** Why these accounts are not the ones that were asked for, if so. Paper accounts begin with D. */
export function wrongAccounts(
  accounts: readonly string[],
  { paperTrading, account, endpoint }: { paperTrading: boolean; account: string | undefined; endpoint: Endpoint },
): ConnectionError | undefined {
  const mismatch = (message: string, tip: string): ConnectionError =>
    new ConnectionError('mode-mismatch', { message, phase: 'ready', tips: [tip] });
  const isPaper = (name: string): boolean => name.startsWith('D');
  if (paperTrading && !accounts.every(isPaper)) {
    return mismatch(
      `TWS at ${nameOf(endpoint)} manages a live account, and paper trading was asked for`,
      'Log in to the paper account, use its port, or set paperTrading to false to trade live',
    );
  }
  if (!paperTrading && accounts.some(isPaper)) {
    return mismatch(
      `TWS at ${nameOf(endpoint)} manages a paper account, and live trading was asked for`,
      'Log in to the live account, use its port, or leave paperTrading at true',
    );
  }
  if (account !== undefined && !accounts.includes(account)) {
    return mismatch(
      `TWS at ${nameOf(endpoint)} does not manage the account that was asked for`,
      'Check the account option (or IB_PAPER_ACCOUNT, IB_LIVE_ACCOUNT) against the account TWS is logged in to',
    );
  }
  return undefined;
}

const dialReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host could not be looked up',
  ETIMEDOUT: 'nobody answered',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  EACCES: 'the system does not allow it',
};

function reasonOf(cause: unknown): string {
  // A name with several addresses fails once for each.
  const first: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  if (!(first instanceof Error)) return String(first);
  const code = 'code' in first ? String(first.code) : '';
  return dialReasons[code] === undefined ? first.message : `${dialReasons[code]} (${code})`;
}
