// Figures in the READMEs come from the latest run of the benchmarks and from nowhere else. A page marks where it wants them:
//   <!-- figures: market-data -->            all that the benchmark measured
//   <!-- figures: market-data vs IBApi -->   what it measured beside that contender and those named after it
//   <!-- end of figures -->
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { tsImport } from 'tsx/esm/api';
import prettier from 'prettier';
import { argumentsOf } from './arguments.mjs';
import { root } from './pnpm.mjs';
import { pages } from './snippets.mjs';

const usage = `Usage: node scripts/quote-figures.mjs [--check]

Writes the figures of benchmarks/results/latest.json into the pages that quote them.

  --check  writes nothing, and ends with 1 when a page quotes something else

Exit code: 0 written, or up to date, 1 a page is stale or asks for what was not measured, 2 wrong arguments.`;
const { values } = argumentsOf(usage, { options: { check: { type: 'boolean', default: false } } });

const harness = (file) =>
  tsImport(pathToFileURL(path.join(root, 'benchmarks/src/harness', file)).href, import.meta.url);
const { figure, times } = await harness('figure.ts');
const { ratio, summarize } = await harness('statistics.ts');
const entries = JSON.parse(readFileSync(path.join(root, 'benchmarks/results/latest.json'), 'utf8'));

const median = (samples) => figure(summarize(samples).median);

/** @param contender  only those whose name begins like this are named beside ours */
function rowOf({ measure, unit, better, ours = 'cq', samples }, contender) {
  const mine = ours === 'cq' ? samples[ours] : undefined;
  const beside = Object.entries(samples)
    .filter(([name]) => name !== 'cq' && name.startsWith(contender))
    .map(([name, theirs]) => {
      const how = mine && ratio(mine, theirs, better);
      return `${name} ${median(theirs)}${how ? ` (${times(how.median)})` : ''}`;
    });
  return `| ${measure}, ${unit} | ${mine ? median(mine) : ''} | ${beside.join(', ')} |`;
}

function table(name, contender = '') {
  const entry = entries.find((each) => each.name === name);
  const rows =
    entry?.rows.filter(
      ({ samples }) => contender === '' || ('cq' in samples && Object.keys(samples).some((key) => key === contender)),
    ) ?? [];
  if (rows.length === 0) throw new Error(`nothing was measured for "${name}"${contender && ` vs ${contender}`}`);
  return ['| measured | cq | beside it |', '| --- | ---: | --- |', ...rows.map((row) => rowOf(row, contender))].join(
    '\n',
  );
}

const MARKED = /(<!-- figures: (\S+)(?: vs (.+?))? -->\n)[\s\S]*?(\n<!-- end of figures -->)/g;
const problems = [];
for (const page of pages()) {
  const file = path.join(root, page);
  const text = readFileSync(file, 'utf8');
  if (!text.includes('<!-- figures: ')) continue;
  try {
    const filled = text.replace(
      MARKED,
      (_, begin, name, contender, end) => `${begin}\n${table(name, contender)}\n${end}`,
    );
    const config = await prettier.resolveConfig(file);
    const wanted = await prettier.format(filled, { ...config, filepath: file });
    if (wanted === text) continue;
    if (values.check) problems.push(`${page} quotes other figures than the latest run: node scripts/quote-figures.mjs`);
    else writeFileSync(file, wanted);
  } catch (error) {
    problems.push(`${page}: ${error.message}`);
  }
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
