/** `cq-simulator`: which command, and what its outcome is worth as an exit code. */

import { IncompleteRecording } from '../record/transcript-file.js';
import { FileError } from '../scenario.js';
import { recordCommand } from './record.js';
import { replayCommand } from './replay.js';
import { serveCommand } from './serve.js';
import { UsageError, type Io } from './options.js';
import { USAGE } from './usage.js';

/** Everything the program may exit with. */
const ExitCode = {
  /** Stopped by a signal, or played to the end. */
  Done: 0,
  /** A strict replay found the client doing something else; or the program itself failed. */
  Failed: 1,
  /** It could not start: a bad option or file, or the port is taken. */
  NotStarted: 2,
} as const;

/** Runs a command to its end. Never throws. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const [command, ...rest] = argv;
  try {
    if (argv.includes('--help') || argv.includes('-h') || command === 'help') {
      io.out(USAGE);
      return ExitCode.Done;
    }
    if (command === 'record') return await recordCommand(rest, io);
    if (command === 'replay') return await replayCommand(rest, io);
    return await serveCommand(argv, io);
  } catch (error) {
    io.err(`cq-simulator: ${explain(error)}`);
    return isOfTheUser(error) ? ExitCode.NotStarted : ExitCode.Failed;
  }
}

/** Mistakes that the user can correct, and not a fault of the program. */
function isOfTheUser(error: unknown): boolean {
  return error instanceof UsageError || error instanceof FileError || error instanceof RangeError || isSystem(error);
}

function explain(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\nTry cq-simulator --help`;
  if (isSystem(error)) return explainSystem(error);
  if (isOfTheUser(error) || error instanceof IncompleteRecording) return (error as Error).message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

interface SystemError extends Error {
  readonly code: string;
  readonly syscall: string;
  readonly port?: number;
  readonly address?: string;
  readonly path?: string;
}

function isSystem(error: unknown): error is SystemError {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}

function explainSystem(error: SystemError): string {
  const place = error.port === undefined ? (error.path ?? '') : `${error.address ?? ''}:${error.port}`;
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${error.port ?? ''} is taken: something listens on ${place} already. Stop it, or choose another with --port (0 takes a free one)`;
    case 'EACCES':
      return error.port === undefined ? `Not allowed: ${place}` : `Not allowed to listen on ${place}`;
    case 'EADDRNOTAVAIL':
      return `This machine has no address ${place}`;
    case 'ENOENT':
      return `There is no file ${place}`;
    case 'EEXIST':
      return `${place} exists already: choose another name, or add --force to replace it`;
    default:
      return error.message;
  }
}
