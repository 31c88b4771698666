// Frames: whatever the stream does, one bad frame costs one frame, and nothing hangs or crashes.

import fc from 'fast-check';
import { Simulator } from '@cq/simulator';
import { describe, expect, test } from 'vitest';
import { FrameReader } from '../src/frame-reader.js';
import type { ConnectionEvent, IBKRConnectionManager } from '../src/index.js';
import { addFrameTap, onNotice, onSession, request } from '../src/internal.js';
import { FakeTws, frame, rawFrame } from './fake-tws.js';
import { connectionTo, until } from './support.js';

interface Read {
  readonly frames: string[];
  readonly bad: string[];
  broken: string | undefined;
}

function reading(): { reader: FrameReader; read: Read } {
  const read: Read = { frames: [], bad: [], broken: undefined };
  const reader = new FrameReader({
    frame: (bytes, start, end) => void read.frames.push(bytes.toString('latin1', start, end)),
    badFrame: (_bytes, _start, _end, message) => void read.bad.push(message),
    broken: (message) => void (read.broken = message),
  });
  return { reader, read };
}

describe('the frame reader', () => {
  const payload = fc.string({ maxLength: 300, unit: 'binary-ascii' }).map((text) => `${text}\0`);

  test('gives back what went in, however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(payload, { maxLength: 40 }), fc.array(fc.integer({ min: 1, max: 700 })), (texts, cuts) => {
        const { reader, read } = reading();
        let bytes = Buffer.concat(texts.map((text) => rawFrame(Buffer.from(text, 'latin1'))));
        for (const cut of [...cuts, bytes.length]) {
          // A copy that is wiped afterwards: nothing may be kept of what was fed.
          const chunk = Buffer.from(bytes.subarray(0, cut));
          reader.feed(chunk);
          chunk.fill(0xee);
          bytes = bytes.subarray(cut);
        }
        if (bytes.length > 0) reader.feed(bytes);
        expect(read).toEqual({ frames: texts, bad: [], broken: undefined });
        expect(reader.pending).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test('never throws and never loops, whatever it is fed', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (chunks) => {
        const { reader } = reading();
        for (const chunk of chunks) reader.feed(Buffer.from(chunk));
      }),
      { numRuns: 500 },
    );
  });

  test('skips an empty frame and one without its end, and reads on', () => {
    const { reader, read } = reading();
    reader.feed(Buffer.concat([rawFrame(Buffer.alloc(0)), frame('a'), rawFrame(Buffer.from('cut')), frame('b')]));
    expect(read.frames).toEqual(['a\0', 'b\0']);
    expect(read.bad).toHaveLength(2);
  });

  test.each([-1, -4, -1_000, 0x00fffff0, 0x7fffffff])('a length of %i ends the stream', (length) => {
    const { reader, read } = reading();
    const header = Buffer.alloc(4);
    header.writeInt32BE(length);
    reader.feed(Buffer.concat([frame('a'), header, frame('b')]));
    if (length === 0x00fffff0) expect(read).toMatchObject({ frames: ['a\0'], broken: undefined });
    else expect(read).toMatchObject({ frames: ['a\0'], broken: expect.stringContaining(String(length)) as string });
  });

  test('a large frame in small pieces costs time in proportion to its length', () => {
    const big = rawFrame(Buffer.concat([Buffer.alloc(8_000_000, 0x61), Buffer.from([0])]));
    const { reader, read } = reading();
    const startedAt = performance.now();
    for (let at = 0; at < big.length; at += 1_448) reader.feed(big.subarray(at, at + 1_448));
    const tookMs = performance.now() - startedAt;
    expect(read.frames).toHaveLength(1);
    // Gathering by concatenation, as the library does, takes over ten seconds for this.
    expect(tookMs).toBeLessThan(1_500);
  });
});

describe('a hostile stream', () => {
  async function alive(connection: IBKRConnectionManager): Promise<void> {
    const seconds = await request<number>(connection, 'time', (exchange, resolve) => {
      exchange.listen('currentTime', (time: number) => resolve(time));
      exchange.ib.reqCurrentTime();
    });
    expect(seconds).toBeGreaterThan(0);
  }

  async function open(fake: FakeTws): Promise<{ connection: IBKRConnectionManager; events: ConnectionEvent[] }> {
    const connection = connectionTo(fake);
    const events: ConnectionEvent[] = [];
    for (const type of ['bad-frame', 'notice', 'disconnected'] as const)
      connection.on(type, (event) => void events.push(event));
    await connection.connect();
    return { connection, events };
  }

  const tick = (price: number): Buffer => frame(1, 6, 55, 4, price, 1, 0);

  const faults: [string, Buffer][] = [
    ['an empty frame', rawFrame(Buffer.alloc(0))],
    ['a frame without its final NUL', rawFrame(Buffer.from('2\x006\x0055\x003\x00100'))],
    ['a message that is cut short', frame(11, 55, 1)],
    ['an order that is cut short', frame(5, 42, 265598, 'AAPL')],
    ['a message with fields nobody knows', frame(49, 1, 1_700_000_000, 'and', 'more')],
    ['a message nobody knows', frame(250, 1, 2, 3)],
    ['no message id at all', frame('hello', 'world')],
    ['a negative count', frame(19, 1, '<xml>')],
    ['a count that cannot be', frame(10, 55, 'AAPL', 'STK', ...Array<string>(60).fill('-3'))],
    ['a negative number of scanner rows', frame(20, 3, 55, -3)],
    ['a negative number of depth exchanges', frame(80, -3, 1, 2, 3, 42, 'Filled')],
    ['a huge number of rows', frame(77, 55, 4_000_000_000, 'a', 'b')],
    ['a reject whose details are not JSON', frame(4, 2, 42, 201, 'Order rejected', '{"a": "say \\u0022hi\\u0022"')],
  ];

  test.each(faults)('%s costs itself: the message before and the ones after it arrive', async (_, bytes) => {
    await using fake = await FakeTws.start();
    const { connection } = await open(fake);
    await using _connection = connection;
    const prices: number[] = [];
    const statuses: unknown[] = [];
    const ib = connection.getIb();
    ib.on('tickPrice' as never, ((__: number, ___: number, price: number) => void prices.push(price)) as never);
    ib.on('orderStatus' as never, ((id: number) => void statuses.push(id)) as never);
    fake.last.sendRaw(Buffer.concat([tick(1), bytes, tick(2), tick(3)]));
    await until(() => prices.length === 3);
    expect(prices).toEqual([1, 2, 3]);
    // Nothing was made up out of the remains.
    expect(statuses).toEqual([]);
    await alive(connection);
    expect(connection.getStatus()).toMatchObject({ state: 'connected', reconnectCount: 0 });
  });

  test('what was lost is said, with the message it was', async () => {
    await using fake = await FakeTws.start();
    const { connection, events } = await open(fake);
    await using _connection = connection;
    const told: unknown[] = [];
    onSession(connection, { badFrame: (_session, bad) => void told.push(bad.messageId) });
    fake.last.sendRaw(Buffer.concat([frame(5, 42, 265598, 'AAPL'), frame(80, -3, 1, 2)]));
    await until(() => told.length === 2);
    expect(told).toEqual([5, 80]);
    expect(events.filter(({ type }) => type === 'bad-frame')).toHaveLength(2);
    expect(connection.getStatus()).toMatchObject({ health: { verdict: 'degraded', traffic: { badFrames: 2 } } });
  });

  test('a reject with escaped details is delivered, details and all, on both channels', async () => {
    await using fake = await FakeTws.start();
    const { connection } = await open(fake);
    await using _connection = connection;
    const notices: unknown[] = [];
    onNotice(connection, (notice) => void notices.push(notice));
    const raw: unknown[] = [];
    connection
      .getIb()
      .on(
        'error' as never,
        ((error: Error, code: number, id: number) => void raw.push([error.message, code, id])) as never,
      );
    fake.last.send(4, 2, 42, 201, 'Order rejected \\u2013 reason', '{"say":"\\u0022hi\\u0022"}');
    await until(() => notices.length === 1 && raw.length === 1);
    expect(notices).toEqual([
      { code: 201, message: 'Order rejected – reason', reqId: 42, advancedOrderReject: { say: '"hi"' } },
    ]);
    expect(raw).toEqual([['Order rejected – reason', 201, 42]]);
  });

  test('each notice is told once, whatever channel the library would have put it on', async () => {
    await using fake = await FakeTws.start();
    const { connection } = await open(fake);
    await using _connection = connection;
    const codes: number[] = [];
    onNotice(connection, ({ code }) => void codes.push(code));
    fake.last.send(4, 2, -1, 2104, 'Market data farm connection is OK:usfarm', '');
    fake.last.send(4, 2, 7, 200, 'No security definition', '');
    fake.last.send(4, 2, 0, 399, 'Order message', '');
    await until(() => codes.length === 3);
    await alive(connection);
    expect(codes).toEqual([2104, 200, 399]);
  });

  test('a stream that can no longer be cut into frames ends the session, and the next one is fine', async () => {
    await using fake = await FakeTws.start();
    const { connection, events } = await open(fake);
    await using _connection = connection;
    fake.last.sendRaw(Buffer.from([0xff, 0xff, 0xff, 0xfc, 1, 2, 3, 4, 5]));
    await until(() => connection.getStatus().reconnectCount === 1);
    expect(events.find(({ type }) => type === 'disconnected')).toMatchObject({ cause: { reason: 'lost' } });
    await alive(connection);
  });

  test('a message of eight megabytes arrives whole', async () => {
    await using fake = await FakeTws.start();
    const { connection } = await open(fake);
    await using _connection = connection;
    const length = await new Promise<number>((resolve) => {
      connection.getIb().on('scannerParameters' as never, ((xml: string) => resolve(xml.length)) as never);
      fake.last.send(19, 1, 'x'.repeat(8_000_000));
    });
    expect(length).toBe(8_000_000);
  });
});

describe('the simulator’s corruptions', () => {
  const survivable = ['zero-length', 'no-terminator', 'truncated', 'extra-fields', 'bad-count'] as const;
  const fatal = ['negative-length', 'huge-length', 'garbage'] as const;

  test.each(survivable)('%s: the session lives', async (how) => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    await connection.connect();
    sim.inject({ type: 'corrupt', how });
    sim.notice(2104, 'Market data farm connection is OK:broken-one');
    sim.notice(2104, 'Market data farm connection is OK:whole-one');
    await until(() => {
      const status = connection.getStatus();
      return 'farms' in status && status.farms.some(({ name }) => name === 'whole-one');
    });
    expect(connection.getStatus()).toMatchObject({ state: 'connected', reconnectCount: 0 });
  });

  test.each(fatal)('%s: a new session follows', async (how) => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    await connection.connect();
    sim.inject({ type: 'corrupt', how });
    sim.notice(2104, 'Market data farm connection is OK:usfarm');
    await until(() => connection.getStatus().reconnectCount === 1);
    expect(connection.getStatus()).toMatchObject({ state: 'connected' });
  });
});

describe('frame taps', () => {
  test('see the bytes first, and what they consume goes no further', async () => {
    await using fake = await FakeTws.start();
    await using connection = connectionTo(fake);
    const journal: string[] = [];
    const stop = addFrameTap(connection, {
      messageIds: [1, 2],
      opened: ({ epoch, serverVersion }) => void journal.push(`opened ${epoch} ${serverVersion}`),
      ended: () => void journal.push('ended'),
      frame(id, bytes, start, end) {
        journal.push(`${id} ${JSON.stringify(bytes.toString('latin1', start, end))}`);
        return id === 1;
      },
      readEnd: () => void journal.push('read end'),
    });
    await connection.connect();
    const library: string[] = [];
    connection.getIb().on('tickPrice' as never, () => void library.push('price'));
    connection.getIb().on('tickSize' as never, () => void library.push('size'));
    fake.last.sendRaw(Buffer.concat([frame(1, 6, 5, 4, 10, 1, 0), frame(2, 6, 5, 8, 100), frame(49, 1, 1)]));
    await until(() => library.length === 1);
    expect(library).toEqual(['size']);
    fake.last.socket.destroy();
    await until(() => connection.getStatus().reconnectCount === 1);
    stop();
    fake.last.sendRaw(frame(1, 6, 5, 4, 10, 1, 0));
    await until(() => journal.length === 7);
    expect(journal).toEqual([
      'opened 1 193',
      '1 "1\\u00006\\u00005\\u00004\\u000010\\u00001\\u00000\\u0000"',
      '2 "2\\u00006\\u00005\\u00008\\u0000100\\u0000"',
      'read end',
      'ended',
      'opened 2 193',
      'ended',
    ]);
  });

  test('one that throws is logged, and the library gets the message', async () => {
    await using fake = await FakeTws.start();
    const errors: string[] = [];
    const logger = { ...silent(), error: (_: object, message: string) => void errors.push(message) };
    await using connection = connectionTo(fake, { logger });
    addFrameTap(connection, {
      messageIds: [1],
      opened: () => undefined,
      ended: () => undefined,
      frame() {
        throw new Error('mine');
      },
      readEnd: () => undefined,
    });
    await connection.connect();
    const price = new Promise((resolve) => connection.getIb().on('tickPrice' as never, resolve as never));
    fake.last.send(1, 6, 5, 4, 10, 1, 0);
    await price;
    expect(errors).toEqual(['A frame tap threw']);
  });
});

function silent() {
  const nothing = (): void => undefined;
  return { debug: nothing, info: nothing, warn: nothing, error: nothing };
}
