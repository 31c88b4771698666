// The simulator as a whole, over a socket: whatever one client sends, the next one is served.
import { connect } from 'node:net';
import { Simulator } from '@cq/simulator';
import fc from 'fast-check';
import type { FuzzTarget } from './target.js';

const field = fc.oneof(
  fc.integer({ min: -3, max: 300 }).map(String),
  fc.constantFrom(
    '',
    '0',
    '1',
    '-1',
    '2',
    'AAPL',
    'STK',
    'SMART',
    'USD',
    'BUY',
    'LMT',
    'DAY',
    '1 M',
    '1 day',
    'TRADES',
  ),
  fc.constantFrom(
    '2147483647',
    '1.7976931348623157E308',
    '-9e99',
    'Infinity',
    'NaN',
    '1e-7',
    '1\u0000',
    'é'.repeat(40),
  ),
  fc.string({ maxLength: 8 }),
);
/** Request ids go up to 104; the fields of most requests are fewer than 40, those of an order about 120. */
const request = fc
  .tuple(fc.integer({ min: 0, max: 110 }), fc.array(field, { maxLength: 130 }))
  .map(([id, fields]) => frame(`${[id, ...fields].join('\0')}\0`));
const noise = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
const script = fc.record({
  handshake: fc.oneof({ arbitrary: fc.constant(true), weight: 9 }, { arbitrary: fc.constant(false), weight: 1 }),
  sent: fc.array(fc.oneof({ arbitrary: request, weight: 9 }, { arbitrary: noise, weight: 1 }), { maxLength: 12 }),
});

let simulator: Simulator | undefined;

export const target: FuzzTarget = {
  name: 'simulator-requests',
  claim: 'Whatever a client sends, the simulator lives and serves the next client',
  property: () =>
    fc.asyncProperty(script, async ({ handshake, sent }) => {
      simulator ??= await Simulator.start({ messagesPerSecond: Infinity, transcriptLimit: 1_000 });
      const { port } = simulator;
      await talk(port, 7, sent, handshake);
      if (!(await talk(port, 8, [], true))) throw new Error('the next client was not told the time');
    }),
  async close() {
    await simulator?.close();
    simulator = undefined;
  },
};

function frame(payload: string): Buffer {
  const bytes = Buffer.from(payload);
  const header = Buffer.alloc(4);
  header.writeUInt32BE(bytes.length);
  return Buffer.concat([header, bytes]);
}

/** Asking for the time, and how the answer begins. It comes after everything else has been read. */
const question = frame('49\x001\0');
const answer = '49\x001\0';

/** Connects, says `sent`, asks for the time, and tells whether it was answered before the peer hung up. */
function talk(port: number, clientId: number, sent: readonly Buffer[], handshake: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let heard = Buffer.alloc(0);
    let started = false;
    const end = () => {
      clearTimeout(deadline);
      socket.destroy();
      resolve(heard.includes(answer));
    };
    const deadline = setTimeout(end, 5_000);
    const start = () => {
      started = true;
      const opening = handshake ? [frame(`71\x002\x00${clientId}\x00\0`)] : [];
      socket.write(Buffer.concat([...opening, ...sent, question]));
      if (!handshake) socket.end();
    };
    socket.on('connect', () => (handshake ? socket.write(hello) : start()));
    socket.on('data', (bytes) => {
      heard = Buffer.concat([heard, bytes]);
      if (!started) start();
      if (heard.includes(answer)) end();
    });
    socket.on('error', end);
    socket.on('close', end);
  });
}

const hello = Buffer.concat([Buffer.from('API\0'), frame('v100..193')]);
