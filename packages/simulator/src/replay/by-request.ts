/**
 * By request: whatever a client asks is answered as the same question was answered in the recording, in any order and
 * by any number of clients. A question recorded several times gets its answers in turn, and the last one from then on.
 */

import type { Clock } from '../clock.js';
import { requestName } from '../message-ids.js';
import { Version } from '../versions.js';
import { Bindings } from './bindings.js';
import { exchangesOf, type Exchange } from './exchanges.js';
import { requestIdPosition } from './message-keys.js';
import type { Mismatch } from './mismatch.js';
import { offers, type Peer } from './peer.js';
import type { Recording } from './recording.js';
import { bindRequest, isSameRequest, translateAnswer } from './translate.js';

/** The questions and answers of a recording, for all clients of a replay. */
export class Answers {
  readonly serverVersion: number;
  /** What the server said in the handshake. */
  readonly greeting: readonly string[];
  readonly #exchanges: readonly Exchange[];
  readonly #used = new Map<Exchange, number>();
  #uses = 0;

  constructor(recording: Recording) {
    const first = recording.connections.find((connection) => connection.serverVersion > 0);
    this.serverVersion = first?.serverVersion ?? 0;
    const handshake = first?.events.find((event) => event.type === 'out');
    this.greeting = handshake?.type === 'out' ? handshake.fields : [];
    // Layouts differ between versions: answers of another version would be misread.
    this.#exchanges = recording.connections
      .filter((connection) => connection.serverVersion === this.serverVersion)
      .flatMap(exchangesOf);
  }

  /** The answer whose turn it is. */
  take(request: readonly string[]): Exchange | undefined {
    const fitting = this.#exchanges.filter((exchange) =>
      isSameRequest(exchange.request, request, new Bindings(), this.serverVersion),
    );
    const fresh = fitting.find((exchange) => !this.#used.has(exchange)) ?? fitting.at(-1);
    if (fresh !== undefined) this.#used.set(fresh, ++this.#uses);
    return fresh;
  }
}

/** Answers one client. */
export class RequestPlayer {
  readonly #answers: Answers;
  readonly #peer: Peer;
  readonly #clock: Clock | undefined;
  readonly #onMismatch: (mismatch: Mismatch) => void;
  readonly #bindings = new Bindings();
  readonly #playing = new Map<() => void, string | undefined>();

  /** @param clock keeps the recorded pauses; without one every answer comes at once */
  constructor(answers: Answers, peer: Peer, onMismatch: (mismatch: Mismatch) => void, clock?: Clock) {
    this.#answers = answers;
    this.#peer = peer;
    this.#onMismatch = onMismatch;
    this.#clock = clock;
  }

  handshake(range: string): void {
    if (offers(range, this.#answers.serverVersion)) {
      this.#peer.send(this.#answers.greeting);
      return;
    }
    this.#onMismatch({ line: undefined, expected: [`v${this.#answers.serverVersion}`], actual: [range] });
    this.#peer.end();
  }

  receive(request: readonly string[]): void {
    const version = this.#answers.serverVersion;
    const position = requestIdPosition(request, version);
    const id = position === undefined ? undefined : request[position];
    if (requestName(Number(request[0]))?.startsWith('cancel') === true) this.#stopStream(id, request);
    const exchange = this.#answers.take(request);
    if (exchange !== undefined) this.#play(exchange, request, id);
    else this.#unknown(request, id);
  }

  /** The client is gone. */
  stop(): void {
    for (const cancel of this.#playing.keys()) cancel();
    this.#playing.clear();
  }

  #play(exchange: Exchange, request: readonly string[], id: string | undefined): void {
    const version = this.#answers.serverVersion;
    const bindings = new Bindings(this.#bindings);
    bindRequest(exchange.request, request, bindings, version);
    let next = 0;
    let sentUpTo = 0;
    let cancel: () => void = () => undefined;
    const stop = () => cancel();
    const speak = () => {
      for (let answer = exchange.answers[next]; answer !== undefined; answer = exchange.answers[++next]) {
        const waitMs = this.#clock === undefined ? 0 : answer.afterMs - sentUpTo;
        if (waitMs > 0 && this.#clock !== undefined) {
          sentUpTo = answer.afterMs;
          cancel = this.#clock.schedule(waitMs, speak);
          return;
        }
        this.#peer.send(translateAnswer(answer.fields, bindings, version));
      }
      this.#playing.delete(stop);
    };
    this.#playing.set(stop, id);
    speak();
  }

  /** A cancelled stream says no more; a cancelled order does, so its answers go on. */
  #stopStream(id: string | undefined, request: readonly string[]): void {
    if (id === undefined || requestName(Number(request[0])) === 'cancelOrder') return;
    for (const [cancel, owner] of this.#playing) {
      if (owner !== id) continue;
      cancel();
      this.#playing.delete(cancel);
    }
  }

  /** TWS would never be silent here, so neither is the replay: but a cancelled request needs no answer. */
  #unknown(request: readonly string[], id: string | undefined): void {
    const name = requestName(Number(request[0])) ?? 'this request';
    if (name.startsWith('cancel') && name !== 'cancelOrder') return;
    this.#onMismatch({ line: undefined, expected: undefined, actual: request });
    const fields = ['4', '2', id ?? '-1', '321', `Error validating request: the recording has no answer to ${name}`];
    this.#peer.send(this.#answers.serverVersion >= Version.advancedOrderReject ? [...fields, ''] : fields);
  }
}
