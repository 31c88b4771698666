// Logging: quiet by default, one line per session, every message by name at debug, and no account number anywhere.

import { inspect } from 'node:util';
import { ConnectionError, IBKRError } from '@cq/errors';
import { Simulator } from '@cq/simulator';
import { describe, expect, test } from 'vitest';
import { withLevel } from '../src/index.js';
import type { Logger, LogLevel } from '../src/index.js';
import { isDebugging, safeLogger, silentLogger } from '../src/logger.js';
import { maskAccounts } from '../src/mask-accounts.js';
import { connectionTo, until } from './support.js';

interface Line {
  readonly level: LogLevel;
  readonly fields: Record<string, unknown>;
  readonly message: string;
}

function recording(): { logger: Logger; lines: Line[] } {
  const lines: Line[] = [];
  const log = (level: LogLevel) => (fields: object, message: string) =>
    void lines.push({ level, fields: { ...fields }, message });
  return { lines, logger: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') } };
}

test('one summary line per session, with what a log needs', async () => {
  await using sim = await Simulator.start();
  const { logger, lines } = recording();
  await using connection = connectionTo(sim, { logger: withLevel(logger, 'info') });
  await connection.connect();
  sim.inject({ type: 'drop' });
  await until(() => connection.getStatus().reconnectCount === 1);
  await connection.disconnect();
  const ended = lines.filter(({ message }) => message === 'Session ended');
  expect(ended.map(({ fields }) => [fields['epoch'], fields['reason']])).toEqual([
    [1, 'lost'],
    [2, 'closed'],
  ]);
  expect(ended[0]?.fields).toMatchObject({
    messagesIn: expect.any(Number) as number,
    bytesOut: expect.any(Number) as number,
  });
  expect(lines.some(({ level }) => level === 'debug')).toBe(false);
});

test('at debug every message is there by name, both ways', async () => {
  await using sim = await Simulator.start();
  const { logger, lines } = recording();
  await using connection = connectionTo(sim, { logger });
  await connection.connect();
  connection.getIb().reqIds();
  await until(() => lines.filter(({ fields }) => fields['message'] === 'nextValidId').length === 2);
  const named = lines
    .filter(({ level }) => level === 'debug')
    .map(({ fields, message }) => `${message} ${String(fields['message'])}`);
  expect(named).toEqual(
    expect.arrayContaining(['Sent startApi', 'Received managedAccounts', 'Sent reqIds', 'Received nextValidId']),
  );
});

test('no account number reaches the log', async () => {
  await using sim = await Simulator.start({ accounts: ['DU1234567', 'DF7654321'] });
  const { logger, lines } = recording();
  await using connection = connectionTo(sim, { logger });
  await connection.connect();
  await connection.disconnect();
  const text = JSON.stringify(lines);
  expect(text).not.toContain('1234567');
  expect(text).not.toContain('7654321');
  expect(text).toContain('DU***67');
});

test('no account number reaches the log inside an error either, and other data stays what it was', () => {
  const { logger, lines } = recording();
  const notice = { code: 321, message: 'Account DU1234567 may not do this' };
  const cause = new ConnectionError('refused', {
    message: 'No DU1234567',
    notice,
    cause: new Error('U7654321 is closed'),
  });
  const error = new Error('DF1234567 failed', { cause });
  const harmless = new Error('Nothing to hide');
  const at = new Date(0);
  safeLogger(logger).warn({ err: error, harmless, at, list: ['DU1234567', 5], count: 1 }, 'Said of DU1234567');
  const [line] = lines;
  const shown = inspect(line, { depth: 10, showHidden: true }) + JSON.stringify(line);
  expect(shown).not.toMatch(/1234567|7654321/);
  expect(line?.message).toBe('Said of DU***67');
  expect(line?.fields).toMatchObject({ at, harmless, list: ['DU***67', 5], count: 1 });
  expect(line?.fields['harmless']).toBe(harmless);
  const logged = line?.fields['err'] as Error;
  expect(logged).toBeInstanceOf(Error);
  expect(IBKRError.is(logged.cause) && logged.cause.summary).toBe('No DU***67');
  expect(error.message).toBe('DF1234567 failed');
});

test('console and pino fit as they are', () => {
  const fits: Logger = console;
  expect(isDebugging(fits)).toBe(true);
  const pino = { ...silentLogger, debug: () => undefined, isLevelEnabled: (level: string) => level !== 'debug' };
  expect(isDebugging(pino)).toBe(false);
  expect(isDebugging(silentLogger)).toBe(false);
  expect(isDebugging(withLevel(console, 'info'))).toBe(false);
  expect(isDebugging(safeLogger(withLevel(console, 'info')))).toBe(false);
});

describe('account numbers', () => {
  test.each([
    ['DU1234567', 'DU***67'],
    ['account U7654321 is live', 'account U***21 is live'],
    ['F1234567, DF1234567, I1234567', 'F***67, DF***67, I***67'],
    ['order 1234567 of AAPL', 'order 1234567 of AAPL'],
    ['BUY1234567', 'BUY1234567'],
  ])('%s', (text, masked) => {
    expect(maskAccounts(text)).toBe(masked);
  });
});
