/** How the command line shows rows. */
import type { CatalogueEntry, Severity } from './catalogue/entry.js';
import { effectsInWords, ownerInWords } from './effects-in-words.js';

export interface TextStyle {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

const severityColor: Readonly<Record<Severity, string>> = { error: '31', warning: '33', info: '36' };

/** Everything about one code. */
export function page(entry: CatalogueEntry, style: TextStyle): string {
  const { code, severity, category, owner, retryable, confidence } = entry;
  const toFix = [`fixed by: ${ownerInWords[owner]}`, retryable ? 'retryable' : 'not retryable'];
  const sure = confidence === 'documented' ? [] : [confidence];
  const facts = [category, ...(severity === 'info' ? [] : toFix), ...sure];
  return [
    `${bold(code, style)}  ${paint(severity, severityColor[severity], style)}  ${dim(facts.join(', '), style)}`,
    '',
    wrap(entry.description, style, ''),
    ...section(
      effectsInWords(entry).map(({ on, effect }) => `${on.padEnd(9)}${effect}`),
      style,
      '  ',
      11,
    ),
    ...section(
      entry.tips.map((tip) => `- ${tip}`),
      style,
      '  ',
      4,
    ),
  ].join('\n');
}

/** One code in one line, more or less. */
export function line(entry: CatalogueEntry, style: TextStyle): string {
  const { code, severity, description } = entry;
  const head = `${bold(String(code).padStart(5), style)}  ${paint(severity.padEnd(7), severityColor[severity], style)}  `;
  return head + wrap(description, style, ' '.repeat(16)).trimStart();
}

function section(lines: readonly string[], style: TextStyle, indent: string, hang: number): readonly string[] {
  if (lines.length === 0) return [];
  return ['', ...lines.map((text) => indent + wrap(text, style, ' '.repeat(hang)).trimStart())];
}

/** Breaks between words so that no line, its indent included, is wider than the terminal. */
function wrap(text: string, { width }: TextStyle, indent: string): string {
  const lines: string[] = [];
  let current = indent;
  // Leading words keep the spaces that align them.
  for (const word of text.split(/(?<=\S) (?=\S)/)) {
    const next = current.trim() === '' ? indent + word : `${current} ${word}`;
    if (next.length > width && current.trim() !== '') {
      lines.push(current);
      current = indent + word;
    } else current = next;
  }
  return [...lines, current].join('\n');
}

const paint = (text: string | number, code: string, { color }: TextStyle) =>
  color ? `\u001b[${code}m${text}\u001b[0m` : String(text);
const bold = (text: string | number, style: TextStyle) => paint(text, '1', style);
const dim = (text: string, style: TextStyle) => paint(text, '2', style);
