// Configuration: option, then environment, then .env, then default; what is impossible is named.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError } from '@cq/errors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IBKRConnectionManager } from '../src/index.js';
import type { ConnectionOptions } from '../src/index.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cq-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, `${Math.random()}.env`);
  writeFileSync(path, text);
  return path;
}

function configured(options: ConnectionOptions) {
  return new IBKRConnectionManager({ env: {}, envFile: false, ...options }).getStatus();
}

describe('ports', () => {
  test.each([
    [7497, { paperTrading: true, useGateway: false }],
    [7496, { paperTrading: false, useGateway: false }],
    [4002, { paperTrading: true, useGateway: true }],
    [4001, { paperTrading: false, useGateway: true }],
  ])('%i is the port of %o', (port, options) => {
    expect(configured(options)).toMatchObject({ port, ...options });
  });

  test('without any word: TWS, paper, 127.0.0.1, client id 1', () => {
    expect(configured({})).toMatchObject({ host: '127.0.0.1', port: 7497, clientId: 1, paperTrading: true });
  });
});

describe('who wins', () => {
  const env = { IB_PORT: '5000', IB_HOST: 'general', IB_CLIENT_ID: '5', IB_PAPER_PORT: '5001', IB_LIVE_PORT: '5002' };

  test('an option beats the environment', () => {
    expect(configured({ env, port: 6000, host: 'mine', clientId: 0 })).toMatchObject({
      port: 6000,
      host: 'mine',
      clientId: 0,
    });
  });

  test('the variable of the mode beats the general one', () => {
    expect(configured({ env })).toMatchObject({ port: 5001, host: 'general', clientId: 5 });
    expect(configured({ env, paperTrading: false })).toMatchObject({ port: 5002 });
  });

  test('the environment beats the file, whichever variable it uses', () => {
    const envFile = file('IB_PAPER_PORT=6001\nIB_HOST=from-file\n');
    expect(configured({ env: { IB_PORT: '5000' }, envFile })).toMatchObject({ port: 5000, host: 'from-file' });
  });

  test('an empty variable is no variable', () => {
    expect(configured({ env: { IB_PORT: '', IB_HOST: ' ' } })).toMatchObject({ port: 7497, host: '127.0.0.1' });
  });

  test('client id 0 works from the environment too', () => {
    expect(configured({ env: { IB_CLIENT_ID: '0' } }).clientId).toBe(0);
  });

  test('the Gateway can be asked for per mode', () => {
    const variables = { IB_PAPER_USE_GATEWAY: 'yes', IB_LIVE_USE_GATEWAY: '0' };
    expect(configured({ env: variables })).toMatchObject({ useGateway: true, port: 4002 });
    expect(configured({ env: variables, paperTrading: false })).toMatchObject({ useGateway: false, port: 7496 });
    expect(configured({ env: variables, useGateway: false })).toMatchObject({ port: 7497 });
  });
});

describe('the file', () => {
  test('is read into a private object: process.env stays as it was', () => {
    const before = { ...process.env };
    configured({ envFile: file('IB_HOST=private-host\nCQ_TEST_LEAK=1\n') });
    expect(process.env).toEqual(before);
  });

  test('may be missing', () => {
    expect(configured({ envFile: join(folder, 'nothing-here') }).port).toBe(7497);
  });

  test('must be a file', () => {
    expect(() => configured({ envFile: folder })).toThrow(/envFile/);
  });
});

describe('what is impossible is named, with the value and what was expected', () => {
  test.each([
    ['port', { port: 70_000 }, '70000'],
    ['port', { port: 0 }, '1 to 65535'],
    ['port', { port: 7497.5 }, 'integer'],
    ['clientId', { clientId: -1 }, '-1'],
    ['host', { host: '' }, '""'],
    ['account', { account: '  ' }, 'not empty'],
    ['IB_PORT', { env: { IB_PORT: '70000' } }, '"70000"'],
    ['IB_PAPER_PORT', { env: { IB_PAPER_PORT: '4002x' } }, '"4002x"'],
    ['IB_CLIENT_ID', { env: { IB_CLIENT_ID: 'abc' } }, '"abc"'],
    ['IB_PAPER_USE_GATEWAY', { env: { IB_PAPER_USE_GATEWAY: 'maybe' } }, '"maybe"'],
    ['reconnect.initialDelayMs', { reconnect: { initialDelayMs: -1 } }, '-1'],
    ['reconnect.factor', { reconnect: { factor: 0.5 } }, '0.5'],
    ['reconnect.maxAttempts', { reconnect: { maxAttempts: 0 } }, '0'],
    ['health.pingAfterMs', { health: { pingAfterMs: Number.NaN } }, 'NaN'],
    ['health.pongWithinMs', { health: { pongWithinMs: 0 } }, '0'],
    ['pacing.messagesPerSecond', { pacing: { messagesPerSecond: 0 } }, '1 to'],
    ['pacing.maxQueued', { pacing: { maxQueued: 1.5 } }, '1.5'],
    ['requestTimeoutMs', { requestTimeoutMs: Infinity }, 'Infinity'],
    ['overdueAfterMs', { overdueAfterMs: -5 }, '-5'],
    [
      'outageWindows',
      { outageWindows: [{ name: 'mine', timeZone: 'America/Nowhere', from: '23:00', to: '00:00' }] },
      'America/Nowhere',
    ],
    ['outageWindows', { outageWindows: [{ name: 'mine', timeZone: 'UTC', from: '25:00', to: '00:00' }] }, '25:00'],
  ] satisfies [string, ConnectionOptions, string][])('%s %o', (argument, options, mention) => {
    const build = (): unknown => configured(options);
    expect(build).toThrow(InvalidArgumentError);
    expect(build).toThrow(expect.objectContaining({ argument, message: expect.stringContaining(mention) as string }));
  });

  test('where a variable came from is said', () => {
    const envFile = file('IB_PORT=abc\n');
    expect(() => configured({ envFile })).toThrow(envFile);
  });

  test.each([
    ['paperTrading', { paperTrading: 'yes' }],
    ['autoReconnect', { autoReconnect: 1 }],
    ['host', { host: 42 }],
    ['logger', { logger: { info: () => undefined } }],
    ['clock', { clock: {} }],
  ])('a JavaScript caller who gives %s the wrong type is told', (argument, options) => {
    expect(() => configured(options as ConnectionOptions)).toThrow(expect.objectContaining({ argument }));
  });
});
