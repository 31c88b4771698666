/** What a simulator is started with. */

import { realClock, type Clock } from './clock.js';
import type { MarketSettings } from './market/settings.js';
import { isTimeZone } from './market/time-zone.js';
import { MAX_SERVER_VERSION, MIN_SERVER_VERSION } from './versions.js';
import { tcpNetwork, type Network } from './wire/network.js';

export interface SimulatorOptions extends MarketSettings {
  /** 0 takes a free one; read it from `sim.port`. @default 0 */
  readonly port?: number;
  /** @default '127.0.0.1': nobody else on the network reaches it */
  readonly host?: string;
  /** Same seed and same requests, same bytes. @default 1 */
  readonly seed?: number;
  /** The newest protocol version offered, 157 to 193. @default 193 */
  readonly serverVersion?: number;
  /** Paper accounts begin with D. @default ['DU1234567'] */
  readonly accounts?: readonly string[];
  /** Cash of each account when it opens, in its base currency. @default 1_000_000 */
  readonly startingCash?: number;
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** Where it listens: a `VirtualNetwork` has no ports of the machine and no chance. @default the machine's network */
  readonly network?: Network;
  /** The first order id a client is offered. @default 1 */
  readonly nextOrderId?: number;
  /** Orders are refused with 321, as when "Read-Only API" is ticked in TWS. @default false */
  readonly readOnly?: boolean;
  /** The client that also sees the orders and executions of all others. @default none */
  readonly masterClientId?: number;
  /** Security types the account may trade (`STK`, `OPT` …); orders in others are answered with 460. @default all */
  readonly tradingPermissions?: readonly string[];
  /** Requests per second and client before 100 is answered; a burst of twice as many passes. @default 50 on a real clock, Infinity on a virtual one */
  readonly messagesPerSecond?: number;
  /** IANA time zone the server lives in, for the texts that carry a time. @default 'America/New_York' */
  readonly timeZone?: string;
  /** Frames kept in `sim.transcript`; up to twice as many before the oldest go. @default 100_000 */
  readonly transcriptLimit?: number;
  /** A client that has this many bytes unread is disconnected. @default 64 MiB */
  readonly maxUnreadBytes?: number;
  /** A connection that has not started the API in this time is closed. @default 10_000 */
  readonly handshakeTimeoutMs?: number;
}

export type ResolvedOptions = Required<
  Omit<SimulatorOptions, 'masterClientId' | 'tradingPermissions' | keyof MarketSettings>
> & {
  readonly masterClientId: number | undefined;
  readonly tradingPermissions: readonly string[] | undefined;
  readonly market: MarketSettings;
};

/** @throws RangeError naming the option that is impossible */
export function resolveOptions(options: SimulatorOptions): ResolvedOptions {
  const clock = options.clock ?? realClock;
  const resolved: ResolvedOptions = {
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    seed: options.seed ?? 1,
    serverVersion: options.serverVersion ?? MAX_SERVER_VERSION,
    accounts: options.accounts ?? ['DU1234567'],
    startingCash: options.startingCash ?? 1_000_000,
    clock,
    network: options.network ?? tcpNetwork,
    market: options,
    nextOrderId: options.nextOrderId ?? 1,
    readOnly: options.readOnly ?? false,
    masterClientId: options.masterClientId,
    tradingPermissions: options.tradingPermissions,
    messagesPerSecond: options.messagesPerSecond ?? (clock === realClock ? 50 : Infinity),
    timeZone: options.timeZone ?? 'America/New_York',
    transcriptLimit: options.transcriptLimit ?? 100_000,
    maxUnreadBytes: options.maxUnreadBytes ?? 64 * 1024 * 1024,
    handshakeTimeoutMs: options.handshakeTimeoutMs ?? 10_000,
  };
  requirePossible(resolved);
  return resolved;
}

function requirePossible(options: ResolvedOptions): void {
  const { accounts } = options;
  if (accounts.length === 0) throw new RangeError('accounts must name at least one account');
  const areAccounts = accounts.every((account) => /^[A-Za-z0-9]+$/.test(account));
  requireThat(
    'accounts',
    accounts,
    areAccounts && new Set(accounts).size === accounts.length,
    'account numbers, each once',
  );
  requireWhole('port', options.port, 0, 65_535);
  requireWhole('serverVersion', options.serverVersion, MIN_SERVER_VERSION, MAX_SERVER_VERSION);
  requireWhole('seed', options.seed, -Infinity, Infinity);
  requireWhole('nextOrderId', options.nextOrderId, 1, Infinity);
  requireThat('startingCash', options.startingCash, Number.isFinite(options.startingCash), 'a number');
  requireThat('messagesPerSecond', options.messagesPerSecond, options.messagesPerSecond > 0, 'a number above 0');
  requireThat('timeZone', options.timeZone, isTimeZone(options.timeZone), 'an IANA time zone');
  for (const name of ['transcriptLimit', 'maxUnreadBytes', 'handshakeTimeoutMs'] as const)
    requireThat(name, options[name], options[name] >= 0, 'a number of at least 0');
}

function requireWhole(name: string, value: number, min: number, max: number): void {
  const range = max < Infinity ? ` from ${min} to ${max}` : min > -Infinity ? ` of at least ${min}` : '';
  requireThat(name, value, Number.isInteger(value) && value >= min && value <= max, `a whole number${range}`);
}

function requireThat(
  name: string,
  value: number | string | readonly string[],
  isPossible: boolean,
  what: string,
): void {
  if (isPossible) return;
  throw new RangeError(`${name} must be ${what}, not ${typeof value === 'number' ? value : JSON.stringify(value)}`);
}
