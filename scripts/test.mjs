// npm test: sets everything up, runs every test of every package, and ends with "N passed, N failed".
//   npm test -- packages/errors        only what matches
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root, setUp } from './pnpm.mjs';

if (process.argv.slice(2).some((arg) => arg === '--help' || arg === '-h')) {
  console.log(`Usage: npm test [-- filter ...]

Installs what is needed and runs every test of every package; the last line is "N passed, N failed".

  filter  only the files whose path contains it, for example packages/errors; further options go to vitest

Exit code: 0 all passed, 1 some failed.`);
  process.exit(0);
}
setUp();

const report = path.join(root, '.cache/test-report.json');
mkdirSync(path.dirname(report), { recursive: true });
rmSync(report, { force: true });
console.log('Running the tests of every package …');
const vitest = spawnSync(
  process.execPath,
  [
    path.join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
);

const result = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
const passed = result?.numPassedTests ?? 0;
// A file that fails before its first test, or an error outside every test, counts as a failure too.
const brokenFiles =
  result?.testResults.filter((f) => f.status === 'failed' && !f.assertionResults.some((t) => t.status === 'failed')) ??
  [];
let failed = (result?.numFailedTests ?? 0) + brokenFiles.length;
if (vitest.status !== 0 && failed === 0) failed = 1;
const skipped = (result?.numPendingTests ?? 0) + (result?.numTodoTests ?? 0);
console.log(failed === 0 && passed > 0 ? 'All tests passed.' : 'Some tests failed; the report above says which.');
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
