/** The entry of the command `cq-simulator`. Nothing else imports it. */

import { run } from './cli/run.js';

const { stdout, stderr } = process;

// Whoever started us may close the pipe after the ready line, which is no failure.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // A second signal means that the first was not obeyed fast enough.
    if (stop.signal.aborted) process.exit(1);
    stop.abort();
  });
}

void run(process.argv.slice(2), {
  out: (text) => void stdout.write(`${text}\n`),
  err: (text) => void stderr.write(`${text}\n`),
  stop: stop.signal,
}).then((code) => {
  process.exitCode = code;
  // Whatever a client or a pipe still holds open must not keep the process.
  setTimeout(() => process.exit(code), 200).unref();
});
