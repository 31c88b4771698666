// Packs every public package, lints the tarballs, then installs each one alone (with only the
// packages it depends on) in an empty folder and loads it through import, require and tsc.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { layers } from '../layers.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const windows = process.platform === 'win32';
const bin = (name) => path.join(root, 'node_modules/.bin', windows ? `${name}.cmd` : name);
const run = (program, args, cwd) => {
  try {
    return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], shell: windows });
  } catch (error) {
    console.error(`${program} ${args.join(' ')}\n${error.stdout}${error.stderr}`);
    process.exit(1);
  }
};

const out = mkdtempSync(path.join(tmpdir(), 'cq-pack-'));
const packages = new Map();
for (const dir of readdirSync(path.join(root, 'packages'))) {
  const folder = path.join(root, 'packages', dir);
  if (!existsSync(path.join(folder, 'package.json'))) continue;
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  if (manifest.private) continue;
  run('pnpm', ['pack', '--pack-destination', out], folder);
  const tarball = path.join(out, `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`);
  const packed = run('tar', ['-xzOf', tarball, 'package/package.json'], out);
  // Only pnpm applies publishConfig and workspace ranges; `npm pack` would leak both.
  for (const leak of ['workspace:', '@cq/source'])
    if (packed.includes(leak)) throw new Error(`${tarball} contains ${leak}`);
  const layer = layers[dir];
  if (!layer) throw new Error(`layers.js does not list ${dir}`);
  const allowed = [...layer.packages.map((name) => `@cq/${name}`), ...layer.external];
  const extra = Object.keys(manifest.dependencies ?? {}).filter((name) => !allowed.includes(name));
  if (extra.length > 0) throw new Error(`${manifest.name} must not depend on ${extra.join(', ')}`);
  packages.set(manifest.name, { manifest, tarball });
}

/** The package and everything of ours below it. */
const closure = (name, seen = new Set()) => {
  if (seen.has(name) || !packages.has(name)) return seen;
  seen.add(name);
  for (const dependency of Object.keys(packages.get(name).manifest.dependencies ?? {})) closure(dependency, seen);
  return seen;
};

for (const [name, { tarball }] of packages) {
  run(bin('publint'), ['run', tarball, '--strict'], out);
  run(bin('attw'), [tarball], out);

  const folder = mkdtempSync(path.join(tmpdir(), 'cq-consumer-'));
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  const needed = [...closure(name)];
  run('npm', ['install', '--no-audit', '--no-fund', ...needed.map((n) => packages.get(n).tarball)], folder);
  const installed = readdirSync(path.join(folder, 'node_modules/@cq')).map((n) => `@cq/${n}`);
  if (installed.sort().join() !== needed.sort().join()) throw new Error(`${name} pulled in ${installed.join(', ')}`);

  writeFileSync(
    path.join(folder, 'esm.mjs'),
    `import * as m from "${name}"; if (Object.keys(m).length === 0) throw new Error("empty"); console.log(Object.keys(m).join());`,
  );
  writeFileSync(path.join(folder, 'cjs.cjs'), `const m = require("${name}"); console.log(Object.keys(m).join());`);
  writeFileSync(path.join(folder, 'types.mts'), `import * as m from "${name}"; export const x: typeof m = m;`);
  writeFileSync(path.join(folder, 'types.cts'), `import m = require("${name}"); export const x: typeof m = m;`);
  const esm = run(process.execPath, ['esm.mjs'], folder).trim();
  const cjs = run(process.execPath, ['cjs.cjs'], folder).trim();
  const types = ['--typeRoots', path.join(root, 'node_modules/@types'), '--types', 'node'];
  run(
    bin('tsc'),
    ['--noEmit', '--strict', '--module', 'NodeNext', '--target', 'es2022', ...types, 'types.mts', 'types.cts'],
    folder,
  );
  const all = readdirSync(path.join(folder, 'node_modules')).filter((n) => !n.startsWith('.'));
  console.log(
    `${name}: publint, attw, import {${esm}}, require {${cjs}}, tsc; installs ${installed.join(' ')}; ${all.length} top-level folders`,
  );
  rmSync(folder, { recursive: true, force: true });
}
rmSync(out, { recursive: true, force: true });
