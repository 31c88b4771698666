/**
 * One connection: handshake, frames in, frames out, and what ends with it. Everything a handler does to a client
 * goes through here.
 */

import type { Socket } from 'node:net';
import { dispatch } from './dispatch.js';
import { fieldText, type Field } from './fields.js';
import { FrameReader, splitFields } from './frame.js';
import { negotiate } from './handshake.js';
import { MESSAGE_IDS, type MessageName } from './message-ids.js';
import { Outbox } from './outbox.js';
import type { World } from './world.js';

/** Beyond this a stream should drop what it can make up for later. */
const CONGESTED_BYTES = 256 * 1024;

export class Client {
  readonly world: World;
  /** 1 for the first socket the simulator accepted, then counting up. */
  readonly connection: number;
  readonly #socket: Socket;
  readonly #reader = new FrameReader();
  readonly #outbox: Outbox;
  readonly #held = new Map<string, () => void>();
  #clientId = -1;
  #serverVersion = 0;
  #ready = false;
  #ended = false;
  #cancelDeadline: () => void;

  constructor(world: World, socket: Socket, connection: number) {
    this.world = world;
    this.connection = connection;
    this.#socket = socket;
    this.#outbox = new Outbox(socket);
    this.#cancelDeadline = world.clock.schedule(world.options.handshakeTimeoutMs, () => this.end());
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.#receive(bytes));
    socket.on('error', () => undefined);
    socket.on('close', () => this.#close());
  }

  /** −1 until START_API. */
  get clientId(): number {
    return this.#clientId;
  }

  /** The negotiated version, 157 to 193; 0 before the handshake. */
  get serverVersion(): number {
    return this.#serverVersion;
  }

  /** START_API was accepted and the socket is open. */
  get isReady(): boolean {
    return this.#ready && !this.#ended;
  }

  /** The reader is behind: streams should conflate rather than add. */
  get isCongested(): boolean {
    return this.#outbox.queued > CONGESTED_BYTES;
  }

  /** Write one frame. Nothing happens when the connection is over. */
  send(name: MessageName, ...fields: readonly Field[]): void {
    const id = MESSAGE_IDS[name];
    let payload = `${id}\0`;
    for (const field of fields) payload += `${fieldText(field)}\0`;
    this.#write(id, name, payload);
  }

  /** ERR_MSG. `reqId` −1 is about nothing in particular. */
  error(reqId: number, code: number, message: string, advancedOrderReject = ''): void {
    const fields: Field[] = [2, reqId, code, escapeText(message)];
    if (this.#serverVersion >= 166) fields.push(escapeText(advancedOrderReject));
    this.send('error', ...fields);
  }

  /** Keep something alive until `release(key)` or the end of the connection; then `stop` runs once. */
  hold(key: string, stop: () => void): void {
    this.release(key);
    this.#held.set(key, stop);
  }

  holds(key: string): boolean {
    return this.#held.has(key);
  }

  /** @returns whether anything was held under this key */
  release(key: string): boolean {
    const stop = this.#held.get(key);
    this.#held.delete(key);
    stop?.();
    return stop !== undefined;
  }

  /** For START_API: the client has named itself and was accepted. */
  begin(clientId: number): void {
    this.#clientId = clientId;
    this.#ready = true;
    this.#cancelDeadline();
  }

  /** Close: what was written leaves first. */
  end(): void {
    this.#outbox.flush();
    this.#socket.end();
    this.#close();
  }

  /** Cut: what has not left yet is lost. `reset` sends RST instead of FIN. */
  cut(options: { readonly reset?: boolean } = {}): void {
    this.#outbox.discard();
    if (options.reset) this.#socket.resetAndDestroy();
    else this.#socket.destroy();
    this.#close();
  }

  #write(id: number, name: MessageName, payload: string): void {
    if (this.#ended) return;
    this.world.transcript.add(this.world.clock.now(), 'out', this, id, name, payload.slice(payload.indexOf('\0') + 1));
    this.#outbox.frame(payload);
    if (this.#outbox.queued > this.world.options.maxUnreadBytes) this.cut();
  }

  #receive(bytes: Buffer): void {
    if (this.#ended) return;
    this.#reader.push(bytes);
    try {
      if (this.#serverVersion === 0 && !this.#shakeHands()) return;
      for (let payload = this.#reader.next(); payload; payload = this.#isOver() ? undefined : this.#reader.next()) {
        dispatch(this, splitFields(payload));
      }
    } catch {
      this.cut();
    }
  }

  #shakeHands(): boolean {
    const offer = negotiate(this.#reader, this.world.options.serverVersion);
    if (!offer) return false;
    const { transcript, clock } = this.world;
    transcript.add(clock.now(), 'in', this, -1, 'handshake', `${offer.range}\0`);
    this.#serverVersion = offer.version;
    const answer = `${offer.version}\0${serverTime(clock.now(), this.world.options.timeZone)}\0`;
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
    this.world.clients.delete(this);
    for (const key of [...this.#held.keys()]) this.release(key);
  }
}

/** `20260114 10:00:00 EST`, as TWS writes the time of a connection. */
function serverTime(now: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).formatToParts(now);
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? '';
  const time = `${part('hour')}:${part('minute')}:${part('second')}`;
  return `${part('year')}${part('month')}${part('day')} ${time} ${part('timeZoneName')}`;
}

/** Since version 153 texts are seven-bit, other characters written as `\u` and four digits. */
function escapeText(text: string): string {
  // eslint-disable-next-line no-control-regex -- everything outside ASCII
  return text.replace(/[^\x00-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
