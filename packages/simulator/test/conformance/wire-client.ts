/**
 * A client made of the field lists: it writes requests as the official client does and takes every answer apart the
 * moment it comes, strictly. The first frame that does not fit its list fails the test that is running.
 */

import { connect, type Socket } from 'node:net';
import { messageName, REQUEST_IDS, type MessageName, type RequestName } from '../../src/message-ids.js';
import type { Simulator } from '../../src/index.js';
import { frameOf, hello } from '../raw-client.js';
import { until } from '../support.js';
import { decodeStrictly } from './decode.js';
import { FIELD_LISTS } from './field-lists.js';
import type { Decoded } from './notation.js';
import { REQUEST_LISTS } from './request-lists.js';
import { writeRequest, type Values } from './request-notation.js';

export interface Received extends Decoded {
  readonly name: MessageName;
  /** Exactly as on the wire, without the number. */
  readonly raw: readonly string[];
}

export class WireClient implements Disposable {
  readonly version: number;
  /** Everything received, in order. */
  readonly received: Received[] = [];
  readonly #socket: Socket;
  readonly #mistakes: string[] = [];

  private constructor(socket: Socket, version: number) {
    this.#socket = socket;
    this.version = version;
  }

  /** Shake hands, start the API, and wait for the first order id. */
  static async open(sim: Simulator, version: number, clientId = 1, options = ''): Promise<WireClient> {
    const socket = connect(sim.port, sim.host);
    const client = new WireClient(socket, version);
    const cut = new FrameCutter((fields) => client.#take(fields));
    socket.on('data', (bytes) => cut.push(bytes));
    socket.on('error', () => undefined);
    socket.write(hello(`v100..${version}${options}`));
    await until(() => (cut.count > 0 ? true : undefined), 'the server version');
    if (cut.first[0] !== String(version)) throw new Error(`server speaks ${cut.first.join()}, not ${version}`);
    client.ask('startApi', { clientId });
    await client.next('nextValidId');
    return client;
  }

  /** Send a request. @throws Error for a field that this version does not have */
  ask(name: RequestName, values: Values = {}): void {
    const fields = writeRequest(REQUEST_LISTS[name], values, this.version);
    this.#socket.write(frameOf([String(REQUEST_IDS[name]), ...fields].map((field) => `${field}\0`).join('')));
  }

  /** Messages of one kind, perhaps of one request. */
  all(name: MessageName, reqId?: number): readonly Received[] {
    const wanted = reqId === undefined ? undefined : String(reqId);
    return this.received.filter((m) => m.name === name && (wanted === undefined || m.fields['reqId'] === wanted));
  }

  /** The message when it has come. */
  next(name: MessageName, test: (message: Received) => boolean = () => true): Promise<Received> {
    return until(() => {
      this.requireNoMistakes();
      return this.received.find((message) => message.name === name && test(message));
    }, `${name} at version ${this.version}`);
  }

  /** The message about this request when it has come. */
  answer(name: MessageName, reqId: number): Promise<Received> {
    return this.next(name, (message) => message.fields['reqId'] === String(reqId));
  }

  /** Everything asked so far has been answered: TWS answers in order. */
  async settle(): Promise<void> {
    const before = this.all('currentTime').length;
    this.ask('reqCurrentTime');
    await until(() => {
      this.requireNoMistakes();
      return this.all('currentTime').length > before ? true : undefined;
    }, 'the time');
  }

  /** Errors and warnings, as code and text. */
  notices(): readonly { readonly reqId: number; readonly code: number; readonly text: string }[] {
    return this.all('error').map(({ fields }) => ({
      reqId: Number(fields['reqId']),
      code: Number(fields['code']),
      text: fields['message'] ?? '',
    }));
  }

  /** @throws Error when a frame did not fit its list */
  requireNoMistakes(): void {
    if (this.#mistakes.length > 0) throw new Error(this.#mistakes.slice(0, 3).join('\n\n'));
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }

  #take(fields: readonly string[]): void {
    const name = messageName(Number(fields[0]));
    try {
      if (!name) throw new Error(`no such message: ${fields.join('|')}`);
      const raw = fields.slice(1);
      this.received.push({ name, raw, ...decodeStrictly(name, FIELD_LISTS[name].rules, raw, this.version) });
    } catch (error) {
      this.#mistakes.push(error instanceof Error ? error.message : String(error));
    }
  }
}

/** Length-prefixed frames out of any pieces. The first frame is the server's version. */
class FrameCutter {
  first: readonly string[] = [];
  count = 0;
  #pending = Buffer.alloc(0);
  readonly #take: (fields: readonly string[]) => void;

  constructor(take: (fields: readonly string[]) => void) {
    this.#take = take;
  }

  push(bytes: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    while (this.#pending.length >= 4) {
      const end = 4 + this.#pending.readUInt32BE(0);
      if (this.#pending.length < end) return;
      const fields = this.#pending.toString('utf8', 4, end).split('\0').slice(0, -1);
      this.#pending = this.#pending.subarray(end);
      if (this.count++ === 0) this.first = fields;
      else this.#take(fields);
    }
  }
}
