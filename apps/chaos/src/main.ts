// pnpm chaos: see arguments.ts.

import { runChaos } from './cli.js';

const MINUTE_MS = 60_000;
const { stderr } = process;
let loggedAt = performance.now();
let isShown = false;

/** On a terminal a line that is overwritten; elsewhere one a minute, so that logs stay short. */
function progress(line: string): void {
  if (stderr.isTTY) stderr.write(`\r\u001b[K${line}`);
  else if (performance.now() - loggedAt >= MINUTE_MS) {
    loggedAt = performance.now();
    stderr.write(`${line}\n`);
  }
  isShown = stderr.isTTY;
}

function print(line: string): void {
  if (isShown) stderr.write('\r\u001b[K');
  isShown = false;
  console.log(line);
}

process.exitCode = await runChaos(process.argv.slice(2), {
  print,
  complain: (line) => console.error(line),
  progress,
});
