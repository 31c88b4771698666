// A copy of the repository in a folder of its own, with a git of its own, in which releases can be made without a trace.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './pnpm.mjs';
import { run } from './release-run.mjs';

/** Copies what git knows of the working tree, installs it, and commits it as the starting point. */
export async function copyRepository(folder, registry) {
  const list = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  if (list.status !== 0) throw new Error(`git ls-files failed in ${root}: ${String(list.stderr)}`);
  for (const file of String(list.stdout).split('\0').filter(Boolean)) {
    if (!existsSync(path.join(root, file))) continue;
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    cpSync(path.join(root, file), path.join(folder, file));
  }
  const copy = new Copy(folder, registry);
  await copy.git('init', '--quiet', '--initial-branch=main');
  await copy.pnpm(['install', '--frozen-lockfile', '--prefer-offline']);
  await copy.commit('Start');
  return copy;
}

class Copy {
  #registry;

  constructor(folder, registry) {
    this.folder = folder;
    this.#registry = registry;
  }

  git(...args) {
    const who = ['-c', 'user.name=release proof', '-c', 'user.email=nobody@localhost', '-c', 'commit.gpgsign=false'];
    return run('git', [...who, ...args], { cwd: this.folder });
  }

  async commit(message) {
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--allow-empty', '--message', message);
  }

  /** The pnpm pinned by the repository; third-party packages from the usual registry. */
  pnpm(args, env = {}) {
    // What was built before in this checkout from the same inputs is the same here.
    const cache = { TURBO_CACHE_DIR: path.join(root, '.turbo/cache') };
    return run(process.execPath, ['scripts/pnpm.mjs', ...args], { cwd: this.folder, env: { ...cache, ...env } });
  }

  /** `pnpm release`, with our registry in the place of the public one. */
  release() {
    return this.pnpm(['release'], this.#registry.env);
  }

  /** Says what a change means, in the file that `pnpm changeset` writes. */
  writeChangeset(name, bumps, summary) {
    const lines = Object.entries(bumps).map(([pkg, bump]) => `'${pkg}': ${bump}`);
    writeFileSync(path.join(this.folder, '.changeset', `${name}.md`), `---\n${lines.join('\n')}\n---\n\n${summary}\n`);
  }

  /** Forgets the changes that wait for their release, so that only those of the proof are in it. */
  dropChangesets() {
    for (const file of readdirSync(path.join(this.folder, '.changeset')))
      if (file.endsWith('.md') && file !== 'README.md') rmSync(path.join(this.folder, '.changeset', file));
  }

  /** Every public package: its folder, its manifest and its changelog as they are now. */
  packages() {
    const folder = path.join(this.folder, 'packages');
    const read = (dir, file) => readFileSync(path.join(folder, dir, file), 'utf8');
    return readdirSync(folder)
      .filter((dir) => existsSync(path.join(folder, dir, 'package.json')))
      .map((dir) => ({
        dir,
        manifest: JSON.parse(read(dir, 'package.json')),
        changelog: existsSync(path.join(folder, dir, 'CHANGELOG.md')) ? read(dir, 'CHANGELOG.md') : '',
        readme: `packages/${dir}/README.md`,
      }))
      .filter(({ manifest }) => !manifest.private);
  }
}
