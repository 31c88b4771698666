/** The entry of the command `cq-errors`. Nothing else imports it. */
import { run } from './cli-run.js';

const { stdout, stderr, env } = process;
// `cq-errors --category order | head` closes the pipe early, which is no failure.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = run(process.argv.slice(2), {
  out: (text) => void stdout.write(`${text}\n`),
  err: (text) => void stderr.write(`${text}\n`),
  color: stdout.isTTY && !env['NO_COLOR'],
  width: Math.min(stdout.columns || 100, 120),
});
