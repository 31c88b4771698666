// What can be asked of a session that is ready, without changing anything: orders may be listed, the time, the link and
// the farms.

import { describe, IBKRError, parseNotice } from '@cq/errors';
import type { Notice } from '@cq/errors';
import { onNotice } from '../hooks.js';
import type { IBKRConnectionManager } from '../manager.js';
import { request } from '../request.js';
import type { ConnectionStatus, Farm, SessionStatus } from '../status.js';
import { finding } from './finding.js';
import type { Finding } from './finding.js';

export interface CheckOptions {
  /** Deadline of each question. */
  readonly timeoutMs: number;
  /** A difference of the clocks that is worth a warning. */
  readonly maxClockSkewMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Everything about a ready session. Rejects when the session ends meanwhile. */
export async function checkSession(
  connection: IBKRConnectionManager,
  notices: readonly Notice[],
  options: CheckOptions,
): Promise<readonly Finding[]> {
  const { signal, timeoutMs } = options;
  const call = { timeoutMs, ...(signal ? { signal } : {}) };
  const orders = await checkOrders(connection, call);
  // More than one, so that the first, which warms everything up, is not the only one.
  for (let i = 0; i < ROUND_TRIPS; i++) await askTime(connection, call);
  const status = connection.getStatus();
  if (!hasSession(status)) return [orders];
  return [accounts(status), orders, link(status, notices), ...farms(status, notices), ...time(status, options)];
}

const ROUND_TRIPS = 3;

type WithSession = ConnectionStatus & SessionStatus;

export function hasSession(status: ConnectionStatus): status is WithSession {
  return 'serverVersion' in status;
}

function accounts({ accounts: names, paperTrading }: WithSession): Finding {
  const which = names.length === 1 ? 'account' : 'accounts';
  return finding('ok', 'accounts', `${paperTrading ? 'Paper' : 'Live'} ${which} ${names.join(', ')}`);
}

interface Call {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** A read-only API refuses even to list orders, which changes nothing (`reqOpenOrders` would adopt manual ones). */
async function checkOrders(connection: IBKRConnectionManager, call: Call): Promise<Finding> {
  try {
    const refusal = await request<Notice | undefined>(
      connection,
      'reqAllOpenOrders',
      (exchange, resolve) => {
        exchange.listen('openOrderEnd', () => resolve(undefined));
        // The refusal comes with no id of ours.
        const stop = onNotice(connection, (notice) => {
          if (isReadOnly(notice)) resolve(notice);
        });
        exchange.ib.reqAllOpenOrders();
        return stop;
      },
      call,
    );
    if (refusal === undefined) return finding('ok', 'read-only', 'Orders are allowed');
    const { entry } = parseNotice(refusal);
    return finding('warning', 'read-only', 'The API is read-only: TWS will refuse every order', {
      tips: entry.tips,
      code: refusal.code,
    });
  } catch (error) {
    if (!isTimeout(error)) throw error;
    return finding('warning', 'no-orders-answer', `TWS did not list its orders within ${call.timeoutMs} ms`, {
      tips: ['Look at TWS or IB Gateway: a dialog may be waiting for an answer'],
    });
  }
}

function isReadOnly(notice: Notice): boolean {
  const parsed = parseNotice(notice);
  return parsed.kind === 'invalid-request' && parsed.readOnly === true;
}

async function askTime(connection: IBKRConnectionManager, call: Call): Promise<void> {
  try {
    await request<undefined>(
      connection,
      'reqCurrentTime',
      (exchange, resolve) => {
        exchange.listen('currentTime', () => resolve(undefined));
        exchange.ib.reqCurrentTime();
      },
      call,
    );
  } catch (error) {
    if (!isTimeout(error)) throw error;
  }
}

function isTimeout(error: unknown): boolean {
  return IBKRError.is(error) && error.name === 'TimeoutError';
}

function link(status: WithSession, notices: readonly Notice[]): Finding {
  if (status.link === 'up') return finding('ok', 'link', 'TWS is in touch with IBKR');
  const notice = notices.findLast(({ code }) => describe(code).onSession === 'link-lost');
  return finding('error', 'link', 'TWS has lost its link to IBKR', tipsOf(notice));
}

/** Only farms that are not as they should be; an idle farm wakes up when it is asked. */
function farms(status: WithSession, notices: readonly Notice[]): readonly Finding[] {
  const wrong = status.farms.filter((farm) => farm.status === 'broken' || farm.status === 'connecting');
  if (wrong.length > 0) return wrong.map((farm) => brokenFarm(farm, notices));
  const names = status.farms.map(({ name }) => name).join(', ');
  return [finding('ok', 'farm', names === '' ? 'No data farm was mentioned yet' : `Data farms are fine: ${names}`)];
}

function brokenFarm(farm: Farm, notices: readonly Notice[]): Finding {
  const notice = notices.findLast((candidate) => {
    const parsed = parseNotice(candidate);
    return parsed.kind === 'farm' && parsed.farm === farm.name;
  });
  const state = farm.status === 'broken' ? 'is broken' : 'is still connecting';
  return finding('warning', 'farm', `The ${farm.kind} farm ${farm.name} ${state}`, tipsOf(notice));
}

function tipsOf(notice: Notice | undefined) {
  return notice ? { tips: describe(notice.code).tips, code: notice.code } : {};
}

function time({ health }: WithSession, { maxClockSkewMs }: CheckOptions): readonly Finding[] {
  const { roundTrip, clockSkewMs } = health;
  if (roundTrip === undefined || clockSkewMs === undefined) {
    return [finding('warning', 'round-trip', 'TWS did not answer when asked for the time', { tips: SLOW_TIPS })];
  }
  const text = `TWS answers in ${roundTrip.meanMs.toFixed(1)} ms`;
  const slow = roundTrip.meanMs > SLOW_MS;
  return [
    finding(slow ? 'warning' : 'ok', 'round-trip', text, slow ? { tips: SLOW_TIPS } : {}),
    skewFinding(clockSkewMs, maxClockSkewMs),
  ];
}

/** A TWS on another continent answers faster. */
const SLOW_MS = 1_000;
const SLOW_TIPS = ['Run the program near TWS, and look at the load of both machines'];

function skewFinding(clockSkewMs: number, maxClockSkewMs: number): Finding {
  // TWS tells whole seconds only.
  const seconds = Math.round(Math.abs(clockSkewMs) / 1_000);
  if (Math.abs(clockSkewMs) <= maxClockSkewMs) return finding('ok', 'clock-skew', 'The clocks agree');
  const which = clockSkewMs > 0 ? 'ahead of' : 'behind';
  return finding('warning', 'clock-skew', `The clock of the TWS machine is about ${seconds} s ${which} this one`, {
    tips: ['Let both machines keep their time by NTP: times of orders and bars are off by as much'],
  });
}
