import { IBKRError, type AnyIBKRError } from './errors.js';
import { textOf } from './notice.js';

/**
 * An error as a person wants to read it in a terminal: what failed, what to do, and what lay behind it. Without a
 * stack. Takes anything that can be thrown and never throws.
 *
 * @example
 * ConnectionError: Nothing answers at 127.0.0.1:7497
 *   - Start TWS or IB Gateway and log in
 *   caused by Error: connect ECONNREFUSED 127.0.0.1:7497
 */
export function format(error: unknown): string {
  const lines: string[] = [];
  let current = error;
  for (let depth = 0; depth < 8 && (depth === 0 || current !== undefined); depth += 1) {
    const indent = depth === 0 ? '' : '  caused by ';
    lines.push(indent + headline(current));
    if (depth === 0 && IBKRError.is(current)) {
      lines.push(...saidBy(current), ...current.tips.map((tip) => `  - ${tip}`));
    }
    current = current instanceof Error ? current.cause : undefined;
  }
  return lines.join('\n');
}

/** What TWS said, where the summary does not say it. */
function saidBy(error: AnyIBKRError): readonly string[] {
  const notice = 'notice' in error ? error.notice : undefined;
  if (!notice || Number.isNaN(notice.code) || error.summary.includes(String(notice.code))) return [];
  return [`  TWS said ${notice.code}: ${textOf(notice).trim()}`];
}

function headline(error: unknown): string {
  if (IBKRError.is(error)) return `${error.name}: ${error.summary}`;
  if (error instanceof Error) return `${error.name}: ${error.message || partsOf(error)}`;
  try {
    return String(error);
  } catch {
    return 'Unknown error';
  }
}

/** A name with several addresses fails once for each of them, and the whole has nothing to say. */
function partsOf(error: Error): string {
  return error instanceof AggregateError ? error.errors.map(headline).join('; ') : '';
}
