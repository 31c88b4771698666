// How well the session is, with reasons a person can act on. A pure function of what was measured.

import type { Health } from './status.js';

export interface Measured {
  readonly link: 'up' | 'lost';
  readonly brokenFarms: readonly string[];
  /** How long TWS has owed an answer, in milliseconds. */
  readonly unansweredMs: number | undefined;
  readonly p99Ms: number | undefined;
  readonly clockSkewMs: number | undefined;
  readonly badFrames: number;
  readonly longestStallMs: number;
  readonly unsentBytes: number;
  readonly queued: number;
  readonly maxQueued: number;
  readonly transport: 'exchange' | 'relay';
}

const SLOW_ANSWER_MS = 1_000;
const SLOW_P99_MS = 1_000;
const SKEW_MS = 2_000;
const LONG_STALL_MS = 1_000;
const MANY_BYTES = 65_536;

export function judge(measured: Measured): Pick<Health, 'verdict' | 'reasons'> {
  if (measured.link === 'lost') {
    return { verdict: 'unhealthy', reasons: ['TWS has lost its link to IBKR', ...degradations(measured)] };
  }
  const reasons = degradations(measured);
  return { verdict: reasons.length === 0 ? 'healthy' : 'degraded', reasons };
}

function degradations(measured: Measured): string[] {
  const { brokenFarms, unansweredMs = 0, p99Ms = 0, clockSkewMs = 0 } = measured;
  const { badFrames, longestStallMs, unsentBytes, queued, maxQueued, transport } = measured;
  const findings: [boolean, string][] = [
    [unansweredMs > SLOW_ANSWER_MS, `TWS has owed an answer for ${Math.round(unansweredMs)} ms`],
    [brokenFarms.length > 0, `Data farms are broken: ${brokenFarms.join(', ')}`],
    [p99Ms > SLOW_P99_MS, `TWS is slow: one answer in a hundred takes over ${Math.round(p99Ms)} ms`],
    [Math.abs(clockSkewMs) > SKEW_MS, `The clocks of TWS and this machine differ by ${Math.round(clockSkewMs)} ms`],
    [badFrames > 0, `${badFrames} messages of TWS could not be understood`],
    [longestStallMs > LONG_STALL_MS, `This process was busy for ${Math.round(longestStallMs)} ms without a pause`],
    [unsentBytes > MANY_BYTES, `TWS does not read: ${unsentBytes} bytes wait for it`],
    [queued > 0 && queued * 2 >= maxQueued, `${queued} messages wait for TWS's rate limit`],
    [transport === 'relay', 'The library reads through a loopback relay, which costs time'],
  ];
  return findings.filter(([applies]) => applies).map(([, reason]) => reason);
}
