// One thing the doctor found, and what all of them together amount to.

import { maskAccounts } from '../mask-accounts.js';

/** What a finding is about. Stable: programs may switch on it. */
export type FindingId =
  | 'configuration'
  | 'nothing-listening'
  | 'no-answer'
  | 'not-tws'
  | 'other-port'
  | 'handshake'
  | 'unsupported-version'
  | 'client-id-in-use'
  | 'refused'
  | 'mode-mismatch'
  | 'accounts'
  | 'read-only'
  | 'link'
  | 'farm'
  | 'clock-skew'
  | 'round-trip'
  | 'no-orders-answer'
  | 'session-lost';

/** `ok` is as it should be, `info` is worth knowing, `warning` and `error` are problems. */
export type FindingSeverity = 'ok' | 'info' | 'warning' | 'error';

export interface Finding {
  readonly id: FindingId;
  readonly severity: FindingSeverity;
  /** One sentence. Account numbers are masked. */
  readonly summary: string;
  /** What to do, most useful first. */
  readonly tips: readonly string[];
  /** The TWS code behind it, when TWS said one. */
  readonly code: number | undefined;
}

export function finding(
  severity: FindingSeverity,
  id: FindingId,
  summary: string,
  more: { readonly tips?: readonly string[]; readonly code?: number | undefined } = {},
): Finding {
  return { id, severity, summary: maskAccounts(summary), tips: (more.tips ?? []).map(maskAccounts), code: more.code };
}

/** Something somebody should do something about. */
export function isProblem({ severity }: Finding): boolean {
  return severity === 'warning' || severity === 'error';
}
