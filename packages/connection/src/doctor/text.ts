// A diagnosis for people.

import type { Diagnosis } from '../doctor.js';
import type { FindingSeverity } from './finding.js';

const MARKS: Readonly<Record<FindingSeverity, string>> = {
  ok: 'ok     ',
  info: 'info   ',
  warning: 'warning',
  error: 'ERROR  ',
};

/** Several lines, without colour: they end up in logs and bug reports. */
export function diagnosisText(diagnosis: Diagnosis): string {
  const lines = [title(diagnosis), ''];
  for (const { severity, summary, tips, code } of diagnosis.findings) {
    lines.push(`${MARKS[severity]}  ${summary}${code === undefined ? '' : ` [${code}]`}`);
    for (const tip of tips) lines.push(`         - ${tip}`);
  }
  return [...lines, '', outcome(diagnosis)].join('\n');
}

function title({ target }: Diagnosis): string {
  if (target === undefined) return 'cq-doctor';
  const { host, port, clientId, paperTrading } = target;
  return `cq-doctor: ${paperTrading ? 'paper' : 'live'} trading at ${host}:${port}, client id ${clientId}`;
}

function outcome({ verdict, findings }: Diagnosis): string {
  const problems = findings.filter(({ severity }) => severity === 'error' || severity === 'warning').length;
  const count = problems === 1 ? '1 problem' : `${problems} problems`;
  switch (verdict) {
    case 'healthy':
      return 'Healthy';
    case 'problems':
      return `Reachable, with ${count}`;
    case 'unreachable':
      return `Unreachable, ${count}`;
  }
}
