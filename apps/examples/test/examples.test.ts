import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { expected } from './expected.js';
import { runProgram } from './run-program.js';

const folder = path.join(import.meta.dirname, '../src');
const examples = readdirSync(folder).filter((file) => /^\d\d-.*\.ts$/.test(file));

describe.concurrent('every example runs against the simulator and prints what it should', () => {
  it.each(examples)('%s', { timeout: 90_000 }, async (file) => {
    const wanted = expected[file];
    expect(wanted, `test/expected.ts says nothing about ${file}`).toBeDefined();
    const { code, output } = await runProgram(path.join(folder, file), { args: wanted?.args ?? [] });
    for (const line of wanted?.prints ?? []) expect(output).toMatch(line);
    expect(output).not.toMatch(/Unhandled|Warning: /);
    expect(code, output).toBe(wanted?.code ?? 0);
  });

  it('no expectation is left without its example', ({ expect }) => {
    expect(Object.keys(expected).sort()).toEqual([...examples].sort());
  });
});

describe('an example against an endpoint where nothing listens', () => {
  it('says what failed and what to do, and exits 1 without falling back', { timeout: 90_000 }, async () => {
    const { code, output } = await runProgram(path.join(folder, 'main.ts'), { env: { IB_PORT: '1' } });
    expect(output).toContain('127.0.0.1:1');
    expect(output).toMatch(/refused/i);
    expect(output).not.toContain('using the simulator');
    expect(code).toBe(1);
  });

  it('says which setting named it, and goes where the connection goes', { timeout: 90_000 }, async () => {
    const folderWithEnv = mkdtempSync(path.join(tmpdir(), 'cq-env-'));
    writeFileSync(path.join(folderWithEnv, '.env'), 'IB_PAPER_PORT=2\n');
    const ask = (env: Record<string, string>) =>
      runProgram(path.join(folder, '01-connection-basic.ts'), { env, folder: folderWithEnv });
    const [fromFile, fromEnvironment] = await Promise.all([ask({ IB_PORT: '' }), ask({ IB_PORT: '1' })]);
    expect(fromFile.output).toMatch(/on port 2, as IB_PAPER_PORT says[^]*127\.0\.0\.1:2/);
    expect(fromEnvironment.output).toMatch(/on port 1, as IB_PORT says[^]*127\.0\.0\.1:1/);
    rmSync(folderWithEnv, { recursive: true });
  });
});
