// The TypeScript snippets of every README and docs page, as modules that can be compiled or run.
//   ```ts            stands alone
//   ```ts continues  goes on from the snippet before it on the same page
//   ```ts run        stands alone and is run against the simulator by the tests
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './pnpm.mjs';

/** Every Markdown page of the repository that people read, relative to the root. */
export function pages() {
  const listing = ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'];
  const { stdout, stderr, status, error } = spawnSync('git', listing, { cwd: root, encoding: 'utf8' });
  // No answer is not the same as no page.
  if (status !== 0) throw new Error(`git ls-files failed in ${root}: ${error?.message ?? stderr}`);
  return stdout
    .split('\n')
    .filter((page) => page && !page.startsWith('.changeset/') && !/CHANGELOG\.md$/.test(page))
    .filter((page) => existsSync(path.join(root, page)));
}

/** Every snippet of one page: its first line, its flags, and the whole module text. */
export function snippetsOf(page) {
  const lines = readFileSync(path.resolve(root, page), 'utf8').split('\n');
  const snippets = [];
  let open;
  for (const [i, line] of lines.entries()) {
    const fence = /^```(\w*)(.*)$/.exec(line.trim());
    if (!open && fence?.[1] === 'ts') open = { page, line: i + 2, flags: fence[2].trim().split(/\s+/), text: [] };
    else if (!open && fence) open = { skip: true, text: [] };
    else if (open && fence) {
      if (!open.skip) {
        const before = open.flags.includes('continues') ? (snippets.at(-1)?.module ?? '') : '';
        snippets.push({ ...open, module: `${before}${open.text.join('\n')}\n` });
      }
      open = undefined;
    } else open?.text.push(line);
  }
  return snippets;
}
