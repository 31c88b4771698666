// Writes docs/error-codes.md from the catalogue of @cq/errors, straight from its sources.
//   node scripts/generate-error-codes.mjs            writes the page
//   node scripts/generate-error-codes.mjs --check    exits 1 when the page is stale
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { tsImport } from 'tsx/esm/api';
import { argumentsOf } from './arguments.mjs';

const usage = `Usage: node scripts/generate-error-codes.mjs [--check]

Writes docs/error-codes.md from the catalogue of @cq/errors.

  --check  writes nothing, and ends with 1 when the page is stale

Exit code: 0 written, or up to date, 1 stale, 2 wrong arguments.`;
const { values } = argumentsOf(usage, { options: { check: { type: 'boolean', default: false } } });
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const source = (file) => tsImport(pathToFileURL(path.join(root, 'packages/errors/src', file)).href, import.meta.url);
const { catalogue } = await source('catalogue/index.ts');
const { effectsInWords, ownerInWords } = await source('effects-in-words.ts');

const rows = Object.values(catalogue).sort((a, b) => a.code - b.code);

/** The same ranges as the files of the catalogue, so that a reader who finds a mistake finds the row. */
const ranges = [
  ['Below 100', -1, 99],
  ['100 to 199: limits, and checks before an order is sent', 100, 199],
  ['200 to 299: contracts, and verdicts on orders', 200, 299],
  ['300 to 399: subscriptions, invalid requests, fields of orders', 300, 399],
  ['400 to 499: algorithms, scale orders, allocations', 400, 499],
  ['500 to 599: raised by client libraries', 500, 599],
  ['1100 to 1300: the link between TWS and IBKR', 1000, 1999],
  ['2100 to 2199: warnings and status', 2000, 2999],
  ['10000 to 10199: combos, permissions, orders that are not found', 10_000, 10_199],
  ['10200 to 10299: advisors, fractions, cash quantities, crypto, events', 10_200, 10_299],
  ['10300 to 10399: dates, order attributes, precautions', 10_300, 10_399],
  ['Beyond', 10_400, 2_147_483_647],
];

const left = rows.filter(({ code }) => !ranges.some(([, from, to]) => code >= from && code <= to));
if (left.length > 0) throw new Error(`No range of the page has ${left.map(({ code }) => code).join(', ')}`);

const link = (code) => `[${code}](#${code})`;
/** Markdown would take these for formatting or for a tag. */
const escape = (text) => text.replace(/[<>*_|`]/g, (sign) => `\\${sign}`);

function section(row) {
  const { code, severity, category, owner, retryable, confidence, description, tips } = row;
  const toFix = [`fixed by ${ownerInWords[owner]}`, retryable ? 'retryable' : 'not retryable'];
  const sure = confidence === 'documented' ? [] : [confidence];
  const facts = [severity, category, ...(severity === 'info' ? [] : toFix), ...sure];
  const effects = effectsInWords(row).map(({ on, effect }) => `_${on}_ ${effect}`);
  return [
    `### ${code}`,
    `${escape(description)}.`,
    ...(tips.length > 0 ? [tips.map((tip) => `- ${escape(tip)}`).join('\n')] : []),
    `<sub>${facts.join(' · ')}${effects.length > 0 ? `<br>${effects.join(' · ')}` : ''}</sub>`,
  ].join('\n\n');
}

const categories = [...new Set(rows.map(({ category }) => category))].sort();
const byCategory = categories.map((category) => {
  const codes = rows.filter((row) => row.category === category).map(({ code }) => link(code));
  return `| ${category} | ${codes.length} | ${codes.join(' ')} |`;
});

const page = `# TWS message codes

<!-- Written by scripts/generate-error-codes.mjs from packages/errors/src/catalogue. Do not edit. -->

Every code that TWS, IB Gateway or a client library is known to report: ${rows.length} of them, with what happened, what to do, and
what it does to a session, an order, a stream and a request. The same rows are in [@cq/errors](../packages/errors/README.md)
(\`describe\`, \`getErrorTips\`) and on the command line (\`npx cq-errors 1101\`). What to do step by step about the common ones is in
[troubleshooting](troubleshooting.md).

How to read a row:

- **Fields** are named as in the order types of \`@cq/broker\` (\`quantity\`, \`limitPrice\`, \`stopPrice\`); those it does not have, as
  in the \`Order\` and \`Contract\` of the TWS API.
- **Global Configuration** is under Edit or File in TWS; in IB Gateway the same pages are under Configure > Settings.
- **Order refused** means that the order is dead. The same code as the answer to a change or a cancellation refuses only that,
  and the order is as it was: TWS uses one number for both, and the broker keeps track of what was asked.
- **Retryable** means that the same call, unchanged, may succeed later. It never means that an order may be sent twice.
- **observed** rows are missing from IBKR's own table and were seen on the wire; **inferred** ones were only reported or read by
  others; **doubtful** ones contradict each other. The less is known, the more careful the effects are.
- A code that is not listed is treated by its range: an error fails a request, and on an order it means nothing until TWS is asked.

## By category

| category | codes |  |
| --- | ---: | --- |
${byCategory.join('\n')}

${ranges
  .map(([title, from, to]) => [title, rows.filter(({ code }) => code >= from && code <= to)])
  .filter(([, found]) => found.length > 0)
  .map(([title, found]) => `## ${title}\n\n${found.map(section).join('\n\n')}`)
  .join('\n\n')}
`;

const file = path.join(root, 'docs/error-codes.md');
const current = existsSync(file) ? readFileSync(file, 'utf8') : '';
if (!values.check) writeFileSync(file, page);
else if (current !== page) {
  console.error('docs/error-codes.md does not match the catalogue: run node scripts/generate-error-codes.mjs');
  process.exit(1);
}
console.log(`docs/error-codes.md: ${rows.length} codes${values.check ? ', up to date' : ''}`);
