// Proves the documentation: every relative link leads to a file and heading, every TypeScript snippet compiles.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { argumentsOf } from './arguments.mjs';
import { root } from './pnpm.mjs';
import { pages as allPages, snippetsOf } from './snippets.mjs';

argumentsOf(`Usage: node scripts/check-docs.mjs

Proves the documentation: every relative link leads to a file and heading, every TypeScript snippet compiles.
Exit code: 0 no problem, 1 problems, each printed, 2 wrong arguments.`);

const pages = allPages();
const problems = [];

/** The anchors GitHub gives the headings of a page. */
function anchorsOf(file) {
  const text = readFileSync(file, 'utf8').replace(/```[\s\S]*?```/g, '');
  const headings = [...text.matchAll(/^#{1,6}\s+(.*)$/gm)].map(([, heading]) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[`*]/g, '')
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
  const named = [...text.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id]) => id);
  return new Set([...headings, ...named]);
}

function checkLinks(page) {
  const text = readFileSync(path.join(root, page), 'utf8')
    .replace(/```[\s\S]*?```/g, '')
    .replace(/`[^`\n]*`/g, '');
  for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/i.test(target)) continue;
    const [file, anchor] = target.split('#');
    const full = file ? path.resolve(root, path.dirname(page), file) : path.join(root, page);
    if (!existsSync(full)) problems.push(`${page}: the link ${target} leads nowhere`);
    else if (anchor && full.endsWith('.md') && !anchorsOf(full).has(anchor))
      problems.push(`${page}: ${target} names no heading`);
  }
}

/** Compiles all snippets in one run, in a folder from which every package of ours resolves. */
function compile(snippets) {
  const folder = path.join(root, 'apps/examples/.snippets');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const base = {
    extends: '../../../tsconfig.base.json',
    compilerOptions: { noUnusedLocals: false, module: 'NodeNext' },
    include: ['*.ts'],
  };
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(base));
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  const names = new Map();
  for (const [i, snippet] of snippets.entries()) {
    names.set(`s${i}.ts`, snippet);
    writeFileSync(path.join(folder, `s${i}.ts`), `${snippet.module}export {};\n`);
  }
  const tsc = spawnSync(
    process.execPath,
    [path.join(root, 'node_modules/typescript/bin/tsc'), '--pretty', 'false', '-p', folder],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  );
  for (const line of tsc.stdout.split('\n').filter(Boolean)) {
    const snippet = names.get(/^(s\d+\.ts)/.exec(line)?.[1]);
    problems.push(snippet ? `${snippet.page}:${snippet.line}: ${line}` : line);
  }
  rmSync(folder, { recursive: true, force: true });
}

for (const page of pages) checkLinks(page);
const snippets = pages.flatMap((page) => snippetsOf(page));
if (snippets.length > 0) compile(snippets);
for (const problem of problems) console.error(problem);
console.log(`${pages.length} pages, ${snippets.length} snippets, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
