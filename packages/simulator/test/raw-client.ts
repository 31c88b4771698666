/** A client made of bare bytes, for what no well-behaved client would do. */

import { connect, type Socket } from 'node:net';
import type { Simulator } from '../src/index.js';
import { until } from './support.js';

export interface RawClient {
  readonly socket: Socket;
  /** Everything received so far. */
  received(): Buffer;
  /** Whole frames received so far, as fields. Stops at the first that is broken. */
  frames(): string[][];
  write(bytes: Uint8Array | string): void;
  /** Write fields as one frame. */
  send(...fields: (string | number)[]): void;
  frame(id: number): Promise<string[]>;
  closed: Promise<void>;
}

export function rawClient(sim: Simulator): Promise<RawClient> {
  return new Promise((resolve, reject) => {
    const socket = connect(sim.port, sim.host);
    const chunks: Buffer[] = [];
    socket.on('data', (bytes) => chunks.push(bytes));
    socket.on('error', reject);
    const closed = new Promise<void>((done) => socket.once('close', () => done()));
    const received = () => Buffer.concat(chunks);
    const client: RawClient = {
      socket,
      received,
      frames: () => cut(received()),
      write: (bytes) => void socket.write(bytes),
      send: (...fields) => void socket.write(frameOf(`${fields.join('\0')}\0`)),
      frame: (id) => until(() => cut(received()).find((fields) => fields[0] === String(id)), `message ${id}`),
      closed,
    };
    socket.once('connect', () => resolve(client));
  });
}

/** Handshake and START_API; resolves when the first order id has come. */
export async function greet(sim: Simulator, clientId = 1, range = 'v157..193'): Promise<RawClient> {
  const client = await rawClient(sim);
  client.write(hello(range));
  await until(() => client.frames()[0], 'the server version');
  client.send(71, 2, clientId, '');
  await client.frame(9);
  return client;
}

export const hello = (range: string): Buffer => Buffer.concat([Buffer.from('API\0'), frameOf(range)]);

export function frameOf(payload: string | Buffer): Buffer {
  const body = Buffer.from(payload);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  return Buffer.concat([head, body]);
}

function cut(bytes: Buffer): string[][] {
  const frames: string[][] = [];
  for (let at = 0; at + 4 <= bytes.length;) {
    const length = bytes.readInt32BE(at);
    if (length < 0 || at + 4 + length > bytes.length) break;
    frames.push(
      bytes
        .toString('utf8', at + 4, at + 4 + length)
        .split('\0')
        .slice(0, -1),
    );
    at += 4 + length;
  }
  return frames;
}
