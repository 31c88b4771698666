import fc from 'fast-check';
import { describe as group, expect, test } from 'vitest';
import { describe, parseNotice } from '../src/index.js';
import type { NoticeFacts, ParsedNotice } from '../src/index.js';
import { facts } from './fixtures/facts.js';

/** What was read, without what every parsed notice has. */
function read(code: number, message: string): Omit<ParsedNotice, 'code' | 'message' | 'entry'> {
  const { code: _code, message: _message, entry: _entry, ...rest } = parseNotice({ code, message });
  return rest;
}

/** What must be read from each text that was seen on the wire, in the order of the fixture. */
const expected: Readonly<Record<number, readonly NoticeFacts[]>> = {
  0: [{ kind: 'pacing', exceeded: false, limit: 50, count: 48 }],
  100: [{ kind: 'pacing', exceeded: true, limit: 50, count: 51 }],
  161: [{ kind: 'cancel-refused', permId: 1334608417 }],
  162: [
    { kind: 'data-refused', why: 'no-data', reason: 'HMDS query returned no data: AAPL@SMART Trades' },
    { kind: 'data-refused', why: 'pacing', reason: 'Historical data request pacing violation' },
    { kind: 'data-refused', why: 'cancelled', reason: 'API historical data query cancelled: 2523' },
    {
      kind: 'data-refused',
      why: 'competing-session',
      reason: 'Trading TWS session is connected from a different IP address',
    },
    { kind: 'data-refused', why: 'no-permission', reason: 'No market data permissions for ISLAND STK' },
    { kind: 'data-refused', why: 'no-head-timestamp', reason: 'No head timestamp' },
  ],
  201: [
    { kind: 'order-rejected', reason: 'Invalid or missing IBCustAcctNo' },
    { kind: 'order-rejected', reason: 'FX trade would expose account to currency leverage.' },
  ],
  202: [{ kind: 'order-cancelled' }],
  300: [{ kind: 'unknown-id', id: 5 }],
  320: [
    { kind: 'invalid-request', reason: "Unable to parse field: 'Limit Price' for input string: 'nan'" },
    { kind: 'invalid-request', reason: "Please use 'Key=Value' format for Misc Options" },
  ],
  321: [
    { kind: 'invalid-request', readOnly: true, reason: 'The API interface is currently in Read-Only mode.' },
    { kind: 'invalid-request', readOnly: true, reason: 'The API interface is currently in Read-Only mode.' },
    {
      kind: 'invalid-request',
      reason: 'Snapshot market data subscription is not applicable to generic ticks',
    },
    { kind: 'invalid-request', reason: 'Please enter a local symbol or an expiry' },
    { kind: 'invalid-request', reason: 'Invalid order type was entered' },
    {
      kind: 'invalid-request',
      reason:
        'Incorrect generic tick list of 999.  Legal ones for (STK) are: 100(Option Volume),101(Option Open Interest),...',
    },
  ],
  322: [
    { kind: 'invalid-request', reason: 'Duplicate ticker id' },
    { kind: 'invalid-request', reason: 'Market rule with id = %s is missing' },
    { kind: 'invalid-request', reason: 'Exercise ignored because option is not in-the-money.' },
  ],
  354: [
    { kind: 'data-advice' },
    { kind: 'data-advice', delayed: 'available', instruments: 'BEST/STK/Top&BEST/STK/Top' },
  ],
  366: [{ kind: 'unknown-id', id: 32 }],
  399: [
    {
      kind: 'order-message',
      order: 'BUY 100 AAPL NASDAQ.NMS',
      warning: 'your order will not be placed at the exchange until 2026-09-25 09:30:00 US/Eastern',
      heldUntil: '2026-09-25 09:30:00 US/Eastern',
    },
  ],
  478: [
    { kind: 'contract-conflict', conflicts: [{ field: 'expiry', requested: '202606', actual: '20260626' }] },
    { kind: 'contract-conflict', conflicts: [{ field: 'currency', requested: 'NZD', actual: 'USD' }] },
  ],
  1100: [{ kind: 'link-lost' }, { kind: 'link-lost' }],
  1101: [{ kind: 'link-restored', dataLost: true }],
  1102: [
    {
      kind: 'link-restored',
      dataLost: false,
      farms: {
        connected: ['usfuture', 'eufarm', 'cashfarm', 'eufarmnj', 'usfarm', 'euhmds', 'ushmds', 'secdefeu'],
        disconnected: [],
      },
    },
    {
      kind: 'link-restored',
      dataLost: false,
      farms: { connected: ['cashfarm', 'secdefil'], disconnected: ['cashhmds'] },
    },
  ],
  2103: [{ kind: 'farm', farmKind: 'market-data', status: 'broken', farm: 'usfarm' }],
  2104: [{ kind: 'farm', farmKind: 'market-data', status: 'ok', farm: 'usfarm.nj' }],
  2105: [{ kind: 'farm', farmKind: 'historical-data', status: 'broken', farm: 'ushmds' }],
  2106: [
    { kind: 'farm', farmKind: 'historical-data', status: 'ok', farm: 'ushmds' },
    { kind: 'farm', farmKind: 'historical-data', status: 'ok', farm: 'fundfarm' },
  ],
  2107: [{ kind: 'farm', farmKind: 'historical-data', status: 'inactive', farm: 'ushmds' }],
  2108: [{ kind: 'farm', farmKind: 'market-data', status: 'inactive', farm: 'usopt' }],
  2110: [{ kind: 'link-lost' }],
  2119: [{ kind: 'farm', farmKind: 'market-data', status: 'connecting', farm: 'usfarm' }],
  2148: [{ kind: 'account-alert', account: 'Uxxxxxxx' }],
  2152: [
    {
      kind: 'depth-exchanges',
      depth: ['IEX'],
      top: ['BYX', 'AMEX', 'PEARL', 'MEMX', 'EDGEA', 'OVERNIGHT'],
      missing: ['BATS', 'ARCA', 'ISLAND', 'BEX', 'NYSE'],
    },
  ],
  2157: [{ kind: 'farm', farmKind: 'security-definition', status: 'broken', farm: 'secdefhk' }],
  2158: [{ kind: 'farm', farmKind: 'security-definition', status: 'ok', farm: 'secdefil' }],
  2161: [{ kind: 'price-capped', order: "BUY 1 MDAX DEC'23 @ 26439.00", price: 26270 }],
  2176: [{ kind: 'size-trimmed', from: 256069.05, to: 256069 }],
  10089: [{ kind: 'data-advice', delayed: 'available', instruments: 'SPY ARCA/TOP/ALL' }],
  10090: [{ kind: 'data-advice', delayed: 'not-available', instruments: 'XLV ARCA/TOP/ALL' }],
  10091: [{ kind: 'data-advice', delayed: 'not-available', instruments: 'SPY ARCA/TOP/ALL' }],
  10147: [{ kind: 'cancel-refused', orderId: 141 }],
  10148: [
    { kind: 'cancel-refused', orderId: 51, state: 'Cancelled' },
    { kind: 'cancel-refused', orderId: 1, state: 'PendingCancel' },
    { kind: 'cancel-refused', orderId: 42, state: 'Filled' },
  ],
  10187: [{ kind: 'data-refused', why: 'no-permission', reason: 'No market data permissions for ISLAND STK' }],
  10188: [{ kind: 'data-refused', why: 'no-permission', reason: 'No market data permissions for ISLAND STK' }],
  10189: [
    { kind: 'data-refused', why: 'no-permission', reason: 'No market data permissions for ISLAND STK.' },
    { kind: 'data-refused', why: 'not-supported', reason: 'BidAsk tick-by-tick requests are not supported for ...' },
  ],
};

group.each(facts.filter(({ observed }) => observed).map((fact) => [fact.code, fact] as const))('%i', (code, fact) => {
  test.each(fact.observed!.map((text, i) => [text, i] as const))('as seen on the wire: %s', (text, i) => {
    expect(read(code, text)).toEqual(expected[code]?.[i] ?? { kind: 'other' });
  });
});

test('each text that carries more than its code is one of the samples above', () => {
  for (const [code, samples] of Object.entries(expected)) {
    expect(facts.find((fact) => fact.code === Number(code))?.observed, code).toHaveLength(samples.length);
  }
});

group('texts as IBKR prints them, and older ones', () => {
  test.each<[number, string, NoticeFacts]>([
    [
      1300,
      'TWS socket port has been reset and this connection is being dropped. Please reconnect on the new port - 7498',
      { kind: 'port-changed', port: 7498 },
    ],
    [2104, 'Market data farm connection is OK', { kind: 'farm', farmKind: 'market-data', status: 'ok' }],
    [2105, 'HMDS data farm connection is broken', { kind: 'farm', farmKind: 'historical-data', status: 'broken' }],
    [
      2159,
      'Sec-def data farm connection is inactive but should be available upon demand.secdefnj',
      { kind: 'farm', farmKind: 'security-definition', status: 'inactive', farm: 'secdefnj' },
    ],
    [
      1102,
      'Connectivity between IB and TWS has been restored- data maintained.',
      { kind: 'link-restored', dataLost: false },
    ],
    [
      1101,
      'Connectivity between IB and TWS has been restored- data lost. All data farms are connected: usfarm.nj; ushmds.',
      { kind: 'link-restored', dataLost: true, farms: { connected: ['usfarm.nj', 'ushmds'], disconnected: [] } },
    ],
    [100, 'Max rate of messages per second has been exceeded.', { kind: 'pacing', exceeded: true }],
    [202, 'Order Canceled - reason:Price check failed', { kind: 'order-cancelled', reason: 'Price check failed' }],
    [202, 'Order cancelled - Reason: ', { kind: 'order-cancelled' }],
    [
      10148,
      'OrderId 7 that needs to be cancelled can not be cancelled, state: ApiCancelled.',
      { kind: 'cancel-refused', orderId: 7, state: 'ApiCancelled' },
    ],
    [10149, `Invalid order id: ${'9'.repeat(400)}`, { kind: 'invalid-order-id' }],
    [10149, 'Invalid order id: 0', { kind: 'invalid-order-id', orderId: 0 }],
    [310, "Can't find the subscribed market depth with tickerId:12", { kind: 'unknown-id', id: 12 }],
    [365, 'No scanner subscription found for ticker id:7', { kind: 'unknown-id', id: 7 }],
    [
      399,
      'Order Message: BUY 100 AAPL NASDAQ.NMS Warning: your order will not be placed at the exchange until 2026-09-25 09:30:00 US/Eastern',
      {
        kind: 'order-message',
        order: 'BUY 100 AAPL NASDAQ.NMS',
        warning: 'your order will not be placed at the exchange until 2026-09-25 09:30:00 US/Eastern',
        heldUntil: '2026-09-25 09:30:00 US/Eastern',
      },
    ],
    [
      399,
      'Order Message:\nEXERCISE 1 SPY\nYou have not got the number of options requested to be exercised',
      {
        kind: 'order-message',
        order: 'EXERCISE 1 SPY',
        warning: 'You have not got the number of options requested to be exercised',
      },
    ],
    [
      10167,
      'Requested market data is not subscribed. Displaying delayed market data.',
      { kind: 'data-advice', delayed: 'shown' },
    ],
    [
      10168,
      'Requested market data is not subscribed. Delayed market data is not enabled.',
      { kind: 'data-advice', delayed: 'not-enabled' },
    ],
    [
      420,
      'Invalid Real-time Query:No market data permissions for ISLAND STK',
      { kind: 'data-refused', why: 'no-permission', reason: 'No market data permissions for ISLAND STK' },
    ],
    [
      2152,
      'Exchanges - Top: BYX; AMEX; Need additional market data permissions - Depth: BATS; ',
      { kind: 'depth-exchanges', top: ['BYX', 'AMEX'], missing: ['BATS'] },
    ],
    [
      478,
      'Parameters in request conflicts with contract parameters received by contract id: requested expiry 202606, in contract 20260626; requested currency NZD, in contract USD;',
      {
        kind: 'contract-conflict',
        conflicts: [
          { field: 'expiry', requested: '202606', actual: '20260626' },
          { field: 'currency', requested: 'NZD', actual: 'USD' },
        ],
      },
    ],
  ])('%i %s', (code, text, facts) => {
    expect(read(code, text)).toEqual(facts);
  });
});

group('a TWS in another language', () => {
  test.each<[number, string, NoticeFacts]>([
    [
      10148,
      "L'OrderId 51 qui doit être annulé ne peut pas être annulé, état : Rempli.",
      { kind: 'cancel-refused', orderId: 51, state: 'Rempli' },
    ],
    [
      201,
      'Orden rechazada - Motivo: la operación expondría la cuenta a apalancamiento',
      { kind: 'order-rejected', reason: 'la operación expondría la cuenta a apalancamiento' },
    ],
    [201, '订单被拒绝 - 原因：保证金不足', { kind: 'order-rejected', reason: '保证金不足' }],
    [10182, '无法请求实时更新（已断开连接）。', { kind: 'other' }],
    [1100, 'La connexion entre IBKR et Trader Workstation a été perdue.', { kind: 'link-lost' }],
    [
      1101,
      'La conexión entre IBKR y Trader Workstation ha sido restaurada - datos perdidos.',
      { kind: 'link-restored', dataLost: true },
    ],
    [1102, '盈透与TWS的连接已恢复 - 数据保留。', { kind: 'link-restored', dataLost: false }],
    [
      2103,
      'La connexion au serveur de données de marché est interrompue : usfarm.nj',
      { kind: 'farm', farmKind: 'market-data', status: 'broken', farm: 'usfarm.nj' },
    ],
    [
      2107,
      '历史数据服务器连接未激活，但需要时可用。ushmds',
      { kind: 'farm', farmKind: 'historical-data', status: 'inactive' },
    ],
    [1300, 'El puerto ha cambiado. Vuelva a conectar en el puerto nuevo - 7500', { kind: 'port-changed', port: 7500 }],
    [
      162,
      'Mensaje de error del servicio de datos históricos',
      { kind: 'data-refused', reason: 'Mensaje de error del servicio de datos históricos' },
    ],
    [354, 'Les données de marché demandées ne sont pas souscrites.', { kind: 'data-advice' }],
    [
      321,
      "Erreur de validation de la requête.-'bN' : cause - L'API est en lecture seule",
      { kind: 'invalid-request', reason: "L'API est en lecture seule" },
    ],
  ])('%i keeps its class: %s', (code, text, facts) => {
    expect(read(code, text)).toEqual(facts);
  });
});

test('the kind and the effects follow from the code alone, whatever the text says', () => {
  const effects = ({ onSession, onOrder, onStream, onRequest, category, severity }: ParsedNotice['entry']) =>
    [onSession, onOrder, onStream, onRequest, category, severity].join();
  fc.assert(
    fc.property(
      fc.constantFrom(...facts),
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      ({ code, observed }, text) => {
        const plain = parseNotice({ code, message: '' });
        for (const message of [text, ...(observed ?? []), `${observed?.[0] ?? ''}${text}`]) {
          const parsed = parseNotice({ code, message });
          expect(parsed.kind).toBe(plain.kind);
          expect(effects(parsed.entry)).toBe(effects(describe(code)));
        }
      },
    ),
    { numRuns: 1000 },
  );
});

test('numbers that are read are numbers', () => {
  fc.assert(
    fc.property(fc.constantFrom(...facts), fc.stringMatching(/^[\w .:;,=()-]{0,120}$/), ({ code }, message) => {
      for (const value of Object.values(parseNotice({ code, message }))) {
        if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
});

test('a long hostile text does not hold up the program', () => {
  const hostile = [' ', ':', 'a.', '; ', 'Warning:', '1 to ', 'requested a b, ', '\n'].map((piece) =>
    piece.repeat(5000),
  );
  for (const { code } of facts) for (const message of hostile) parseNotice({ code, message });
});

group('one code, several cases: the advice is for the case at hand', () => {
  const entry = (code: number, message: string) => parseNotice({ code, message }).entry;

  test('a pacing violation may be repeated later, a query without data may not', () => {
    const prefix = 'Historical Market Data Service error message:';
    expect(entry(162, `${prefix}Historical data request pacing violation`)).toMatchObject({
      retryable: true,
      owner: 'you',
    });
    expect(entry(162, `${prefix}HMDS query returned no data: X`)).toMatchObject({ retryable: false });
    expect(entry(162, `${prefix}No market data permissions for X`)).toMatchObject({
      retryable: false,
      owner: 'account',
    });
    expect(entry(162, `${prefix}API historical data query cancelled: 5`).tips).toEqual([]);
  });

  test('a read-only API is a setting', () => {
    const text = "Error validating request.-'bN' : cause - The API interface is currently in Read-Only mode.";
    expect(entry(321, text)).toMatchObject({ owner: 'settings' });
    expect(entry(321, text).tips[0]).toMatch(/Read-Only API/);
    expect(entry(321, 'something else')).toBe(describe(321));
  });
});

test('a notice that is no notice is read without a crash', () => {
  for (const message of [undefined, null, 5, {}]) {
    expect(parseNotice({ code: 201, message: message as never }).kind).toBe('order-rejected');
  }
  expect(parseNotice({ code: NaN, message: '' })).toMatchObject({ kind: 'other', entry: { onOrder: 'uncertain' } });
});
