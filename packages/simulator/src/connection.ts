/** The socket of one client: handshake, frames in, frames out, and what ends with it. */

import type { Socket } from 'node:net';
import type { Client, OutgoingFrame } from './client.js';
import { fieldText, type Field } from './fields.js';
import { FrameReader, splitFields } from './frame.js';
import { negotiate } from './handshake.js';
import { MESSAGE_IDS, type MessageName } from './message-ids.js';
import { Outbox } from './outbox.js';
import { connectionTimeText } from './time-text.js';
import { Version } from './versions.js';
import type { World } from './world.js';

/** Beyond this a stream should drop what it can make up for later. */
const CONGESTED_BYTES = 256 * 1024;

/** What to do with the fields of a request, its number first. */
export type OnRequest = (client: Client, fields: readonly string[]) => void;

export class Connection implements Client {
  readonly connection: number;
  readonly #world: World;
  readonly #socket: Socket;
  readonly #onRequest: OnRequest;
  readonly #reader = new FrameReader();
  readonly #outbox: Outbox;
  readonly #held = new Map<string, () => void>();
  readonly #cancelDeadline: () => void;
  #captured: OutgoingFrame[] | undefined;
  #clientId = -1;
  #serverVersion = 0;
  #ready = false;
  #ended = false;

  constructor(world: World, socket: Socket, connection: number, onRequest: OnRequest) {
    this.connection = connection;
    this.#world = world;
    this.#socket = socket;
    this.#onRequest = onRequest;
    this.#outbox = new Outbox(socket);
    this.#cancelDeadline = world.clock.schedule(world.options.handshakeTimeoutMs, () => this.end());
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.#receive(bytes));
    socket.on('error', () => undefined);
    socket.on('close', () => this.#close());
  }

  get clientId(): number {
    return this.#clientId;
  }

  get serverVersion(): number {
    return this.#serverVersion;
  }

  get isReady(): boolean {
    return this.#ready && !this.#ended;
  }

  get isCongested(): boolean {
    return this.#outbox.queued > CONGESTED_BYTES;
  }

  send(name: MessageName, ...fields: readonly Field[]): void {
    let payload = '';
    for (const field of fields) payload += `${fieldText(field)}\0`;
    const id = MESSAGE_IDS[name];
    if (this.#captured) this.#captured.push({ id, name, payload });
    else this.#write(id, name, payload);
  }

  error(reqId: number, code: number, message: string, advancedOrderReject = ''): void {
    const fields: Field[] = [2, reqId, code, escapeText(message)];
    if (this.#serverVersion >= Version.advancedOrderReject) fields.push(escapeText(advancedOrderReject));
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
    this.#socket.end();
    this.#close();
  }

  cut(options: { readonly reset?: boolean } = {}): void {
    this.#outbox.discard();
    if (options.reset) this.#socket.resetAndDestroy();
    else this.#socket.destroy();
    this.#close();
  }

  #write(id: number, name: MessageName, payload: string): void {
    if (this.#ended) return;
    this.#world.transcript.add(this.#world.clock.now(), 'out', this, id, name, payload);
    this.#outbox.frame(`${id}\0${payload}`);
    if (this.#outbox.queued > this.#world.options.maxUnreadBytes) this.cut();
  }

  #receive(bytes: Buffer): void {
    if (this.#ended) return;
    this.#reader.push(bytes);
    try {
      if (this.#serverVersion === 0 && !this.#shakeHands()) return;
      for (let payload = this.#reader.next(); payload; payload = this.#isOver() ? undefined : this.#reader.next()) {
        this.#onRequest(this, splitFields(payload));
      }
    } catch {
      this.cut();
    }
  }

  #shakeHands(): boolean {
    const { transcript, clock, options } = this.#world;
    const offer = negotiate(this.#reader, options.serverVersion);
    if (!offer) return false;
    transcript.add(clock.now(), 'in', this, -1, 'handshake', `${offer.range}\0`);
    this.#serverVersion = offer.version;
    const answer = `${offer.version}\0${connectionTimeText(clock.now(), options.timeZone)}\0`;
    transcript.add(clock.now(), 'out', this, -1, 'handshake', answer);
    this.#outbox.frame(answer);
    return true;
  }

  #isOver(): boolean {
    return this.#ended;
  }

  #close(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#ready = false;
    this.#cancelDeadline();
    this.#world.clients.delete(this);
    for (const key of [...this.#held.keys()]) this.release(key);
  }
}

/** Since version 153 texts are seven-bit, other characters written as `\u` and four digits. */
function escapeText(text: string): string {
  // eslint-disable-next-line no-control-regex -- everything outside ASCII
  return text.replace(/[^\x00-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
