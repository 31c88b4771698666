/** The socket of one client: handshake, frames in, frames out, and what ends with it. */

import type { Client, OutgoingFrame } from '../client.js';
import { fieldText, type Field } from '../fields.js';
import { MESSAGE_IDS, type MessageName } from '../message-ids.js';
import { Pace } from '../pace.js';
import { Version } from '../versions.js';
import type { World } from '../world.js';
import { corruptFrame } from './corrupt.js';
import { splitFields } from '../frame.js';
import { Intake } from './intake.js';
import type { ServerSocket } from './network.js';
import { Outbox } from './outbox.js';
import { ShapedSocket } from './shaped-socket.js';

/** Beyond this a stream should drop what it can make up for later. */
const CONGESTED_BYTES = 1024 * 1024;

/** What to do with the fields of a request, its number first. */
export type OnRequest = (client: Client, fields: readonly string[]) => void;

export class Connection implements Client {
  readonly connection: number;
  readonly pace: Pace;
  readonly #world: World;
  readonly #shaped: ShapedSocket;
  readonly #outbox: Outbox;
  readonly #intake: Intake;
  readonly #held = new Map<string, () => void>();
  readonly #cancelDeadline: () => void;
  #captured: OutgoingFrame[] | undefined;
  #clientId = -1;
  #ready = false;
  #ended = false;

  constructor(world: World, socket: ServerSocket, connection: number, onRequest: OnRequest) {
    this.connection = connection;
    this.pace = new Pace(world.options.messagesPerSecond);
    this.#world = world;
    this.#shaped = new ShapedSocket(socket, world, () => this.#isHalfOpen());
    this.#outbox = new Outbox((bytes) => {
      if (!socket.destroyed) this.#shaped.write(bytes);
    });
    this.#intake = new Intake(world, socket, this, {
      request: (payload) => onRequest(this, splitFields(payload)),
      greet: (text) => this.#outbox.frame(text),
      raw: (bytes) => this.#outbox.raw(bytes),
      isDeaf: () => this.#ended || this.#isHalfOpen(),
    });
    this.#cancelDeadline = world.clock.schedule(world.options.handshakeTimeoutMs, () => this.cut());
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#shaped.discard();
      this.#close();
    });
  }

  get clientId(): number {
    return this.#clientId;
  }

  get serverVersion(): number {
    return this.#intake.serverVersion;
  }

  get isReady(): boolean {
    return this.#ready && !this.#ended;
  }

  get isCongested(): boolean {
    return this.#unread > CONGESTED_BYTES;
  }

  send(name: MessageName, ...fields: readonly Field[]): void {
    let payload = '';
    for (const field of fields) payload += `${fieldText(field)}\0`;
    const id = MESSAGE_IDS[name];
    if (this.#captured) this.#captured.push({ id, name, payload });
    else this.#write(id, name, payload);
  }

  error(reqId: number, code: number, message: string, advancedOrderReject = ''): void {
    const escaped = this.serverVersion >= Version.encodeAscii7 ? escapeText(message) : message;
    const fields: Field[] = [2, reqId, code, escaped];
    if (this.serverVersion >= Version.advancedOrderReject) fields.push(escapeText(advancedOrderReject));
    this.send('error', ...fields);
  }

  capture(action: () => void): readonly OutgoingFrame[] {
    const outer = this.#captured;
    const frames: OutgoingFrame[] = [];
    this.#captured = frames;
    try {
      action();
    } finally {
      this.#captured = outer;
    }
    return frames;
  }

  emit(frames: readonly OutgoingFrame[]): void {
    for (const { id, name, payload } of frames) this.#write(id, name, payload);
  }

  hold(key: string, stop: () => void): void {
    this.release(key);
    this.#held.set(key, stop);
  }

  holds(key: string): boolean {
    return this.#held.has(key);
  }

  held(prefix: string): readonly string[] {
    return [...this.#held.keys()].filter((key) => key.startsWith(prefix));
  }

  release(key: string): boolean {
    const stop = this.#held.get(key);
    this.#held.delete(key);
    stop?.();
    return stop !== undefined;
  }

  begin(clientId: number): void {
    this.#clientId = clientId;
    this.#ready = true;
    this.#cancelDeadline();
  }

  end(): void {
    this.#outbox.flush();
    this.#shaped.end();
    this.#close();
  }

  cut(options: { readonly reset?: boolean } = {}): void {
    this.#outbox.discard();
    this.#shaped.destroy(options.reset ?? false);
    this.#close();
  }

  get #unread(): number {
    return this.#shaped.queued + this.#outbox.collected;
  }

  #isHalfOpen(): boolean {
    const { faults } = this.#world;
    if (faults.isEmpty) return false;
    return faults.find('half-open', (f) => (f.clientId ?? this.#clientId) === this.#clientId) !== undefined;
  }

  #write(id: number, name: MessageName, payload: string): void {
    if (this.#ended) return;
    const { transcript, clock, faults, options } = this.#world;
    transcript.add(clock.now(), 'out', this, id, name, payload);
    const broken = faults.strike('corrupt', (f) => (f.message ?? name) === name);
    if (broken) this.#outbox.raw(corruptFrame(broken.how, { id, name, payload }, this.#world.random.fork('corrupt')));
    else this.#outbox.frame(`${id}\0${payload}`);
    if (this.#unread > options.maxUnreadBytes) this.cut();
  }

  #close(): void {
    if (this.#ended) return;
    const wasReady = this.#ready;
    this.#ended = true;
    this.#ready = false;
    this.#cancelDeadline();
    this.#intake.close();
    this.#world.clients.delete(this);
    for (const key of [...this.#held.keys()]) this.release(key);
    if (wasReady) this.#world.clientGone(this.#clientId);
  }
}

/** Since version 153 texts are seven-bit, other characters written as `\u` and four digits. */
function escapeText(text: string): string {
  // eslint-disable-next-line no-control-regex -- everything outside ASCII
  return text.replace(/[^\x00-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
