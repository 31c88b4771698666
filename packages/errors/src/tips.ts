import { find } from './catalogue/lookup.js';
import { requireNumber } from './describe.js';

export interface ErrorTips {
  readonly code: number;
  readonly description: string;
  readonly tips: readonly string[];
}

/**
 * What a TWS code means and what to do about it, or `undefined` when the catalogue does not have it.
 *
 * @throws InvalidArgumentError when `code` is not a number at all.
 */
export function getErrorTips(code: number): ErrorTips | undefined {
  const entry = find(requireNumber(code));
  return entry && { code: entry.code, description: entry.description, tips: entry.tips };
}
