/** Every TWS message code that is known, by number. */
import type { CatalogueEntry, Row } from './entry.js';
import { codes0 } from './codes-0.js';
import { codes100 } from './codes-100.js';
import { codes200 } from './codes-200.js';
import { codes300 } from './codes-300.js';
import { codes400 } from './codes-400.js';
import { codes500 } from './codes-500.js';
import { codes1000 } from './codes-1000.js';
import { codes2000 } from './codes-2000.js';
import { codes10000 } from './codes-10000.js';
import { codes10200 } from './codes-10200.js';
import { codes10300 } from './codes-10300.js';

const rows: readonly (readonly Row[])[] = [
  codes0,
  codes100,
  codes200,
  codes300,
  codes400,
  codes500,
  codes1000,
  codes2000,
  codes10000,
  codes10200,
  codes10300,
];

/** Every known code and its row. Frozen: a row is shared by everybody who asks for it. */
export const catalogue: Readonly<Record<number, CatalogueEntry>> = build();

function build(): Readonly<Record<number, CatalogueEntry>> {
  // Without a prototype, so that no inherited name can be taken for a row.
  const entries = Object.create(null) as Record<number, CatalogueEntry>;
  for (const row of rows.flat()) entries[row.code] = complete(row);
  return Object.freeze(entries);
}

/** Every row with the same fields in the same order. */
function complete(row: Row): CatalogueEntry {
  return Object.freeze({
    code: row.code,
    description: row.description,
    tips: Object.freeze(row.tips),
    category: row.category,
    severity: row.severity,
    owner: row.owner,
    retryable: row.retryable,
    onSession: row.onSession ?? 'none',
    onOrder: row.onOrder ?? 'none',
    onStream: row.onStream ?? 'none',
    onRequest: row.onRequest ?? 'none',
    confidence: row.confidence ?? 'documented',
    ...(row.farm && { farm: Object.freeze(row.farm) }),
  });
}
