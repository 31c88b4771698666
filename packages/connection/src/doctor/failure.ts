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
  const { reason, phase, summary, tips, notice } = error;
  const found = (id: FindingId, text = summary): Finding => finding('error', id, text, { tips, code: notice?.code });
  switch (reason) {
    case 'client-id-in-use':
    case 'unsupported-version':
    case 'mode-mismatch':
      return { finding: found(reason), unreachable: false };
    case 'timeout':
      return { finding: found(phase === 'tcp' ? 'nothing-listening' : 'no-answer'), unreachable: true };
    case 'refused':
      if (phase === 'tcp')
        return { finding: found('nothing-listening', `Nothing listens on ${where}`), unreachable: true };
      if (notice) return { finding: found('refused'), unreachable: false };
      return { finding: found(phase === 'handshake' ? 'not-tws' : 'no-answer'), unreachable: true };
    default:
      return { finding: found('session-lost'), unreachable: false };
  }
}
