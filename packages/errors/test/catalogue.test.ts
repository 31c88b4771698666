import { readdirSync, readFileSync } from 'node:fs';
import { describe as group, expect, test } from 'vitest';
import { catalogue, describe, TwsCode } from '../src/index.js';
import type { CatalogueEntry, Confidence } from '../src/index.js';
import { facts, type Fact } from './fixtures/facts.js';

const rows = Object.values(catalogue);

test('every known code has its row, and no row is of an unknown code', () => {
  expect(rows.map(({ code }) => code).sort((a, b) => a - b)).toEqual(facts.map(({ code }) => code));
});

test('1101 lost the subscriptions and 1102 kept them, and not the other way round', () => {
  expect(describe(1101).onSession).toBe('link-restored-data-lost');
  expect(describe(1101).description).toMatch(/lost every subscription/);
  expect(describe(1102).onSession).toBe('link-restored');
  expect(describe(1102).description).toMatch(/kept every subscription/);
});

group.each(facts.map((fact) => [fact.code, fact] as const))('the row of %i', (code, fact) => {
  const row = describe(code);

  test('is as grave and as sure as the facts are', () => {
    expect(row.severity).toBe(gravity(fact));
    expect(row.confidence).toBe(sureness[fact.confidence]);
  });

  test('ends what TWS ends and nothing else', () => {
    if (!deliberate.has(code)) expect(endings(row)).toEqual(expectedEndings(fact, row));
  });

  test('touches session and farms only where TWS does', () => {
    expect(row.farm !== undefined).toBe(row.onSession === 'farm-changed');
    if (row.onSession !== 'none') expect(['connection', 'market-data', 'historical', 'contract']).toContain(fact.scope);
    if (fact.kind === 'system') expect(row.onSession).not.toBe('none');
  });
});

/** Where the row is more careful than the facts, or knows better: each with its reason. */
const deliberate = new Map<number, string>([
  [133, 'ends the order says the table, and that its outcome is unknown'],
  [366, 'answers a late cancellation, and is the only word on a stream TWS dropped by itself'],
  [450, 'known from one list of another library, without a text'],
  [463, 'known from one list of another library, without a text'],
  [10052, 'its text was never seen'],
  [1101, 'ends streams through the session'],
  [1300, 'ends everything through the session'],
]);

/** The one severity that one source alone claims. */
function gravity({ code, severity }: Fact): CatalogueEntry['severity'] {
  if (code === 450) return 'warning';
  return severity === 'fatal' ? 'error' : severity;
}

const sureness: Readonly<Record<string, Confidence>> = {
  documented: 'documented',
  'documented-legacy': 'documented',
  field: 'observed',
  'reverse-engineered': 'inferred',
  'client-source': 'inferred',
  doubtful: 'doubtful',
};

function endings({ onOrder, onStream, onRequest }: CatalogueEntry) {
  return {
    order: onOrder === 'rejected' || onOrder === 'cancelled',
    any: onRequest === 'failed' || onStream === 'ended',
  };
}

/** `depends` and `n/a` bind only one way: a warning about an order never kills it without a word from TWS. */
function expectedEndings({ kind, scope, ends }: Fact, row: CatalogueEntry) {
  const ours = endings(row);
  const aboutOrder = scope === 'order' && kind !== 'client';
  if (ends === 'no') return { order: false, any: aboutOrder ? ours.any : row.code === 319 };
  if (ends === 'yes' && aboutOrder) return { order: true, any: ours.any };
  if (ends === 'yes') return { order: ours.order, any: ours.any || !ours.order };
  return kind === 'warning' && aboutOrder ? { order: false, any: ours.any } : ours;
}

test('a notice on an order that may be read two ways is uncertain, unless the activity of the order tells', () => {
  const ambiguous = facts.filter(({ scope, ends }) => scope === 'order' && ends === 'depends');
  const decidedByActivity = [105, 110, 201];
  for (const { code } of ambiguous) {
    if (!decidedByActivity.includes(code)) expect(describe(code).onOrder, String(code)).toBe('uncertain');
  }
});

test('a doubtful row never declares an order dead', () => {
  for (const row of rows.filter(({ confidence }) => confidence === 'doubtful')) {
    expect(['none', 'uncertain'], String(row.code)).toContain(row.onOrder);
  }
});

test('whoever can act on a warning or error is told what to do', () => {
  for (const row of rows) {
    if (row.severity !== 'info') expect(row.tips.length, String(row.code)).toBeGreaterThan(0);
  }
});

test('the words are sentences of their own: one a row, without a full stop, without empty advice', () => {
  expect(new Set(rows.map(({ description }) => description)).size).toBe(rows.length);
  for (const { code, description, tips } of rows) {
    for (const text of [description, ...tips]) {
      expect(text, String(code)).toMatch(
        /^(?:[A-Z]|eTradeOnly|firmQuoteOnly|nbboPriceCap|optOutSmartRouting|outsideRth)/,
      );
      expect(text, String(code)).not.toMatch(/[.!\s]$/);
      expect(text, String(code)).not.toMatch(
        /check (?:your|the) (?:settings|configuration|parameters)|contact support|try again later/i,
      );
    }
    expect(new Set(tips).size).toBe(tips.length);
  }
});

test('a row about an order says what state the order is in', () => {
  const says: Readonly<Record<CatalogueEntry['onOrder'], RegExp>> = {
    none: /alive|go(?:es)? on|TWS did not get it/,
    rejected: /refused|nothing was/i,
    cancelled: /is cancelled/,
    'modify-refused': /as it was|stays so/,
    'cancel-refused': /as it was|goes on|may be (?:filled|done)|filled, cancelled/,
    uncertain: /only its status|may|goes on|does not say|discarded|believed|as it was|did not get it/,
  };
  for (const row of rows.filter(({ category, severity }) => category === 'order' && severity !== 'info')) {
    expect(row.description, String(row.code)).toMatch(says[row.onOrder]);
  }
});

test('a tip uses the words of the toolkit where it has them, not those of the TWS API', () => {
  const theirs =
    /\b(?:lmtPrice|totalQuantity|cashQty|trailingPercent|goodAfterTime|discretionaryAmt|minQty|algoStrategy|comboLegs|conditionsCancelOrder|primaryExch)\b/;
  for (const { code, tips } of rows) for (const tip of tips) expect(tip, String(code)).not.toMatch(theirs);
});

test('a method that a tip names is one that users of the toolkit can call', () => {
  const source = ['broker', 'market-data', 'connection'].map(publicSource).join('\n');
  const named = new Set(
    rows.flatMap(({ tips }) => [...tips.join(' ').matchAll(/\b(\w+)\(\)/g)].map(([, name]) => name)),
  );
  expect(named.size).toBeGreaterThan(20);
  for (const name of named) {
    const declared = new RegExp(`^(?:  (?:async )?\\*?|export (?:async )?function )${String(name)}[<(]`, 'm');
    expect(declared.test(source), `${String(name)}()`).toBe(true);
  }
});

test('a row belongs to everybody, so nobody can change it', () => {
  expect(Object.isFrozen(catalogue)).toBe(true);
  for (const row of rows) expect(Object.isFrozen(row) && Object.isFrozen(row.tips)).toBe(true);
});

test('every name stands for a code that has a row', () => {
  for (const [name, code] of Object.entries(TwsCode)) expect(catalogue[code], name).toBeDefined();
  expect(new Set(Object.values(TwsCode)).size).toBe(Object.keys(TwsCode).length);
});

/** The files of a sibling package that hold what its users call. */
function publicSource(name: string): string {
  const directory = new URL(`../../${name}/src/`, import.meta.url);
  const files = readdirSync(directory).filter((file) => /^(?:broker|feed|manager|contract)[\w-]*\.ts$/.test(file));
  return files.map((file) => readFileSync(new URL(file, directory), 'utf8')).join('\n');
}
