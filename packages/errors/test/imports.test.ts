import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

const src = fileURLToPath(new URL('../src', import.meta.url));

/** Every module that importing `entry` brings along, and everything from outside the package. */
function reached(entry: string, seen = new Set<string>()): Set<string> {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  const file = join(src, entry);
  for (const { fileName } of ts.preProcessFile(readFileSync(file, 'utf8')).importedFiles) {
    const local = fileName.startsWith('.');
    const target = local ? relative(src, join(dirname(file), fileName.replace(/\.js$/, '.ts'))) : fileName;
    if (local) reached(target, seen);
    else seen.add(target);
  }
  return seen;
}

test('importing the package brings no command line, no Node module and no dependency', () => {
  const modules = [...reached('index.ts')];
  expect(modules.filter((name) => name.includes('cli') || !name.endsWith('.ts'))).toEqual([]);
});

test('the tips of a code need the catalogue and nothing of the command line', () => {
  expect([...reached('tips.ts')].filter((name) => name.includes('cli'))).toEqual([]);
});

test('the command line does reach its parts, so this test sees what it looks for', () => {
  expect(reached('cli.ts')).toContain('cli-run.ts');
  expect(reached('cli.ts')).toContain('node:util');
});
