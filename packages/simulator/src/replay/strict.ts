/**
 * Strictly in order: one recorded connection is played to one client. Each recorded request must come, in its turn and
 * the same but for ids and stand-ins; until it has come, nothing recorded after it is said.
 */

import type { Clock } from '../clock.js';
import { Bindings } from './bindings.js';
import type { Mismatch } from './mismatch.js';
import { offers, type Peer } from './peer.js';
import type { RecordedConnection, RecordedEvent } from './recording.js';
import { bindRequest, isSameRequest, translateAnswer } from './translate.js';

type RecordedFrame = Extract<RecordedEvent, { type: 'in' | 'out' }>;

export class StrictPlayer {
  readonly #connection: RecordedConnection;
  readonly #clock: Clock | undefined;
  readonly #bindings = new Bindings();
  readonly #queue: (readonly string[])[] = [];
  readonly #over = new AbortController();
  #wake: () => void = () => undefined;

  /** @param clock keeps the recorded pauses; without one nothing waits */
  constructor(connection: RecordedConnection, clock?: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  /** The client has said something. */
  receive(fields: readonly string[]): void {
    this.#queue.push(fields);
    this.#wake();
  }

  /** The client is gone, or the replay ends. */
  stop(): void {
    this.#over.abort();
    this.#wake();
  }

  /** Plays to the end. Resolves with what went wrong, or `undefined` when the client did everything it did before. */
  async play(peer: Peer): Promise<Mismatch | undefined> {
    let atMs = this.#connection.events[0]?.atMs ?? 0;
    for (const event of this.#connection.events) {
      const waited = isServers(event) ? await this.#pause(event.atMs - atMs) : true;
      atMs = event.atMs;
      const wrong = waited ? await this.#step(event, peer) : this.#gone(event);
      if (wrong === undefined) continue;
      peer.end();
      return wrong;
    }
    peer.end();
    return undefined;
  }

  async #step(event: RecordedEvent, peer: Peer): Promise<Mismatch | undefined> {
    switch (event.type) {
      case 'in':
        return this.#expect(event);
      case 'out':
        peer.send(this.#translate(event), event.terminated);
        return undefined;
      case 'raw-out':
        peer.sendRaw(event.bytes);
        return undefined;
      case 'raw-in':
        return undefined;
      case 'close':
        return this.#close(event.by, peer);
    }
  }

  async #expect(event: RecordedFrame): Promise<Mismatch | undefined> {
    const actual = await this.#next();
    if (actual === undefined) return this.#gone(event);
    const { serverVersion } = this.#connection;
    if (event.name === 'handshake') {
      const fits = serverVersion === 0 || offers(actual[0] ?? '', serverVersion);
      return fits ? undefined : mismatch(event, actual);
    }
    if (!isSameRequest(event.fields, actual, this.#bindings, serverVersion)) return mismatch(event, actual);
    bindRequest(event.fields, actual, this.#bindings, serverVersion);
    return undefined;
  }

  #translate(event: RecordedFrame): readonly string[] {
    if (event.name === 'handshake') return event.fields;
    return translateAnswer(event.fields, this.#bindings, this.#connection.serverVersion);
  }

  async #close(by: string, peer: Peer): Promise<Mismatch | undefined> {
    if (by.startsWith('client')) {
      while ((await this.#next()) !== undefined) {
        // The client may say more before it leaves: nobody is there to answer.
      }
    }
    peer.end({ reset: by === 'server-reset' || by === 'refused' });
    return undefined;
  }

  #gone(event: RecordedEvent): Mismatch | undefined {
    return event.type === 'in' ? mismatch(event, undefined) : undefined;
  }

  async #next(): Promise<readonly string[] | undefined> {
    while (this.#queue.length === 0 && !this.#over.signal.aborted) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return this.#queue.shift();
  }

  /** False when the client left meanwhile. */
  async #pause(ms: number): Promise<boolean> {
    if (this.#clock === undefined || ms <= 0) return true;
    return this.#clock.sleep(ms, { signal: this.#over.signal }).then(
      () => true,
      () => false,
    );
  }
}

function isServers(event: RecordedEvent): boolean {
  return event.type === 'out' || event.type === 'raw-out' || (event.type === 'close' && event.by.startsWith('server'));
}

function mismatch(event: RecordedFrame, actual: readonly string[] | undefined): Mismatch {
  return { line: event.line, expected: event.fields, actual };
}
