// The small logging interface, and what keeps logs quiet and free of account numbers.

import { maskAccounts, withoutAccounts } from './mask-accounts.js';

/** Where the toolkit logs. Both `console` and a `pino()` logger fit as they are. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export type LogLevel = keyof Logger;

const nothing = (): void => undefined;

/** Logs nothing: the default. */
export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/**
 * The same logger from `level` up. At `debug` every single message on the wire is logged by name, so most programs
 * want `withLevel(console, 'info')`.
 */
export function withLevel(logger: Logger, level: LogLevel): Logger {
  const lowest = levels.indexOf(level);
  const pick = (name: LogLevel): Logger[LogLevel] =>
    levels.indexOf(name) < lowest ? nothing : (fields, message) => logger[name](fields, message);
  return { debug: pick('debug'), info: pick('info'), warn: pick('warn'), error: pick('error') };
}

/** Whether debug lines would go anywhere: they are one per message, so they are not even made when not. */
export function isDebugging(logger: Logger): boolean {
  if (logger.debug === nothing) return false;
  // pino replaces the methods of a disabled level too, and says so.
  const { isLevelEnabled } = logger as { isLevelEnabled?: (level: string) => boolean };
  return typeof isLevelEnabled === 'function' ? isLevelEnabled.call(logger, 'debug') : true;
}

/** A logger that throws must not disturb anything, and no account number reaches it: calls are wrapped once, here. */
export function safeLogger(logger: Logger): Logger {
  if (logger === silentLogger) return logger;
  const wrap = (name: LogLevel): Logger[LogLevel] => {
    if (logger[name] === nothing) return nothing;
    return (fields, message) => {
      try {
        logger[name](withoutAccounts(fields), maskAccounts(message));
      } catch {
        // There is nobody left to tell.
      }
    };
  };
  const safe: Logger = { debug: wrap('debug'), info: wrap('info'), warn: wrap('warn'), error: wrap('error') };
  return isDebugging(logger) ? safe : { ...safe, debug: nothing };
}
