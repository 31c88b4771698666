// Packs every public package, lints the tarballs, then installs each one alone (with only the
// packages it depends on) in an empty folder and loads it through import, require and tsc.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { layers } from '../layers.js';
import { argumentsOf } from './arguments.mjs';
import { root } from './pnpm.mjs';

argumentsOf(`Usage: pnpm check:packages

Packs every public package, lints the tarballs, then installs each one alone in an empty folder and loads it through
import, require and tsc. The packages must be built.
Exit code: 0 all as it should be, 1 something is not, 2 wrong arguments.`);

const windows = process.platform === 'win32';
const bin = (name) => path.join(root, 'node_modules/.bin', windows ? `${name}.cmd` : name);

function run(program, args, cwd) {
  try {
    return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], shell: windows });
  } catch (error) {
    console.error(`${program} ${args.join(' ')}\n${error.stdout ?? error.message}${error.stderr ?? ''}`);
    process.exit(1);
  }
}

/** Packs one package and proves that nothing of the workspace leaks into its manifest. */
function pack(dir, out) {
  const folder = path.join(root, 'packages', dir);
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  run('pnpm', ['pack', '--pack-destination', out], folder);
  const tarball = path.join(out, `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`);
  const packed = run('tar', ['-xzOf', tarball, 'package/package.json'], out);
  // Only pnpm applies publishConfig, catalogs and workspace ranges; `npm pack` would leak all three.
  for (const leak of ['workspace:', 'catalog:', '@cq/source'])
    if (packed.includes(leak)) throw new Error(`${tarball} contains ${leak}`);
  const layer = layers[dir];
  if (!layer) throw new Error(`layers.js does not list ${dir}`);
  const allowed = [...layer.packages.map((name) => `@cq/${name}`), ...layer.external];
  const extra = Object.keys(manifest.dependencies ?? {}).filter((name) => !allowed.includes(name));
  if (extra.length > 0) throw new Error(`${manifest.name} must not depend on ${extra.join(', ')}`);
  return { manifest, tarball };
}

/** The package and everything of ours below it. */
function closure(packages, name, seen = new Set()) {
  if (seen.has(name) || !packages.has(name)) return seen;
  seen.add(name);
  for (const dependency of Object.keys(packages.get(name).manifest.dependencies ?? {}))
    closure(packages, dependency, seen);
  return seen;
}

/** Loads every door of an installed package the four ways a consumer can. */
function load(folder, manifest) {
  const doors = Object.keys(manifest.exports).filter((door) => door !== './package.json');
  const names = doors.map((door) => manifest.name + door.slice(1));
  const types = ['--typeRoots', path.join(root, 'node_modules/@types'), '--types', 'node'];
  for (const [i, name] of names.entries()) {
    const assertion = `if (Object.keys(m).length === 0) throw new Error('empty');`;
    writeFileSync(path.join(folder, `esm${i}.mjs`), `import * as m from '${name}'; ${assertion}`);
    writeFileSync(path.join(folder, `cjs${i}.cjs`), `const m = require('${name}'); ${assertion}`);
    writeFileSync(path.join(folder, `types${i}.mts`), `import * as m from '${name}'; export const x: typeof m = m;`);
    writeFileSync(path.join(folder, `types${i}.cts`), `import m = require('${name}'); export const x: typeof m = m;`);
    run(process.execPath, [`esm${i}.mjs`], folder);
    run(process.execPath, [`cjs${i}.cjs`], folder);
  }
  const sources = names.flatMap((_, i) => [`types${i}.mts`, `types${i}.cts`]);
  const strict = [
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    'false',
    '--module',
    'NodeNext',
    '--target',
    'es2022',
    '--lib',
    'es2023,esnext.disposable',
  ];
  run(bin('tsc'), [...strict, ...types, ...sources], folder);
  for (const command of Object.keys(manifest.bin ?? {})) {
    run(path.join(folder, 'node_modules/.bin', windows ? `${command}.cmd` : command), ['--help'], folder);
  }
  return names;
}

const out = mkdtempSync(path.join(tmpdir(), 'cq-pack-'));
const packages = new Map();
for (const dir of readdirSync(path.join(root, 'packages'))) {
  if (!existsSync(path.join(root, 'packages', dir, 'package.json'))) continue;
  const packed = pack(dir, out);
  if (!packed.manifest.private) packages.set(packed.manifest.name, packed);
}

for (const [name, { manifest, tarball }] of packages) {
  run(bin('publint'), ['run', tarball, '--strict'], out);
  // Node 10 cannot resolve a second door; we run on 20 and later.
  run(bin('attw'), ['--profile', 'node16', tarball], out);

  const folder = mkdtempSync(path.join(tmpdir(), 'cq-consumer-'));
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  const needed = [...closure(packages, name)];
  const tarballs = needed.map((n) => packages.get(n).tarball);
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...tarballs], folder);
  const installed = readdirSync(path.join(folder, 'node_modules/@cq')).map((n) => `@cq/${n}`);
  if (installed.sort().join() !== needed.sort().join()) throw new Error(`${name} pulled in ${installed.join(', ')}`);
  const doors = load(folder, manifest);
  console.log(`${name}: publint, attw, import, require and tsc of ${doors.join(' ')}; installs ${installed.join(' ')}`);
  rmSync(folder, { recursive: true, force: true });
}
rmSync(out, { recursive: true, force: true });
