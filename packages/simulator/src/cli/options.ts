/** Reading options of the command line: what may be given, and what is wrong with what was. */

import { parseArgs, type ParseArgsConfig } from 'node:util';

/** Where a command speaks, and what makes it stop. */
export interface Io {
  /** One line, or several, on standard output. */
  out(text: string): void;
  err(text: string): void;
  /** Aborts on SIGINT and SIGTERM. */
  readonly stop: AbortSignal;
}

/** The command line makes no sense. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<O extends Options> = ReturnType<typeof parseArgs<{ options: O; allowPositionals: true; strict: true }>>;

/** Options by name and the arguments without one. @throws UsageError naming the one that is unknown or lacks a value */
export function readOptions<const O extends Options>(args: readonly string[], options: O): Parsed<O> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error));
  }
}

/** The number an option holds. @throws UsageError naming the option */
export function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(`--${option} must be a whole number from ${min} to ${max}, not ${JSON.stringify(text)}`);
}

/** @throws UsageError naming the option */
export function oneOf<const T extends string>(option: string, text: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new UsageError(`--${option} must be one of ${choices.join(', ')}, not ${JSON.stringify(text)}`);
}

/** `HOST:PORT`, `[::1]:PORT`, or a port of this machine. @throws UsageError naming the option */
export function address(option: string, text: string): { readonly host: string; readonly port: number } {
  const match = /^(?:(\[[0-9a-fA-F:]+\]|[^:]+):)?(\d+)$/.exec(text);
  if (match === null) throw new UsageError(`--${option} must be HOST:PORT, not ${JSON.stringify(text)}`);
  const host = match[1]?.replace(/^\[|\]$/g, '') ?? '127.0.0.1';
  return { host, port: wholeNumber(option, match[2] ?? '', 1, 65_535) };
}

/** No arguments without a name are expected here. @throws UsageError naming the first */
export function noArguments(positionals: readonly string[]): void {
  if (positionals[0] !== undefined) throw new UsageError(`Unexpected argument ${JSON.stringify(positionals[0])}`);
}

/** Resolves when the program is told to stop. */
export function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** `127.0.0.1:4002`, with brackets around an IPv6 address. */
export function showAddress({ host, port }: { readonly host: string; readonly port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
