import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Simulator } from '@cq/simulator';
import { describe, expect, it } from 'vitest';
import { pages, snippetsOf } from '../../../scripts/snippets.mjs';
import { runProgram } from './run-program.js';

// A folder from which every package of ours resolves, as in a project that installed them.
const folder = path.join(import.meta.dirname, '../.snippets-run');

const runnable = pages()
  .flatMap((page) => snippetsOf(page))
  .filter(({ flags }) => flags.includes('run'))
  .map((snippet) => ({ ...snippet, name: `${snippet.page}:${snippet.line}` }));

describe('a quick start does what its README says', () => {
  it.each(runnable)(
    '$name',
    async ({ page, line, module }) => {
      await using simulator = await Simulator.start();
      mkdirSync(folder, { recursive: true });
      const file = path.join(folder, `${page.replaceAll(/\W/g, '-')}-${line}.ts`);
      writeFileSync(file, `${module}export {};\n`);
      const env = { IB_HOST: simulator.host, IB_PORT: String(simulator.port) };
      const { code, output } = await runProgram(file, { env, timeoutMs: 45_000 });
      rmSync(file);
      expect(code, output).toBe(0);
      expect(output.trim()).not.toBe('');
    },
    60_000,
  );

  it('and there is one to run', () => {
    expect(runnable.length).toBeGreaterThan(0);
  });
});
