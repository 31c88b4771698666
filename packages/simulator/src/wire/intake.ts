/** Bytes coming in: the handshake first, then framed requests. A client that breaks the framing is cut. */

import type { Client } from '../client.js';
import { connectionTimeText } from '../time-text.js';
import type { World } from '../world.js';
import { FrameError, FrameReader } from '../frame.js';
import { negotiate, type Offer } from './handshake.js';
import type { ServerSocket } from './network.js';

/** What the intake may do with its connection. */
export interface IntakeHooks {
  request(payload: Buffer): void;
  /** Answer the handshake with a frame. */
  greet(text: string): void;
  /** Write bytes that are no frame. */
  raw(bytes: Uint8Array): void;
  /** Read on, and ignore everything. */
  isDeaf(): boolean;
}

/** Fewer bytes than this at a time make a slow reader slow rather than bursty. */
const SLOW_READ_BYTES = 1024;

const HTTP_ANSWER = 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

export class Intake {
  readonly #world: World;
  readonly #socket: ServerSocket;
  readonly #client: Client;
  readonly #hooks: IntakeHooks;
  readonly #reader = new FrameReader();
  #serverVersion = 0;
  #waiting = false;
  #cancelWait: (() => void) | undefined;
  #cancelBrake: (() => void) | undefined;

  constructor(world: World, socket: ServerSocket, client: Client, hooks: IntakeHooks) {
    this.#world = world;
    this.#socket = socket;
    this.#client = client;
    this.#hooks = hooks;
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
  }

  /** 0 until the handshake. */
  get serverVersion(): number {
    return this.#serverVersion;
  }

  close(): void {
    this.#cancelWait?.();
    this.#cancelBrake?.();
  }

  #receive(bytes: Buffer): void {
    if (this.#hooks.isDeaf()) return;
    const slow = this.#world.faults.find('slow-reader');
    if (slow) this.#brake(bytes.length, slow.bytesPerSecond);
    this.#reader.push(bytes);
    this.#process();
  }

  #process(): void {
    try {
      if (this.#serverVersion === 0 && !this.#shakeHands()) return;
      while (!this.#waiting && !this.#hooks.isDeaf()) {
        const payload = this.#reader.next();
        if (!payload) return;
        this.#hooks.request(payload);
      }
    } catch (error) {
      this.#client.cut();
      // Broken framing is the client's fault; anything else is a fault of this server and must be seen.
      if (!(error instanceof FrameError)) throw error;
    }
  }

  /** Stop reading for as long as these bytes take at this speed. */
  #brake(bytes: number, bytesPerSecond: number): void {
    const ms = (Math.max(bytes, SLOW_READ_BYTES) / bytesPerSecond) * 1000;
    this.#socket.pause();
    this.#cancelBrake?.();
    this.#cancelBrake = this.#world.clock.schedule(ms, () => this.#socket.resume());
  }

  /** @returns whether the version has been answered */
  #shakeHands(): boolean {
    const { faults, options, clock, transcript } = this.#world;
    const offer = negotiate(this.#reader, options.serverVersion);
    if (!offer) return false;
    transcript.add(clock.now(), 'in', this.#client, -1, 'handshake', `${offer.range}\0`);
    this.#serverVersion = offer.version;
    if (offer.range.includes('+PACEAPI')) this.#client.pace.relax();
    if (faults.strike('mute-handshake')) {
      this.#waiting = true;
      return false;
    }
    if (faults.strike('http-server')) {
      this.#hooks.raw(Buffer.from(HTTP_ANSWER));
      this.#client.end();
      return false;
    }
    const slow = faults.strike('slow-handshake');
    if (slow) this.#later(slow.ms, () => this.#answer(offer));
    else this.#answer(offer);
    return !this.#waiting;
  }

  #later(ms: number, action: () => void): void {
    this.#waiting = true;
    this.#cancelWait = this.#world.clock.schedule(ms, () => {
      this.#waiting = false;
      action();
      this.#process();
    });
  }

  #answer(offer: Offer): void {
    const { faults, clock, options, transcript } = this.#world;
    const version = faults.strike('server-version')?.version ?? offer.version;
    const text = `${version}\0${connectionTimeText(clock.now(), options.timeZone)}\0`;
    transcript.add(clock.now(), 'out', this.#client, -1, 'handshake', text);
    this.#hooks.greet(text);
    if (faults.strike('close-after-version')) this.#client.end();
  }
}
