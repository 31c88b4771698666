// The matrix as a Markdown page and as lines for a terminal.
import { machine } from '../harness/archive.js';
import type { ClientKind } from './client.js';
import type { Cell } from './matrix.js';
import type { Finding, Scenario } from './scenario.js';

const marks = { good: '✓', partly: '~', bad: '✗' } as const;

/** "✓ noticed 1.0 s · works again 0.4 s · same session". */
export function say({ finding, problem }: Pick<Cell, 'finding' | 'problem'>): string {
  if (!finding) return `could not be played: ${problem ?? ''}`;
  const { verdict, detectedMs, recoveredMs, lost = 0, doubled = 0, note } = finding;
  const parts = [
    detectedMs === undefined ? '' : detectedMs === false ? 'never noticed' : `noticed ${seconds(detectedMs)}`,
    recoveredMs === undefined
      ? ''
      : recoveredMs === false
        ? 'never worked again'
        : `works again ${seconds(recoveredMs)}`,
    lost > 0 ? `${lost} lost` : '',
    doubled > 0 ? `${doubled} doubled or stale` : '',
    note ?? '',
  ].filter(Boolean);
  return `${marks[verdict]} ${parts.join(' · ')}`.trim();
}

const seconds = (ms: number) => (ms < 50 ? 'at once' : `${(ms / 1000).toFixed(1)} s`);

export function page(scenarios: readonly Scenario[], clients: readonly ClientKind[], cells: readonly Cell[]): string {
  const groups = [...new Set(scenarios.map(({ group }) => group))];
  const totals = clients.map(({ name }) => {
    const found = cells.filter(({ client }) => client === name);
    const count = (verdict: Finding['verdict']) => found.filter(({ finding }) => finding?.verdict === verdict).length;
    return `| ${name} | ${count('good')} | ${count('partly')} | ${count('bad')} |`;
  });
  return [
    '# Fault matrix',
    '',
    `Written by \`pnpm bench:faults\` on ${new Date().toISOString().slice(0, 10)}; ${machine()}. Each cell is a process of its own: a`,
    'simulator, one client connected to it, one fault. A fault lasts as long as its sentence says; "noticed" counts from its start,',
    '"works again" from its end until the client is up, a request is answered and market data moves.',
    '',
    '✓ as wanted · ~ survived, with something missing · ✗ money or truth lost, or it never worked again',
    '',
    '| client | ✓ | ~ | ✗ |',
    '| --- | ---: | ---: | ---: |',
    ...totals,
    '',
    ...clients.map(({ name, setting }) => `- **${name}**: ${setting}.`),
    '',
    ...groups.flatMap((group) => section(group, scenarios, clients, cells)),
    '## What it does not say',
    '',
    'The simulator stands in for TWS; nothing here was run against IBKR. Two of the three clients are libraries that leave some of these',
    'things to the program on top of them, on purpose: a ✗ for them is work that the program still has to do.',
    '',
  ].join('\n');
}

function section(
  group: string,
  scenarios: readonly Scenario[],
  clients: readonly ClientKind[],
  cells: readonly Cell[],
): readonly string[] {
  const rows = scenarios
    .filter((scenario) => scenario.group === group)
    .map((scenario) => {
      const found = clients.map(({ name }) => {
        const cell = cells.find((one) => one.client === name && one.scenario === scenario.name);
        return cell ? say(cell) : '';
      });
      return `| \`${scenario.name}\` | ${scenario.fault}. _${scenario.wanted}._ | ${found.map(escape).join(' | ')} |`;
    });
  const head = `| fault | what happens, and what is wanted | ${clients.map(({ name }) => name).join(' | ')} |`;
  return [`## ${group}`, '', head, `| --- | --- | ${clients.map(() => '---').join(' | ')} |`, ...rows, ''];
}

const escape = (text: string) => text.replace(/\|/g, '\\|').replace(/\n/g, ' ');
