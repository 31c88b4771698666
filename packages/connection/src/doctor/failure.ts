// Why there was no session, as a finding.

import type { ConnectionError } from '@cq/errors';
import { finding } from './finding.js';
import type { Finding, FindingId } from './finding.js';

export interface Failure {
  readonly finding: Finding;
  /** Nothing that speaks the protocol was found, as opposed to a TWS that said no. */
  readonly unreachable: boolean;
}

/** What an attempt that failed says about the TWS at this port. */
export function failureOf(error: ConnectionError, where: string): Failure {
  const { reason, phase, summary, tips, notice, cause } = error;
  const found = (id: FindingId, text = summary): Finding => finding('error', id, text, { tips, code: notice?.code });
  switch (reason) {
    case 'client-id-in-use':
    case 'unsupported-version':
    case 'mode-mismatch':
      return { finding: found(reason), unreachable: false };
    case 'timeout':
      return { finding: found(phase === 'tcp' ? 'nothing-listening' : 'no-answer'), unreachable: true };
    case 'refused':
      if (phase === 'tcp') {
        const text = isRefusal(cause) ? `Nothing listens on ${where}` : summary;
        return { finding: found('nothing-listening', text), unreachable: true };
      }
      if (notice) return { finding: found('refused'), unreachable: false };
      return { finding: found(phase === 'handshake' ? 'not-tws' : 'no-answer'), unreachable: true };
    default:
      return { finding: found('session-lost'), unreachable: false };
  }
}

/** The machine answered that the port is closed; of a name that nobody knows, say, that would not be true. */
export function isRefusal(cause: unknown): boolean {
  const parts: readonly unknown[] = cause instanceof AggregateError ? cause.errors : [cause];
  return parts.some((part) => part instanceof Error && 'code' in part && part.code === 'ECONNREFUSED');
}
