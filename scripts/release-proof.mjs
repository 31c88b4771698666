// pnpm release:proof: from a changeset to a stranger's empty project, against a registry on this machine. See docs/decisions/0014.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { argumentsOf } from './arguments.mjs';
import { root } from './pnpm.mjs';
import { copyRepository } from './release-copy.mjs';
import { bumped, changesIn, choosePair, closureOf } from './release-expectations.mjs';
import { nodeOf } from './release-nodes.mjs';
import { startRegistry } from './release-registry.mjs';
import { startSimulator } from './release-simulator.mjs';
import { installAlone, programsOf, runProgram } from './release-stranger.mjs';

const usage = `Usage: pnpm release:proof [--nodes 20,22,24] [--packages @cq/errors,@cq/broker] [--keep] [--help]

Releases a copy of this repository twice into a registry on loopback and installs the packages from it:
everything first, then a change of two packages, which must give them and their dependents, and nobody else,
a new version and the right changelog. Then an empty project installs one package and runs its README.

  --nodes     major releases of Node.js to run the strangers' programs on; others than this one come from npm   [this one]
  --packages  what strangers install, each alone   [every package]
  --keep      leaves the folder behind and says where it is

Exit code: 0 proven, 1 something is not as it should be, 2 wrong arguments.`;

const { values } = argumentsOf(usage, {
  options: {
    nodes: { type: 'string', default: process.versions.node.split('.')[0] },
    packages: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
  check({ values: { nodes, packages } }) {
    if (!nodes.split(',').every((node) => /^\d+$/.test(node))) return '--nodes needs major versions, as in 20,22,24';
    const known = readdirSync(path.join(root, 'packages')).map((name) => `@cq/${name}`);
    const unknown = packages?.split(',').find((name) => !known.includes(name));
    return unknown === undefined ? undefined : `There is no package "${unknown}", there are ${known.join(', ')}`;
  },
});
const wanted = { ...values, nodes: values.nodes.split(','), packages: values.packages?.split(',') };

const started = Date.now();
const say = (text) => console.log(`${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s  ${text}`);
function expect(condition, what) {
  if (!condition) throw new Error(`Not as it should be: ${what}`);
}

/** Everything as it is now goes out, so that the registry holds what a later release builds on. */
async function releaseEverything(copy, registry) {
  await copy.pnpm(['changeset', 'version']);
  await copy.commit('Version');
  await copy.release();
  const packages = copy.packages();
  for (const { manifest } of packages) await expectPublished(registry, manifest);
  say(`released ${packages.map(({ manifest }) => `${manifest.name}@${manifest.version}`).join(' ')}`);
  return packages;
}

async function expectPublished(registry, { name, version }) {
  const published = (await registry.manifest(name))?.versions[version];
  expect(published, `${name}@${version} is not in the registry`);
  const text = JSON.stringify(published);
  for (const leak of ['workspace:', 'catalog:', '@cq/source'])
    expect(!text.includes(leak), `${name}@${version} was published with ${leak}`);
}

/** Changes two packages, releases, and compares every package with what the manifests say must happen to it. */
async function releaseTwoChanges(copy, registry, before) {
  const { first, second, touched } = choosePair(before);
  const bumps = { [first]: 'major', [second]: 'minor' };
  const summary = (name) => `A change of ${name} that is told in one sentence.`;
  for (const [name, bump] of Object.entries(bumps)) copy.writeChangeset(bump, { [name]: bump }, summary(name));
  await copy.commit('Change two packages');
  await copy.pnpm(['changeset', 'version']);
  await copy.commit('Version');
  await copy.release();
  const { stdout: tags } = await copy.git('tag', '--list');
  const after = copy.packages();
  for (const { manifest, changelog } of after) {
    const { name, version } = manifest;
    const old = before.find((one) => one.manifest.name === name);
    const bump = bumps[name] ?? (touched.has(name) ? 'patch' : undefined);
    const wanted = bump ? bumped(old.manifest.version, bump) : old.manifest.version;
    expect(version === wanted, `${name} went from ${old.manifest.version} to ${version}, not ${wanted}`);
    const versions = Object.keys((await registry.manifest(name)).versions);
    expect(versions.length === (bump ? 2 : 1), `the registry has ${name} as ${versions.join(', ')}`);
    if (!bump) expect(changelog === old.changelog, `the changelog of ${name} changed without a release`);
    if (bump) await expectPublished(registry, manifest);
    if (bump) expect(tags.split('\n').includes(`${name}@${version}`), `there is no tag ${name}@${version}`);
    if (bump) expectChangelog(changesIn(changelog, version), name, bumps, summary);
  }
  const moved = after.filter(({ manifest }) => touched.has(manifest.name));
  say(`${first} and ${second} changed; released ${moved.map(({ manifest: m }) => `${m.name}@${m.version}`).join(' ')}`);
  const still = after.filter(({ manifest }) => !touched.has(manifest.name));
  say(`untouched: ${still.map(({ manifest: m }) => `${m.name}@${m.version}`).join(' ')}`);
  return after;
}

/** What changed stands under its own heading; a dependent says which new version of ours it takes, and nothing else. */
function expectChangelog(changes, name, bumps, summary) {
  const heading = { major: '### Major Changes', minor: '### Minor Changes' }[bumps[name]] ?? '### Patch Changes';
  expect(changes.includes(heading), `the changelog of ${name} lacks "${heading}":\n${changes}`);
  for (const changed of Object.keys(bumps))
    expect(changes.includes(summary(changed)) === (changed === name), `the changelog of ${name} is wrong:\n${changes}`);
  if (!(name in bumps)) expect(changes.includes('Updated dependencies'), `the changelog of ${name}:\n${changes}`);
}

/** Installs one package into an empty project and runs its README under both module systems on every Node.js. */
async function beStranger(folder, name, { packages, registry, nodes, env }) {
  const { manifest, ours } = await installAlone(folder, name, registry);
  const wanted = packages.find((one) => one.manifest.name === name).manifest.version;
  expect(manifest.version === wanted, `a stranger got ${name}@${manifest.version}, not ${wanted}`);
  const needed = [...closureOf(packages, name)];
  expect(ours.sort().join() === needed.sort().join(), `${name} brought ${ours.join(', ')}, not ${needed.join(', ')}`);
  for (const { title, source } of programsOf(folder, manifest))
    for (const [release, node] of nodes)
      for (const format of ['esm', 'cjs']) {
        await runProgram(folder, source, format, node, env);
        say(`${name}: ${title} runs as ${format} on Node ${release}`);
      }
}

async function prove(folder, { nodes, packages: chosen }) {
  const registry = await startRegistry(path.join(folder, 'registry'));
  try {
    say('a registry listens on loopback');
    const copy = await copyRepository(path.join(folder, 'repository'), registry);
    say('the repository is copied and installed');
    const packages = await releaseTwoChanges(copy, registry, await releaseEverything(copy, registry));
    const names = packages.map(({ manifest }) => manifest.name);
    const paths = await Promise.all(nodes.map(async (node) => [node, await nodeOf(node, folder)]));
    const simulator = await startSimulator(path.join(folder, 'simulator'), registry);
    try {
      const world = { packages, registry, nodes: paths, env: simulator.env };
      for (const [i, name] of (chosen ?? names).entries())
        await beStranger(path.join(folder, `stranger-${i}`), name, world);
    } finally {
      await simulator.stop();
    }
  } finally {
    await registry.close();
  }
}

const folder = mkdtempSync(path.join(tmpdir(), 'cq-release-'));
try {
  await prove(folder, wanted);
  say('proven');
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  if (wanted.keep) console.log(`Left in ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}
