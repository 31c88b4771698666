/** Finding a row, and what is assumed of a code that has none. */
import type { CatalogueEntry } from './entry.js';
import { catalogue } from './index.js';

/** The row of a code, if it has one. */
export function find(code: number): CatalogueEntry | undefined {
  return catalogue[code];
}

/** The row of a code, or the careful defaults of its range. */
export function lookup(code: number): CatalogueEntry {
  return find(code) ?? unlisted(code);
}

type Assumption = Pick<CatalogueEntry, 'category' | 'severity' | 'owner' | 'onStream' | 'onRequest'>;

/** An error of unknown meaning: the request has its answer, the stream is not to be trusted until it speaks again. */
const refusal: Assumption = {
  category: 'unknown',
  severity: 'error',
  owner: 'you',
  onStream: 'suspended',
  onRequest: 'failed',
};

/** A remark of unknown meaning: requests that were given one by mistake for an error lost good answers. */
const remark: Assumption = {
  category: 'unknown',
  severity: 'warning',
  owner: 'ibkr',
  onStream: 'none',
  onRequest: 'none',
};

function assume(code: number): Assumption {
  if (code >= 100 && code < 500) return { ...refusal, category: 'api' };
  if (code >= 500 && code < 600) return { ...refusal, category: 'session' };
  if (code >= 1000 && code < 2000) return { ...remark, category: 'link' };
  if (code >= 2000 && code < 3000) return { ...remark, category: 'api' };
  if (code >= 10_000 && code < 20_000) return { ...refusal, category: 'api' };
  return refusal;
}

function unlisted(code: number): CatalogueEntry {
  const assumed = assume(code);
  const what = assumed.severity === 'error' ? 'An error' : 'A notice';
  return {
    code,
    description: `${what} this catalogue does not know; the text TWS sent with it is the only explanation`,
    tips: [],
    ...assumed,
    retryable: false,
    onSession: 'none',
    onOrder: 'uncertain',
    confidence: 'unlisted',
  };
}
