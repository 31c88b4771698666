import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('../../../scripts/check-codes.mjs', import.meta.url));

/** The lines of the source that the check objects to. */
function objections(source: string): { status: number | null; lines: number[]; output: string } {
  const folder = mkdtempSync(join(tmpdir(), 'cq-codes-'));
  try {
    writeFileSync(join(folder, 'source.ts'), source);
    const { status, stderr } = spawnSync(process.execPath, [script, folder], { encoding: 'utf8' });
    return {
      status,
      lines: [...stderr.matchAll(/source\.ts:(\d+) /g)].map(([, line]) => Number(line)),
      output: stderr,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a TWS code number in a client package fails the check, at its line', () => {
  const lines = [
    'if (notice.code === 326) retry();',
    'if (1100 === n) wait();',
    'switch (notice.code) { case 200: break; }',
    'switch (x) { case 10197: break; }',
    'const harmless = new Set([2104, 2106]);',
    'const terminal = [162, 200, 354];',
    'if (harmless.has(2158)) skip();',
    'if (errorCodes.includes(501)) skip();',
    'describe(502);',
    'fail(id, 504);',
    'const notice = { code: 1101, message: "" };',
    'const errorCode = 162 as const;',
    'type LinkCode = 1101 | 1102;',
    'const names = { 2103: "broken" };',
  ];
  const { status, lines: found, output } = objections(lines.join('\n'));
  expect(status).toBe(1);
  expect([...new Set(found)]).toEqual(lines.map((_, i) => i + 1));
  expect(output).toMatch(/source\.ts:1 has the TWS code 326: use describe\(code\) or a name of TwsCode/);
});

test('ports, delays, sizes, versions and message ids pass', () => {
  const source = `
    const ports = { paper: 7497, live: 7496 };
    const port = port === 4002 ? 4001 : 7496;
    const delays = [100, 200, 500];
    const timeoutMs = 10_000;
    setTimeout(next, 200);
    if (queue.length === 100) drain();
    if (serverVersion >= 163) decode();
    if (messageId === 101) decode();
    switch (tickType) { case 101: break; case 104: break; }
    const id = 2 ** 30 + 502;
    sleep(1100);
    if (size === 10000) flush();
    if (conId === 2106) skip(); // conId, not a TWS code
    notice.code === TwsCode.LinkLost;
  `;
  expect(objections(source)).toMatchObject({ status: 0, lines: [] });
});
