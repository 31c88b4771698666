/** From a notice to what it says. */
import type { CatalogueEntry } from './catalogue/entry.js';
import { lookup } from './catalogue/lookup.js';
import type { NoticeFacts } from './facts.js';
import { textOf } from './notice.js';
import { readFacts } from './read-facts.js';
import { refine } from './refine.js';

/**
 * A notice that has been read. `entry` is the row of the code; where one code covers several cases, its `tips`,
 * `owner` and `retryable` are those of the case the text names. Its effects are always those of the row.
 */
export type ParsedNotice = NoticeFacts & {
  readonly code: number;
  readonly message: string;
  readonly entry: CatalogueEntry;
};

/**
 * Reads what the text of a notice carries: loosely, because each TWS words and translates it differently. Total: any
 * number and any text have an answer.
 */
export function parseNotice(notice: { readonly code: number; readonly message: string }): ParsedNotice {
  const { code, message } = notice;
  const row = lookup(code);
  const facts = readFacts(row, textOf(notice));
  return { ...facts, code, message, entry: refine(row, facts) };
}
