/** `cq-simulator replay`: answers from a transcript, until it is told to stop or everything was played. */

import { describeMismatch, replay } from '../replay.js';
import { oneOf, readOptions, showAddress, stopped, UsageError, wholeNumber, type Io } from './options.js';

const OPTIONS = {
  mode: { type: 'string', default: 'request' },
  port: { type: 'string', default: '4002' },
  host: { type: 'string', default: '127.0.0.1' },
  clock: { type: 'string', default: 'real' },
  json: { type: 'boolean', default: false },
} as const;

/** A strict replay ends by itself: 0 when every client did what was recorded, 1 when one did not. */
export async function replayCommand(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readOptions(args, OPTIONS);
  const [file, second] = positionals;
  if (file === undefined) throw new UsageError('replay needs the FILE of a transcript');
  if (second !== undefined) throw new UsageError(`Unexpected argument ${JSON.stringify(second)}`);
  const mode = oneOf('mode', values.mode, ['request', 'strict']);
  await using server = await replay(file, {
    mode,
    port: wholeNumber('port', values.port, 0, 65_535),
    host: values.host,
    paced: oneOf('clock', values.clock, ['real', 'fast']) === 'real',
    onMismatch: (mismatch) => io.err(describeMismatch(file, mismatch)),
  });
  const { host, port } = server;
  const text = `cq-simulator replays ${file} on ${showAddress(server)}`;
  io.out(values.json ? JSON.stringify({ ready: true, host, port, mode, file, pid: process.pid }) : text);
  await Promise.race([stopped(io.stop), server.finished]);
  return mode === 'strict' && server.mismatches.length > 0 ? 1 : 0;
}
