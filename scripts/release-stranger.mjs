// Somebody with an empty project who installs one of our packages and runs what its README shows, as ESM and as CommonJS.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { run } from './release-run.mjs';
import { snippetsOf } from './snippets.mjs';

/** Installs `name` alone and says which of our packages came with it. */
export async function installAlone(folder, name, registry) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'stranger', private: true }));
  await run('npm', ['install', '--no-audit', '--no-fund', name], { cwd: folder, env: registry.env });
  const manifest = JSON.parse(readFileSync(path.join(folder, 'node_modules', name, 'package.json'), 'utf8'));
  return { manifest, ours: readdirSync(path.join(folder, 'node_modules/@cq')).map((dir) => `@cq/${dir}`) };
}

/**
 * The programs a stranger runs: the README's snippets marked `run` that import nothing but the package itself, and, for
 * a package that shows none, one that loads every door.
 */
export function programsOf(folder, manifest) {
  const page = path.join(folder, 'node_modules', manifest.name, 'README.md');
  const snippets = existsSync(page) ? snippetsOf(page) : [];
  const own = snippets.filter(({ flags, module }) => flags.includes('run') && importsOf(module).every(isOwn(manifest)));
  if (own.length > 0) return own.map(({ line, module }) => ({ title: `README.md:${line}`, source: module }));
  const doors = Object.keys(manifest.exports).filter((door) => door !== './package.json');
  const loads = doors.map((door, i) => `import * as door${i} from '${manifest.name}${door.slice(1)}';`);
  return [
    { title: `every door of ${manifest.name}`, source: `${loads.join('\n')}\n${doors.map(loaded).join('\n')}\n` },
  ];
}

const loaded = (door, i) => `if (typeof door${i} !== 'object') throw new Error('${door} is not a module');`;
const importsOf = (source) =>
  [...source.matchAll(/^(?:import|export)\b[^'"]*['"]([^'"]+)['"]/gm)].map(([, from]) => from);
const isOwn = (manifest) => (from) =>
  from === manifest.name || from.startsWith(`${manifest.name}/`) || /^node:/.test(from);

/** Runs one program as an ES module or as CommonJS under a given Node.js; gives what it printed. */
export async function runProgram(folder, source, format, node, env) {
  const file = path.join(folder, format === 'esm' ? 'program.mjs' : 'program.cjs');
  writeFileSync(file, format === 'esm' ? compile(source, ts.ModuleKind.ESNext) : asCommonJs(source));
  const { stdout } = await run(node, [file], { cwd: folder, env, timeoutMs: 60_000 });
  return stdout;
}

const compile = (source, module) =>
  ts.transpileModule(source, { compilerOptions: { module, target: ts.ScriptTarget.ES2022, esModuleInterop: true } })
    .outputText;

/** CommonJS has no `await` at the top, so the whole program becomes the body of an async function. */
const asCommonJs = (source) =>
  `(async () => {\n${compile(source, ts.ModuleKind.CommonJS)}\n})().catch((error) => { console.error(error); process.exit(1); });\n`;
