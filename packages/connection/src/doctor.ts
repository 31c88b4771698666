// The doctor: looks at a connection from configuration to data farms and says what is wrong and what to do. It sends no
// order and changes nothing.

import { ConnectionError, InvalidArgumentError } from '@cq/errors';
import type { Notice } from '@cq/errors';
import { failureOf, isRefusal } from './doctor/failure.js';
import { finding, isProblem } from './doctor/finding.js';
import type { Finding } from './doctor/finding.js';
import { adviceOn } from './doctor/other-ports.js';
import { lookAt, nameOfPort, standardPorts } from './doctor/ports.js';
import type { KnownPort, LookedAt } from './doctor/ports.js';
import { checkSession, hasSession } from './doctor/session-checks.js';
import { IBKRConnectionManager } from './manager.js';
import type { ConnectionOptions } from './options.js';
import { duration, resolveOptions } from './resolve-options.js';
import type { Configuration } from './resolve-options.js';
import { maskAccounts } from './mask-accounts.js';

export interface DiagnoseOptions extends Pick<
  ConnectionOptions,
  'host' | 'port' | 'clientId' | 'paperTrading' | 'useGateway' | 'account' | 'env' | 'envFile' | 'clock' | 'logger'
> {
  /** Deadline of the attempt to connect, and of each question after it. @default 5_000 */
  readonly timeoutMs?: number;
  /** A difference of the clocks that is worth a warning. @default 2_000 */
  readonly maxClockSkewMs?: number;
  /** Ports to look at beside the configured one. @default the four standard ones */
  readonly knownPorts?: readonly KnownPort[];
  readonly signal?: AbortSignal;
}

/** `unreachable`: nothing that speaks the protocol was found. `problems`: it was, and something is wrong. */
export type Verdict = 'healthy' | 'problems' | 'unreachable';

/** What the doctor has to say. Plain data. */
export interface Diagnosis {
  readonly verdict: Verdict;
  /** 0 healthy, 1 problems, 2 unreachable. */
  readonly exitCode: 0 | 1 | 2;
  /** What was looked at; `undefined` when the configuration itself is impossible. */
  readonly target:
    | {
        readonly host: string;
        readonly port: number;
        readonly clientId: number;
        readonly paperTrading: boolean;
        readonly useGateway: boolean;
      }
    | undefined;
  readonly ports: readonly PortReport[];
  /** What was learned about the session; `undefined` when there was none. Account numbers are masked. */
  readonly session:
    | {
        readonly serverVersion: number;
        readonly accounts: readonly string[];
        readonly link: 'up' | 'lost';
        readonly farms: readonly { readonly name: string; readonly kind: string; readonly status: string }[];
        readonly roundTripMs: number | undefined;
        readonly clockSkewMs: number | undefined;
      }
    | undefined;
  /** Problems first, the worst of them at the top. */
  readonly findings: readonly Finding[];
}

export interface PortReport extends LookedAt {
  /** "TWS (paper)", for a port that is known. */
  readonly name: string | undefined;
  readonly configured: boolean;
}

/**
 * Examines a connection. Resolves with what was found, whatever that is.
 * @throws InvalidArgumentError for an impossible `timeoutMs` or `maxClockSkewMs`; rejects with `signal.reason` when aborted
 */
export async function diagnose(options: DiagnoseOptions = {}): Promise<Diagnosis> {
  options.signal?.throwIfAborted();
  const timeoutMs = duration('timeoutMs', options.timeoutMs ?? 5_000, { least: 1 });
  const maxClockSkewMs = duration('maxClockSkewMs', options.maxClockSkewMs ?? 2_000, { least: 0 });
  const config = configurationOf(options);
  if ('severity' in config) {
    return { ...conclude('problems', [config]), target: undefined, ports: [], session: undefined };
  }
  const others = lookAtOthers(config, options, timeoutMs);
  const examined = await examine(config, options, { timeoutMs, maxClockSkewMs });
  options.signal?.throwIfAborted();
  const ports = await others;
  const known = options.knownPorts ?? standardPorts;
  const advice = adviceOn(config, { ports, known, failure: examined.failure });
  const { host, port, clientId, paperTrading, useGateway } = config;
  const own = { ...examined.port, name: nameOfPort(port, known), configured: true };
  return {
    ...conclude(examined.unreachable ? 'unreachable' : undefined, [...examined.findings, ...advice]),
    target: { host, port, clientId, paperTrading, useGateway },
    ports: [own, ...ports],
    session: examined.session,
  };
}

function configurationOf(options: DiagnoseOptions): Configuration | Finding {
  try {
    return resolveOptions(options);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    return finding('error', 'configuration', error.message);
  }
}

async function lookAtOthers(
  config: Configuration,
  { knownPorts = standardPorts, signal }: DiagnoseOptions,
  timeoutMs: number,
): Promise<readonly PortReport[]> {
  const others = knownPorts.filter(({ port }) => port !== config.port);
  const looked = await Promise.all(
    others.map(({ port }) => lookAt(config.host, port, Math.min(timeoutMs, 2_000), signal)),
  );
  return looked.map((one) => ({ ...one, name: nameOfPort(one.port, knownPorts), configured: false }));
}

interface Examined {
  readonly findings: readonly Finding[];
  readonly port: LookedAt;
  readonly session: Diagnosis['session'];
  readonly failure: ConnectionError | undefined;
  readonly unreachable: boolean;
}

async function examine(
  config: Configuration,
  options: DiagnoseOptions,
  limits: { readonly timeoutMs: number; readonly maxClockSkewMs: number },
): Promise<Examined> {
  const { signal } = options;
  await using connection = new IBKRConnectionManager({ ...pickConnectionOptions(options), autoReconnect: false });
  const notices: Notice[] = [];
  connection.on('notice', ({ notice }) => void notices.push(notice));
  try {
    await connection.connect({ timeoutMs: limits.timeoutMs, retryCount: 1, ...(signal ? { signal } : {}) });
    const checks = await checkSession(connection, notices, { ...limits, signal });
    const session = sessionOf(connection);
    const port: LookedAt = { port: config.port, answer: 'tws', serverVersion: session?.serverVersion };
    const greeting = finding(
      'ok',
      'handshake',
      `TWS at ${config.host}:${config.port} speaks version ${session?.serverVersion ?? '?'}`,
    );
    return { findings: [greeting, ...checks], port, session, failure: undefined, unreachable: false };
  } catch (error) {
    if (error instanceof ConnectionError) return failed(config, error);
    throw error;
  }
}

function failed(config: Configuration, error: ConnectionError): Examined {
  const { finding: found, unreachable } = failureOf(error, `${config.host}:${config.port}`);
  const answers = {
    'nothing-listening': isRefusal(error.cause) ? 'refused' : 'unreachable',
    'no-answer': 'mute',
    'not-tws': 'other',
  } as const;
  const answer = found.id in answers ? answers[found.id as keyof typeof answers] : 'tws';
  const port: LookedAt = { port: config.port, answer, serverVersion: undefined };
  return { findings: [found], port, session: undefined, failure: error, unreachable };
}

function pickConnectionOptions(options: DiagnoseOptions): ConnectionOptions {
  const { timeoutMs: _1, maxClockSkewMs: _2, knownPorts: _3, signal: _4, ...connection } = options;
  return connection;
}

function sessionOf(connection: IBKRConnectionManager): Diagnosis['session'] {
  const status = connection.getStatus();
  if (!hasSession(status)) return undefined;
  const { serverVersion, accounts, link, farms, health } = status;
  return {
    serverVersion,
    accounts: accounts.map(maskAccounts),
    link,
    farms: farms.map((farm) => ({ name: farm.name, kind: farm.kind, status: farm.status })),
    roundTripMs: health.roundTrip?.meanMs,
    clockSkewMs: health.clockSkewMs,
  };
}

const RANK = { error: 0, warning: 1, info: 2, ok: 3 } as const;

function conclude(
  forced: Verdict | undefined,
  findings: readonly Finding[],
): Pick<Diagnosis, 'verdict' | 'exitCode' | 'findings'> {
  const verdict = forced ?? (findings.some(isProblem) ? 'problems' : 'healthy');
  const exitCode = ({ healthy: 0, problems: 1, unreachable: 2 } as const)[verdict];
  return { verdict, exitCode, findings: [...findings].sort((a, b) => RANK[a.severity] - RANK[b.severity]) };
}

export type { Finding, FindingId, FindingSeverity } from './doctor/finding.js';
export type { KnownPort, PortAnswer } from './doctor/ports.js';
