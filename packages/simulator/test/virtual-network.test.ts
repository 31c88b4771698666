import type { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { Simulator, VirtualClock, VirtualNetwork, type VirtualNetworkOptions } from '../src/index.js';
import { frameOf, hello } from './raw-client.js';

const PORT = 4002;
const HERE = { host: '127.0.0.1', port: PORT };

async function start(options: VirtualNetworkOptions = {}) {
  const clock = new VirtualClock(undefined, { settleTurns: 1 });
  const network = new VirtualNetwork(clock, options);
  const sim = await Simulator.start({ clock, network, port: PORT });
  return { clock, network, sim };
}

/** What a socket told, and how many milliseconds after this call. */
function listenTo(socket: Duplex, clock: VirtualClock): string[] {
  const start = clock.now();
  const heard: string[] = [];
  const note = (what: string): void => void heard.push(`${clock.now() - start} ${what}`);
  socket.on('connect', () => note('connect'));
  socket.on('data', (bytes: Buffer) => note(bytes.toString('latin1')));
  socket.on('error', (error) => note(error.message));
  socket.on('end', () => note('end'));
  socket.on('close', () => note('close'));
  return heard;
}

const startApi = frameOf('71\x002\x001\x00\x00');
const stockQuote = frameOf(
  '1\x0011\x007\x000\x00AAPL\x00STK\x00\x000\x00\x00\x00SMART\x00\x00USD\x00\x00\x000\x00\x000\x000\x00\x00',
);

/** A minute of quotes, in pieces and with a varying latency. */
async function conversation(): Promise<string[]> {
  let turn = 0;
  const { clock, network, sim } = await start({ latencyMs: () => (turn++ * 7) % 23 });
  sim.inject({ type: 'fragment', bytes: 50 });
  const socket = network.dial(HERE);
  const heard = listenTo(socket, clock);
  socket.write(hello('v157..193'));
  await clock.advance(1_000);
  socket.write(startApi);
  socket.write(stockQuote);
  await clock.advance(60_000);
  await sim.close();
  await clock.advance(1_000);
  expect(clock.pending).toBe(0);
  expect(network.sockets).toBe(0);
  return heard;
}

test('the same conversation is the same to the byte and the millisecond, and leaves nothing behind', async () => {
  const [first, second] = [await conversation(), await conversation()];
  expect(first.length).toBeGreaterThan(100);
  expect(second).toEqual(first);
});

test('a port where nobody listens refuses', async () => {
  const { clock, network, sim } = await start({ latencyMs: 10 });
  const heard = listenTo(network.dial({ host: 'localhost', port: PORT + 1 }), clock);
  await clock.advance(20);
  expect(heard).toEqual(['20 connect ECONNREFUSED', '20 close']);
  await sim.close();
});

test('a port is taken once, and free again after the simulator was closed', async () => {
  const { clock, network, sim } = await start();
  await expect(Simulator.start({ clock, network, port: PORT })).rejects.toThrow('EADDRINUSE');
  await sim.close();
  await (await Simulator.start({ clock, network, port: PORT })).close();
});

test('bytes arrive in order after the latency, and a reset takes back what is under way', async () => {
  const clock = new VirtualClock(0, { settleTurns: 1 });
  const network = new VirtualNetwork(clock, { latencyMs: 5 });
  const heard: string[][] = [];
  const listener = network.listen(HERE, (socket) => heard.push(listenTo(socket, clock)));
  const polite = network.dial(HERE);
  await clock.advance(10);
  polite.write('one');
  await clock.advance(1);
  polite.write('two');
  polite.end();
  await clock.advance(10);
  expect(heard[0]).toEqual(['10 one', '11 two', '11 end', '11 close']);

  const rude = network.dial(HERE);
  await clock.advance(10);
  rude.write('one');
  await clock.advance(1);
  (rude as Duplex & { resetAndDestroy(): void }).resetAndDestroy();
  await clock.advance(10);
  expect(heard[1]).toEqual(['11 read ECONNRESET', '11 close']);
  await listener.close();
  expect(network.sockets).toBe(0);
});

test('a writer waits for a reader that has stopped reading, and goes on with it', async () => {
  const clock = new VirtualClock(0, { settleTurns: 1 });
  const network = new VirtualNetwork(clock);
  let server: Duplex | undefined;
  const listener = network.listen(HERE, (socket) => (server = socket));
  const client = network.dial(HERE);
  let received = 0;
  client.on('data', (bytes: Buffer) => (received += bytes.length));
  await clock.advance(1);
  client.pause();
  for (let i = 0; i < 100; i++) server?.write(Buffer.alloc(10_000));
  await clock.advance(1);
  expect(server?.writableLength).toBeGreaterThan(500_000);
  client.resume();
  await clock.advance(1);
  expect(server?.writableLength).toBe(0);
  expect(received).toBe(1_000_000);
  client.destroy();
  await clock.advance(1);
  await listener.close();
});
