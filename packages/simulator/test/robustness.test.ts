import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FrameReader, splitFields } from '../src/frame.js';
import { Simulator, VirtualClock } from '../src/index.js';
import { frameOf, greet, hello, rawClient } from './raw-client.js';
import { until } from './support.js';

let sim: Simulator;
beforeEach(async () => {
  sim = await Simulator.start();
});
afterEach(() => sim.close());

/** Somebody else is still served. */
async function expectService(clientId = 77): Promise<void> {
  const client = await greet(sim, clientId);
  client.send(49, 1);
  await client.frame(49);
  client.socket.destroy();
}

test.each([
  ['garbage', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ['a wrong prefix', Buffer.concat([Buffer.from('APJ\0'), frameOf('v100..193')])],
  ['a range that is none', hello('v100-193')],
  ['a range that is far too long', Buffer.concat([Buffer.from('API\0'), Buffer.from([0x7f, 0xff, 0xff, 0xff])])],
  ['a client too old', hello('v100..150')],
  ['a request before START_API', Buffer.concat([hello('v100..193'), frameOf('49\x001\0')])],
])('%s at the handshake ends that connection and no other', async (_what, bytes) => {
  const client = await rawClient(sim);
  client.write(bytes);
  await client.closed;
  await expectService();
});

test.each([
  ['a negative length', Buffer.from([0xff, 0xff, 0xff, 0xfb])],
  ['a length of zero', Buffer.from([0, 0, 0, 0])],
  ['a huge length', Buffer.from([0x7f, 0xff, 0xff, 0xff])],
])('%s in the stream ends that connection and no other', async (_what, bytes) => {
  const client = await greet(sim);
  client.write(bytes);
  await client.closed;
  await expectService();
});

test.each([
  ['an order that is cut short', ['3', '1', '265598'], '320'],
  ['an order whose price is no number', placeOrderWith('lmtPrice', 'nan'), '320'],
  ['an order with an action nobody knows', placeOrderWith('action', 'HOLD'), '320'],
  ['an unknown message', ['9999', '1'], '505'],
  ['a request that is no number', ['abc'], '505'],
  ['an exercise of a quantity that is no number', exerciseOf('many'), '320'],
  ['a count that cannot be', placeOrderWith('conditionsCount', '-5'), '320'],
])('%s is answered with an error, and the client stays', async (_what, fields, code) => {
  const client = await greet(sim);
  client.send(...fields);
  await until(() => client.frames().find((frame) => frame[0] === '4' && frame[3] === code));
  client.send(49, 1);
  await client.frame(49);
  expect(sim.books.orders()).toEqual([]);
  client.socket.destroy();
});

/** A plain order for version 193 with one field replaced. */
function placeOrderWith(name: string, value: string): string[] {
  const positions: Readonly<Record<string, number>> = { action: 16, lmtPrice: 19, conditionsCount: 89 };
  const fields = Array.from({ length: 118 }, () => '');
  const plain = {
    0: '3',
    1: '1',
    2: '265598',
    3: 'AAPL',
    4: 'STK',
    9: 'SMART',
    11: 'USD',
    16: 'BUY',
    17: '1',
    18: 'LMT',
    19: '1',
  };
  for (const [index, text] of Object.entries(plain)) fields[Number(index)] = text;
  fields[27] = '1';
  fields[positions[name] ?? 0] = value;
  return fields;
}

/** An exercise of an option, for version 193. */
function exerciseOf(quantity: string): string[] {
  const option = ['', 'AAPL', 'OPT', '20280121', '100', 'C', '100', 'SMART', 'USD', '', ''];
  return ['21', '2', '5', ...option, '1', quantity, 'DU1234567', '1', '', '', ''];
}

test('bytes that are no UTF-8 are text like any other', async () => {
  const client = await greet(sim);
  client.write(
    frameOf(Buffer.concat([Buffer.from('62\x001\x005\0All\0'), Buffer.from([0xff, 0xfe, 0xc0]), Buffer.from('\0')])),
  );
  client.send(49, 1);
  await client.frame(49);
  client.socket.destroy();
});

test('a frame without its last NUL is forgiven', async () => {
  const client = await greet(sim);
  client.write(frameOf('49\x001'));
  await client.frame(49);
  client.socket.destroy();
});

test('options after the version range are accepted, and a client that offers more gets our maximum', async () => {
  const client = await greet(sim, 1, 'v157..201 +PACEAPI');
  expect(client.frames()[0]?.[0]).toBe('193');
  client.socket.destroy();
});

test('bytes that came while nobody read are read in their order', () => {
  const [first, second] = [frameOf('1\0'), frameOf('2\0')];
  const reader = new FrameReader();
  reader.push(first);
  reader.push(second.subarray(0, 2));
  expect(reader.next()?.toString()).toBe('1\0');
  expect(reader.next()).toBeUndefined();
  reader.push(second.subarray(2));
  expect(reader.next()?.toString()).toBe('2\0');
});

test('however the bytes are cut, the same requests are read', () => {
  const message = fc.array(
    fc.string({ maxLength: 20 }).map((s) => s.replaceAll('\0', '')),
    { minLength: 1, maxLength: 8 },
  );
  fc.assert(
    fc.property(
      fc.array(message, { maxLength: 8 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
      (messages, cuts) => {
        const bytes = Buffer.concat(messages.map((fields) => frameOf(`${fields.join('\0')}\0`)));
        const reader = new FrameReader();
        const read: string[][] = [];
        for (let at = 0; at < bytes.length;) {
          const size = cuts.next().value as number;
          reader.push(bytes.subarray(at, at + size));
          at += size;
          for (let frame = reader.next(); frame; frame = reader.next()) read.push(splitFields(frame));
        }
        expect(read).toEqual(messages);
        expect(reader.buffered).toBe(0);
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});

test('connections that never speak are closed after a while, and cost little until then', async () => {
  const clock = new VirtualClock();
  await using quiet = await Simulator.start({ clock, handshakeTimeoutMs: 1000 });
  const silent = await Promise.all(Array.from({ length: 200 }, () => rawClient(quiet)));
  await until(() => quiet.connections === 200);
  await clock.advance(1001);
  await Promise.all(silent.map((client) => client.closed));
  expect(quiet.connections).toBe(0);
  const client = await greet(quiet);
  client.socket.destroy();
});

test('a client that does not read is cut when too much has gathered, and others are served meanwhile', async () => {
  await using small = await Simulator.start({ clock: new VirtualClock(), maxUnreadBytes: 256 * 1024 });
  const deaf = await greet(small, 1);
  deaf.socket.pause();
  deaf.socket.on('error', () => undefined);
  const text = 'x'.repeat(1000);
  for (let i = 0; i < 20_000 && small.clientIds.includes(1); i++) {
    small.notice(2100, text);
    if (i % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(small.clientIds).toEqual([]);
  const other = await greet(small, 2);
  other.socket.destroy();
  deaf.socket.destroy();
});

test('same seed and same requests give the same bytes', async () => {
  const session = async () => {
    const clock = new VirtualClock();
    await using one = await Simulator.start({ seed: 7, clock });
    const client = await greet(one);
    const fields = placeOrderWith('action', 'BUY');
    client.send(...fields);
    client.send(1, 11, 1, 265598, 'AAPL', 'STK', '', 0, '', '', 'SMART', '', 'USD', '', '', 0, '', 0, 0, '');
    client.send(62, 1, 9, 'All', 'NetLiquidation,BuyingPower');
    client.send(61, 1);
    client.send(7, 3, 4, '', '', '', '', '', '', '');
    await client.frame(55);
    await clock.advance(5000);
    client.send(49, 1);
    await client.frame(49);
    client.socket.destroy();
    return client.received().toString('latin1');
  };
  const [first, second] = [await session(), await session()];
  expect(second).toBe(first);
  expect(first.length).toBeGreaterThan(1000);
});
