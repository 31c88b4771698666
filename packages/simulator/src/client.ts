/** One connected client, as handlers see it. `connection.ts` is the socket behind it. */

import type { Field } from './fields.js';
import type { MessageName } from './message-ids.js';
import type { Pace } from './pace.js';

export interface Client {
  /** How fast it asks. */
  readonly pace: Pace;
  /** −1 until START_API. */
  readonly clientId: number;
  /** 1 for the first socket the simulator accepted, then counting up. */
  readonly connection: number;
  /** The negotiated version, 151 to 193; 0 before the handshake. */
  readonly serverVersion: number;
  /** START_API was accepted and the socket is open. */
  readonly isReady: boolean;
  /** The reader is behind: streams should conflate rather than add. */
  readonly isCongested: boolean;
  /** Write one frame. Nothing happens when the connection is over. */
  send(name: MessageName, ...fields: readonly Field[]): void;
  /** ERR_MSG. `reqId` −1 is about nothing in particular. */
  error(reqId: number, code: number, message: string, advancedOrderReject?: string): void;
  /** Keep something alive until `release(key)` or the end of the connection; then `stop` runs once. */
  hold(key: string, stop: () => void): void;
  holds(key: string): boolean;
  /** Keys held that begin with `prefix`. */
  held(prefix: string): readonly string[];
  /** @returns whether anything was held under this key */
  release(key: string): boolean;
  /** For START_API: the client has named itself and was accepted. */
  begin(clientId: number): void;
  /** Close: what was written leaves first. */
  end(): void;
  /** Cut: what has not left yet is lost. `reset` sends RST instead of FIN. */
  cut(options?: { readonly reset?: boolean }): void;
  /** Run `action` and keep back what it sends to this client: the frames, in order, for `emit`. */
  capture(action: () => void): readonly OutgoingFrame[];
  /** Send frames that were kept back. */
  emit(frames: readonly OutgoingFrame[]): void;
}

/** A frame before it leaves. */
export interface OutgoingFrame {
  readonly id: number;
  readonly name: MessageName;
  /** Fields after the number, each with its NUL. */
  readonly payload: string;
}
