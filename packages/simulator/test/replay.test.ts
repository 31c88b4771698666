import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventName, IBApi, OrderAction, OrderType, SecType } from '@stoqey/ib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../src/clock.js';
import { describeMismatch, replay, type ReplayOptions } from '../src/replay.js';
import { RawClient } from './replay-peer.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cq-replay-'));
});

const clients: RawClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.socket.destroy();
});

/** A replay of these lines, as fast as it goes unless told otherwise. */
async function replayed(script: readonly string[], options: ReplayOptions = {}) {
  const file = join(folder, 'session.txt');
  await writeFile(file, ['cq-transcript 1', ...script, ''].join('\n'));
  return replay(file, { paced: false, ...options });
}

/** A client that has shaken hands and named itself; it has received `greeting` frames after the handshake. */
async function connected(port: number, clientId = 0, greeting = 1): Promise<RawClient> {
  const client = new RawClient(port);
  clients.push(client);
  client.hello().send(71, 2, clientId, '');
  await client.received(1 + greeting);
  client.frames.length = 0;
  return client;
}

const START = ['1 +', '1 > handshake v100..193\\-', '1 < handshake 193|now', '1 > startApi 71|2|0|'];

describe('A replay by request', () => {
  const session = [
    ...START,
    '1 < managedAccounts 15|1|DU0000001',
    '1 < nextValidId 9|1|5',
    '1 > reqMktData 1|11|100|0|AAPL|STK',
    '1 > reqMktData 1|11|101|0|MSFT|STK',
    '1 < tickPrice 1|6|101|1|300|0|0',
    '1 < tickPrice 1|6|100|1|150|0|0',
    '1 < error 4|2|-1|2104|Market data farm connection is OK:usfarm|',
    '1 > reqCurrentTime 49|1',
    '1 < currentTime 49|1|1000',
    '1 > reqCurrentTime 49|1',
    '1 < currentTime 49|1|2000',
    '1 > cancelMktData 2|2|100',
    '1 - client',
  ];

  it('answers in any order, with the ids of the client', async () => {
    await using server = await replayed(session);
    const client = await connected(server.port, 0, 2);
    client.send(1, 11, 9001, 0, 'MSFT', 'STK').send(1, 11, 9002, 0, 'AAPL', 'STK');
    expect(await client.received(3)).toEqual([
      ['1', '6', '9001', '1', '300', '0', '0'],
      ['4', '2', '-1', '2104', 'Market data farm connection is OK:usfarm', ''],
      ['1', '6', '9002', '1', '150', '0', '0'],
    ]);
  });

  it('gives repeated questions their answers in turn, and the last one from then on', async () => {
    await using server = await replayed(session);
    const client = await connected(server.port, 0, 2);
    client.send(49, 1).send(49, 1).send(49, 1);
    expect((await client.received(3)).map((frame) => frame[2])).toEqual(['1000', '2000', '2000']);
  });

  it('serves several clients, each with its own ids', async () => {
    await using server = await replayed(session);
    const [a, b] = [await connected(server.port, 7, 2), await connected(server.port, 8, 2)];
    a.send(1, 11, 1, 0, 'AAPL', 'STK');
    b.send(1, 11, 2, 0, 'AAPL', 'STK');
    expect((await a.received(1))[0]?.[2]).toBe('1');
    expect((await b.received(1))[0]?.[2]).toBe('2');
  });

  it('says so when the recording has no answer, to the client and to whoever runs it', async () => {
    await using server = await replayed(session);
    const client = await connected(server.port, 0, 2);
    client.send(1, 11, 42, 0, 'TSLA', 'STK');
    expect(await client.received(1)).toEqual([
      ['4', '2', '42', '321', 'Error validating request: the recording has no answer to reqMktData', ''],
    ]);
    expect(server.mismatches.map((m) => describeMismatch('x.txt', m))).toEqual([
      'x.txt: no recorded answer to reqMktData 1|11|42|0|TSLA|STK',
    ]);
  });

  it('keeps the pauses of the recording, and a cancelled stream stays silent', async () => {
    const clock = new VirtualClock();
    const script = [
      ...START,
      '1 < managedAccounts 15|1|DU0000001',
      '1 > reqMktData 1|11|100|0|AAPL|STK',
      '1 < tickPrice 1|6|100|1|150|0|0',
      '~ 500',
      '1 < tickPrice 1|6|100|1|151|0|0',
      '~ 500',
      '1 < tickPrice 1|6|100|1|152|0|0',
    ];
    await using server = await replayed(script, { paced: true, clock });
    const client = await connected(server.port);
    client.send(1, 11, 1, 0, 'AAPL', 'STK');
    expect((await client.received(1))[0]?.[4]).toBe('150');
    await clock.advance(499);
    expect(client.frames).toHaveLength(1);
    await clock.advance(1);
    expect((await client.received(2))[1]?.[4]).toBe('151');
    client.send(2, 2, 1).send(49, 1);
    expect((await client.received(3))[2]?.[3]).toBe('321');
    await clock.advance(10_000);
    expect(client.frames).toHaveLength(3);
    expect(clock.pending).toBe(0);
  });

  it('gives list answers to the list that asked, and news about orders to the order', async () => {
    const script = [
      ...START,
      '1 < nextValidId 9|1|5',
      '1 > placeOrder 3|5|0|AAPL|ref-0001',
      '1 < openOrder 5|5|0|AAPL|mine ref-0001',
      '1 < orderStatus 3|5|Submitted|0|1|0|77|0|0|0||0',
      '1 > reqOpenOrders 5|1',
      '1 < openOrder 5|5|0|AAPL|listed ref-0001',
      '1 < openOrderEnd 53|1',
      '1 < orderStatus 3|5|Filled|1|0|1|77|0|0|0||0',
    ];
    await using server = await replayed(script);
    const client = await connected(server.port, 4);
    client.send(5, 1);
    expect((await client.received(2)).map((frame) => frame[0])).toEqual(['5', '53']);
    client.frames.length = 0;
    client.send(3, 900, 0, 'AAPL', 'my-own-ref');
    expect(await client.received(3)).toEqual([
      ['5', '900', '0', 'AAPL', 'mine my-own-ref'],
      ['3', '900', 'Submitted', '0', '1', '0', '77', '0', '0', '4', '', '0'],
      ['3', '900', 'Filled', '1', '0', '1', '77', '0', '0', '4', '', '0'],
    ]);
    client.frames.length = 0;
    client.send(5, 1);
    expect((await client.received(1))[0]?.[4]).toBe('listed my-own-ref');
  });

  it('takes a question about now for a question about then', async () => {
    const script = [
      ...START,
      '1 < nextValidId 9|1|5',
      '1 > reqHistoricalData 20|1|AAPL|20260105 10:00:00|1 D',
      '1 < historicalData 17|1|20260104|20260105|0',
    ];
    await using server = await replayed(script);
    const client = await connected(server.port);
    client.send(20, 31, 'AAPL', '20260301-23:59:59', '1 D');
    expect((await client.received(1))[0]?.slice(0, 2)).toEqual(['17', '31']);
  });

  it('refuses a client that does not speak the recorded version', async () => {
    await using server = await replayed(session);
    const client = new RawClient(server.port).hello('v100..176');
    await client.closed();
    expect(client.frames).toEqual([]);
    expect(server.mismatches).toHaveLength(1);
  });

  it('is a TWS to @stoqey/ib, orders included', async () => {
    const script = [
      ...START,
      '1 < managedAccounts 15|1|DU0000001',
      '1 < nextValidId 9|1|5',
      '1 > reqAccountSummary 62|1|9|All|NetLiquidation',
      '1 < accountSummary 63|1|9|DU0000001|NetLiquidation|1000000|USD',
      '1 < accountSummaryEnd 64|1|9',
    ];
    await using server = await replayed(script);
    const ib = new IBApi({ host: server.host, port: server.port, clientId: 12, maxReqPerSec: 1e6 });
    try {
      const row = new Promise<unknown[]>((resolve) =>
        ib.once(EventName.accountSummary, (...a: unknown[]) => resolve(a)),
      );
      const refused = new Promise<unknown[]>((resolve) => ib.once(EventName.error, (...a: unknown[]) => resolve(a)));
      ib.connect();
      ib.reqAccountSummary(4711, 'All', 'NetLiquidation');
      expect(await row).toEqual([4711, 'DU0000001', 'NetLiquidation', '1000000', 'USD']);
      ib.placeOrder(5, { symbol: 'A', secType: SecType.STK }, { action: OrderAction.BUY, orderType: OrderType.MKT });
      expect((await refused).slice(1, 3)).toEqual([321, 5]);
    } finally {
      ib.disconnect();
    }
  });
});

describe('A strict replay', () => {
  const session = [
    ...START,
    '1 < managedAccounts 15|1|DU0000001',
    '1 > reqCurrentTime 49|1',
    '1 < currentTime 49|1|1000',
    '1 > placeOrder 3|5|0|AAPL|DU0000001|ref-0001',
    '1 < openOrder 5|5|0|AAPL|DU0000001 has ref-0001',
    '1 - server',
  ];
  const strict = { mode: 'strict' } as const;

  it('plays through with a client that does the same, whatever it calls things', async () => {
    await using server = await replayed(session, strict);
    const client = await connected(server.port, 3);
    client.send(49, 1).send(3, 88, 0, 'AAPL', 'DU7777777', 'x-1');
    expect(await client.received(2)).toEqual([
      ['49', '1', '1000'],
      ['5', '88', '0', 'AAPL', 'DU7777777 has x-1'],
    ]);
    await client.closed();
    await server.finished;
    expect(server.mismatches).toEqual([]);
  });

  it.each([
    [
      'asks something else',
      [
        [49, 1],
        [5, 1],
      ],
      'session.txt:9: expected placeOrder 3|5|0|AAPL|DU0000001|ref-0001, but the client sent reqOpenOrders 5|1',
    ],
    [
      'asks in another order',
      [[3, 5, 0, 'AAPL', 'DU0000001', 'r']],
      'session.txt:7: expected reqCurrentTime 49|1, but the client sent placeOrder 3|5|0|AAPL|DU0000001|r',
    ],
    [
      'changes a field',
      [
        [49, 1],
        [3, 5, 0, 'MSFT', 'DU0000001', 'r'],
      ],
      'session.txt:9: expected placeOrder 3|5|0|AAPL|DU0000001|ref-0001, but the client sent placeOrder 3|5|0|MSFT|DU0000001|r (field 3)',
    ],
  ] as const)('hangs up on a client that %s, and names the line', async (_, requests, text) => {
    await using server = await replayed(session, strict);
    const client = await connected(server.port);
    for (const request of requests) client.send(...request);
    await client.closed();
    await server.finished;
    expect(server.mismatches.map((m) => describeMismatch('session.txt', m))).toEqual([text]);
  });

  it('notices a client that leaves early', async () => {
    await using server = await replayed(session, strict);
    const client = await connected(server.port);
    await client.end();
    await server.finished;
    expect(server.mismatches.map((m) => describeMismatch('x', m))).toEqual([
      'x:7: expected reqCurrentTime 49|1, but the client left',
    ]);
  });

  it('does not let a request wait for an answer that came after it', async () => {
    await using server = await replayed(session, strict);
    const client = await connected(server.port);
    client.send(49, 1);
    expect((await client.received(1))[0]).toEqual(['49', '1', '1000']);
    expect(client.frames).toHaveLength(1);
    client.send(3, 5, 0, 'AAPL', 'DU0000001', 'r');
    await client.received(2);
  });

  it('plays one recorded connection to each client in turn, broken ones too, and no more', async () => {
    const script = ['1 +', '1 << HTTP/1.1 400 Bad Request\\r\\n', '1 - server', '2 +', '2 - refused'];
    await using server = await replayed(script, strict);
    const first = new RawClient(server.port);
    const said: Buffer[] = [];
    first.socket.on('data', (bytes: Buffer) => said.push(bytes));
    await first.closed();
    expect(Buffer.concat(said).toString()).toBe('HTTP/1.1 400 Bad Request\r\n');
    await new RawClient(server.port).closed();
    await server.finished;
    await new RawClient(server.port).closed();
    expect(server.mismatches).toHaveLength(1);
  });
});

describe('A file that is no transcript', () => {
  it.each([
    ['', 1, 'Expected a transcript, found an empty file'],
    ['{"json": true}\n', 1, 'Expected a transcript, which begins with "cq-transcript 1"'],
    ['cq-transcript 1\n1 > startApi 71|2\n', 2, 'Connection 1 was never opened'],
    ['cq-transcript 1\n1 +\n1 +\n', 3, 'Connection 1 is opened twice'],
    ['cq-transcript 1\n1 +\nhello\n', 3, 'Expected a connection number'],
  ])('is refused, naming its line (%j)', async (text, line, message) => {
    const file = join(folder, 'bad.txt');
    await writeFile(file, text);
    await expect(replay(file)).rejects.toThrow(`${file}:${line}: ${message}`);
  });
});
