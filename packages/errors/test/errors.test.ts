import { inspect } from 'node:util';
import { afterEach, describe as group, expect, test, vi } from 'vitest';
import {
  ConnectionError,
  ContractError,
  describe,
  format,
  IBKRError,
  InvalidArgumentError,
  OrderRefusedError,
  OrderRejectedError,
  OrderUnknownError,
  RequestError,
  TimeoutError,
} from '../src/index.js';
import type { ConnectionErrorReason, OrderRefusedReason } from '../src/index.js';

const order = { orderId: 12, orderRef: 'rebalance-7' };
const rejection = { code: 201, message: 'Order rejected - reason:Insufficient margin.', reqId: 12 };

const one = {
  ConnectionError: new ConnectionError('refused'),
  RequestError: new RequestError('getPositions', { code: 321, message: 'Error validating request' }),
  OrderRejectedError: new OrderRejectedError(order, rejection),
  OrderUnknownError: new OrderUnknownError(order),
  OrderRefusedError: new OrderRefusedError('link-lost'),
  ContractError: new ContractError('not-found', { contract: { symbol: 'AAPLX' } }),
  TimeoutError: new TimeoutError('getPositions', 5000),
  InvalidArgumentError: new InvalidArgumentError('port', 'must be from 1 to 65535, got 70000'),
};

group.each(Object.entries(one))('%s', (name, error) => {
  test('is an error, one of ours, and knows its name', () => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(IBKRError);
    expect(IBKRError.is(error)).toBe(true);
    expect(error.name).toBe(name);
    expect(error.stack).toContain(`${name}: ${error.message}`);
    expect(inspect(error)).not.toContain('Symbol(');
  });

  test('says in a sentence what failed and what to do first', () => {
    expect(error.message.startsWith(error.summary)).toBe(true);
    expect(error.message).not.toMatch(/\.$/);
    if (error.tips[0] !== undefined) expect(error.message).toBe(`${error.summary}. ${error.tips[0]}`);
  });

  test('can be logged as JSON', () => {
    const logged = JSON.parse(JSON.stringify(error)) as Record<string, unknown>;
    expect(logged).toMatchObject({ name, message: error.message, retryable: error.retryable });
    expect(logged).not.toHaveProperty('stack');
  });

  test('is formatted with each of its tips', () => {
    const text = format(error);
    expect(text.split('\n')[0]).toBe(`${name}: ${error.summary}`);
    for (const tip of error.tips) expect(text).toContain(`  - ${tip}`);
  });
});

group('a connection error', () => {
  test.each<[ConnectionErrorReason, boolean, number | undefined]>([
    ['refused', true, 502],
    ['timeout', true, 502],
    ['client-id-in-use', true, 326],
    ['unsupported-version', false, 503],
    ['mode-mismatch', false, undefined],
    ['lost', true, 507],
    ['stale', true, undefined],
    ['link-lost', true, 1100],
    ['closed', false, undefined],
    ['not-connected', true, 504],
    ['gave-up', true, 502],
  ])('%s: retryable %s, with the tips of %s', (reason, retryable, code) => {
    const error = new ConnectionError(reason);
    expect(error).toMatchObject({ reason, retryable, phase: undefined, notice: undefined });
    expect(error.tips).toEqual(code === undefined ? [] : describe(code).tips);
  });

  test('takes the tips of its notice, unless it is given better ones', () => {
    const notice = { code: 326, message: 'Unable to connect as the client id is already in use.' };
    expect(new ConnectionError('refused', { notice }).tips).toEqual(describe(326).tips);
    expect(new ConnectionError('refused', { notice, tips: ['Do this'] }).tips).toEqual(['Do this']);
  });

  test('keeps phase and cause', () => {
    const cause = new Error('connect ECONNREFUSED 127.0.0.1:7497');
    const error = new ConnectionError('refused', { message: 'Nothing answers at 127.0.0.1:7497', phase: 'tcp', cause });
    expect(error).toMatchObject({ phase: 'tcp', cause });
    expect(error.message).toMatch(/^Nothing answers at 127\.0\.0\.1:7497\. Start TWS/);
    expect('cause' in new ConnectionError('refused', { cause: undefined })).toBe(false);
  });
});

group('a request error', () => {
  test('carries code and text of TWS, and is as retryable as the case the text names', () => {
    const failed = (message: string) => new RequestError('getHistoricalBars of AAPL', { code: 162, message });
    const pacing = failed('Historical Market Data Service error message:Historical data request pacing violation');
    const empty = failed('Historical Market Data Service error message:HMDS query returned no data: AAPL@SMART Trades');
    expect(pacing).toMatchObject({ operation: 'getHistoricalBars of AAPL', code: 162, retryable: true });
    expect(empty.retryable).toBe(false);
    expect(empty.summary).toContain('getHistoricalBars of AAPL failed: TWS error 162, Historical Market Data');
  });

  test('puts a text of several lines on one', () => {
    const error = new RequestError('x', { code: 399, message: 'Order Message:\nBUY 1 AAPL\nWarning: held.' });
    expect(error.summary).toBe('x failed: TWS error 399, Order Message: BUY 1 AAPL Warning: held');
    expect(new RequestError('x', { code: 321, message: ' ' }).summary).toBe('x failed: TWS error 321');
  });
});

group('orders', () => {
  test('a rejected order, one whose fate is unknown and one we refused are never to be sent again blindly', () => {
    expect(one.OrderRejectedError).toMatchObject({ ...order, code: 201, retryable: false, notice: rejection });
    expect(one.OrderUnknownError).toMatchObject({ ...order, retryable: false });
    expect(one.OrderUnknownError.tips[0]).toMatch(/^Do not send it again/);
    expect(one.OrderRejectedError.summary).toContain('12 (rebalance-7)');
  });

  test.each<[OrderRefusedReason, boolean]>([
    ['not-connected', true],
    ['link-lost', true],
    ['stale', true],
    ['reconciling', true],
    ['read-only', false],
    ['limit', false],
    ['kill-switch', false],
    ['journal', false],
    ['mode-mismatch', false],
    ['duplicate', false],
    ['done', false],
  ])('refused for %s: nothing was sent, retryable %s', (reason, retryable) => {
    const error = new OrderRefusedError(reason, { orderRef: 'r', orderId: 3 });
    expect(error).toMatchObject({ reason, retryable, orderRef: 'r', orderId: 3 });
    expect(error.summary).toMatch(/not sent|Nothing was sent/);
    expect(error.tips).toHaveLength(1);
  });

  test('a limit that was hit is told', () => {
    const limit = { name: 'quantity', allowed: 100, actual: 250 };
    expect(new OrderRefusedError('limit', { limit, message: 'Too many shares' })).toMatchObject({ limit });
  });
});

group('a contract error', () => {
  test('shows what was asked and what it could have meant', () => {
    const candidates = [
      { symbol: 'GOLD', exchange: 'NYSE' },
      { symbol: 'GOLD', exchange: 'LSE' },
    ];
    const error = new ContractError('ambiguous', { contract: { symbol: 'GOLD' }, candidates });
    expect(error).toMatchObject({ reason: 'ambiguous', candidates, retryable: false });
    expect(error.summary).toBe('{"symbol":"GOLD"} could be any of 2 contracts');
    expect(new ContractError('not-found', { contract: 'AAPLX' }).summary).toBe('TWS knows no contract for AAPLX');
  });
});

group('two installs of the package in one program', () => {
  afterEach(() => vi.resetModules());

  test('know each other’s errors, where instanceof does not', async () => {
    vi.resetModules();
    const other = await import('../src/index.js');
    const foreign: unknown = new other.TimeoutError('getPositions', 1000);
    expect(foreign).not.toBeInstanceOf(IBKRError);
    expect(IBKRError.is(foreign)).toBe(true);
    expect(other.IBKRError.is(one.TimeoutError)).toBe(true);
    expect(format(foreign)).toBe(other.format(foreign));
    expect(format(foreign)).toContain('  - Look at getStatus()');
  });
});

test.each([undefined, null, 'text', 5, {}, [], new Error('x'), { name: 'ConnectionError', message: 'm' }])(
  '%o is none of ours, and asking does no harm',
  (value) => expect(IBKRError.is(value)).toBe(false),
);

test('an error whose causes go round in a circle is logged and shown all the same', () => {
  const inner = new Error('inner');
  const error = new ConnectionError('lost', { cause: inner });
  inner.cause = error;
  expect(JSON.stringify(error)).toContain('[Circular]');
  expect(format(error).split('\n').length).toBeLessThan(20);
});

test('what a user put into a contract never breaks the log', () => {
  const contract: Record<string, unknown> = { id: 5n, at: new Date(0), list: [1, { deep: true }] };
  contract['self'] = contract;
  const logged = JSON.stringify(new ContractError('not-found', { contract }));
  expect(JSON.parse(logged)).toMatchObject({ contract: { id: '5', list: [1, { deep: true }], self: '[Circular]' } });
});

test('what TWS said is shown, once', () => {
  const notice = { code: 326, message: 'Unable to connect as the client id is already in use.' };
  const error = new ConnectionError('client-id-in-use', { message: 'Client id 7 is in use', notice });
  expect(format(error).split('\n').slice(0, 2)).toEqual([
    'ConnectionError: Client id 7 is in use',
    '  TWS said 326: Unable to connect as the client id is already in use.',
  ]);
  expect(format(one.OrderRejectedError)).not.toContain('TWS said');
});

test('anything that can be thrown can be formatted', () => {
  const cause = new Error('connect ECONNREFUSED');
  expect(format(new TypeError('bad', { cause }))).toBe('TypeError: bad\n  caused by Error: connect ECONNREFUSED');
  expect(format('text')).toBe('text');
  expect(format(undefined)).toBe('undefined');
  expect(format(Object.create(null))).toBe('Unknown error');
});

test('a host with several addresses says why each of them could not be reached', () => {
  const parts = ['::1', '127.0.0.1'].map((address) => new Error(`connect ECONNREFUSED ${address}:7497`));
  const error = new ConnectionError('refused', { cause: new AggregateError(parts) });
  expect(format(error)).toContain(
    'caused by AggregateError: Error: connect ECONNREFUSED ::1:7497; Error: connect ECONNREFUSED 127.0.0.1:7497',
  );
  expect(JSON.parse(JSON.stringify(error))).toMatchObject({
    cause: { name: 'AggregateError', errors: parts.map(({ message }) => ({ name: 'Error', message })) },
  });
});

test('an answer that is wrong has no number, and none is shown', () => {
  const error = new RequestError('getAccountBalance', {
    code: NaN,
    message: 'TWS did not tell the BuyingPower of DU1.',
  });
  expect(format(error)).toBe('RequestError: getAccountBalance failed: TWS did not tell the BuyingPower of DU1');
});
