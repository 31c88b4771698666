// From what the user said, the environment and the defaults to one complete configuration, or an error that says
// which value is impossible and what was expected.

import { InvalidArgumentError } from '@cq/errors';
import { publishedWindows } from './calendar.js';
import { systemClock } from './clock.js';
import type { Clock } from './clock.js';
import { Environment } from './environment.js';
import type { Found } from './environment.js';
import { safeLogger, silentLogger } from './logger.js';
import type { Logger } from './logger.js';
import type { ConnectionOptions, HealthPolicy, PacingPolicy, ReconnectPolicy } from './options.js';
import type { OutageWindow } from './calendar.js';
import type { Dial } from './transport.js';

/** Everything decided. */
export interface Configuration {
  readonly host: string;
  readonly port: number;
  readonly clientId: number;
  readonly paperTrading: boolean;
  readonly useGateway: boolean;
  readonly account: string | undefined;
  readonly autoReconnect: boolean;
  readonly reconnect: ReconnectPolicy;
  readonly health: HealthPolicy | false;
  readonly pacing: PacingPolicy;
  readonly requestTimeoutMs: number;
  readonly outageWindows: readonly OutageWindow[];
  readonly overdueAfterMs: number | false;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: () => number;
  /** `undefined` dials TCP. */
  readonly dial: Dial | undefined;
}

const LARGEST_INT = 2_147_483_647;

/** @throws InvalidArgumentError */
export function resolveOptions(options: ConnectionOptions = {}): Configuration {
  const paperTrading = boolean('paperTrading', options.paperTrading) ?? true;
  const environment = environmentOf(options, paperTrading);
  const useGateway = boolean('useGateway', options.useGateway) ?? flag(environment.findForMode('USE_GATEWAY')) ?? false;
  const account = text('account', options.account) ?? environment.findForMode('ACCOUNT')?.value;
  return {
    host: text('host', options.host) ?? environment.find('HOST')?.value ?? '127.0.0.1',
    port: portOf(options, environment) ?? standardPort(paperTrading, useGateway),
    clientId: clientIdOf(options, environment) ?? 1,
    paperTrading,
    useGateway,
    account,
    autoReconnect: boolean('autoReconnect', options.autoReconnect) ?? true,
    ...policiesOf(options),
    ...runtimeOf(options),
  };
}

/** The port TWS or IB Gateway listens on unless it was told otherwise. */
function standardPort(paperTrading: boolean, useGateway: boolean): number {
  if (useGateway) return paperTrading ? 4002 : 4001;
  return paperTrading ? 7497 : 7496;
}

function environmentOf({ env, envFile }: ConnectionOptions, paperTrading: boolean): Environment {
  if (envFile !== undefined && envFile !== false) text('envFile', envFile);
  // The one place where the process environment is looked at, and only when a connection is made.
  return new Environment(env ?? process.env, envFile ?? '.env', paperTrading);
}

function portOf(options: ConnectionOptions, environment: Environment): number | undefined {
  if (options.port !== undefined) return integer('port', options.port, { from: 1, to: 65_535 });
  const found = environment.find('PORT');
  return found && integer(found.name, parsed(found), { from: 1, to: 65_535, shown: found.value });
}

function clientIdOf(options: ConnectionOptions, environment: Environment): number | undefined {
  if (options.clientId !== undefined) return integer('clientId', options.clientId, { from: 0, to: LARGEST_INT });
  const found = environment.find('CLIENT_ID');
  return found && integer(found.name, parsed(found), { from: 0, to: LARGEST_INT, shown: found.value });
}

function policiesOf(options: ConnectionOptions) {
  const { reconnect = {}, health = {}, pacing = {} } = options;
  const { overdueAfterMs = 300_000, requestTimeoutMs = 10_000 } = options;
  return {
    reconnect: {
      initialDelayMs: duration('reconnect.initialDelayMs', reconnect.initialDelayMs ?? 500, { least: 0 }),
      maxDelayMs: duration('reconnect.maxDelayMs', reconnect.maxDelayMs ?? 30_000, { least: 0 }),
      factor: atLeastOne('reconnect.factor', reconnect.factor ?? 2),
      maxAttempts: atLeastOne('reconnect.maxAttempts', reconnect.maxAttempts ?? Infinity),
    },
    health: health !== false && {
      pingAfterMs: duration('health.pingAfterMs', health.pingAfterMs ?? 5_000, { least: 1 }),
      pongWithinMs: duration('health.pongWithinMs', health.pongWithinMs ?? 5_000, { least: 1 }),
    },
    pacing: {
      messagesPerSecond: integer('pacing.messagesPerSecond', pacing.messagesPerSecond ?? 50, { from: 1, to: 10_000 }),
      maxQueued: integer('pacing.maxQueued', pacing.maxQueued ?? 10_000, { from: 0, to: LARGEST_INT }),
    },
    requestTimeoutMs: duration('requestTimeoutMs', requestTimeoutMs, { least: 1 }),
    overdueAfterMs:
      overdueAfterMs === false ? (false as const) : duration('overdueAfterMs', overdueAfterMs, { least: 1 }),
  };
}

function runtimeOf({ logger, clock, random, outageWindows, dial }: ConnectionOptions) {
  return {
    logger: safeLogger(shaped('logger', logger, ['debug', 'info', 'warn', 'error']) ?? silentLogger),
    clock: shaped('clock', clock, ['now', 'schedule', 'sleep']) ?? systemClock,
    random: random ?? Math.random,
    dial,
    outageWindows: outageWindows ? windows(outageWindows) : publishedWindows,
  };
}

function windows(given: readonly OutageWindow[]): readonly OutageWindow[] {
  for (const { name, timeZone, from, to } of given) {
    const clock = /^([01]\d|2[0-3]):[0-5]\d$/;
    if (!clock.test(from) || !clock.test(to)) {
      throw new InvalidArgumentError(
        'outageWindows',
        `must begin and end at HH:MM, got ${from} to ${to} in ${show(name)}`,
      );
    }
    if (!isTimeZone(timeZone)) {
      throw new InvalidArgumentError(
        'outageWindows',
        `must name IANA time zones, got ${show(timeZone)} in ${show(name)}`,
      );
    }
  }
  return given;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function shaped<T extends object>(
  name: string,
  value: T | undefined,
  methods: readonly (keyof T & string)[],
): T | undefined {
  if (value === undefined) return undefined;
  const missing = methods.find((method) => typeof value[method] !== 'function');
  if (missing !== undefined) throw new InvalidArgumentError(name, `must have a method ${missing}()`);
  return value;
}

function boolean(name: string, value: unknown): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  throw new InvalidArgumentError(name, `must be true or false, got ${show(value)}`);
}

function text(name: string, value: unknown): string | undefined {
  if (value === undefined || (typeof value === 'string' && value.trim() !== '')) return value;
  throw new InvalidArgumentError(name, `must be a text that is not empty, got ${show(value)}`);
}

/** @throws InvalidArgumentError unless `value` is an integer in the range */
function integer(
  name: string,
  value: unknown,
  { from, to, shown = value }: { from: number; to: number; shown?: unknown },
): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to) return value;
  throw new InvalidArgumentError(name, `must be an integer from ${from} to ${to}, got ${show(shown)}`);
}

/** @throws InvalidArgumentError unless `value` is a finite number of milliseconds, not less than `least` */
export function duration(name: string, value: unknown, { least }: { least: number }): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= least) return value;
  throw new InvalidArgumentError(name, `must be a number of milliseconds, at least ${least}, got ${show(value)}`);
}

/** @throws InvalidArgumentError unless `value` is a number, not less than 1; `Infinity` is one */
export function atLeastOne(name: string, value: unknown): number {
  if (typeof value === 'number' && value >= 1) return value;
  throw new InvalidArgumentError(name, `must be a number, at least 1, got ${show(value)}`);
}

function flag(found: Found | undefined): boolean | undefined {
  if (!found) return undefined;
  if (/^(true|1|yes|on)$/i.test(found.value)) return true;
  if (/^(false|0|no|off)$/i.test(found.value)) return false;
  throw new InvalidArgumentError(found.name, `must be true or false, got ${show(found.value)}`);
}

function parsed({ value }: Found): number {
  return /^\d+$/.test(value) ? Number(value) : NaN;
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
