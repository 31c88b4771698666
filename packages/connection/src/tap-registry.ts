// The frame taps of a connection, by message id, ready for the hot path.

import type { Unsubscribe } from './events.js';
import type { FrameTap } from './frame-tap.js';
import type { Logger } from './logger.js';

export class TapRegistry {
  readonly #logger: Logger;
  readonly #taps = new Set<FrameTap>();
  #byId: readonly (readonly FrameTap[] | undefined)[] = [];
  #touched: FrameTap[] = [];
  /** The first tap that takes bursts. */
  #runner: FrameTap | undefined;
  #session: { readonly epoch: number; readonly serverVersion: number } | undefined;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  add(tap: FrameTap): Unsubscribe {
    this.#taps.add(tap);
    this.#index();
    const session = this.#session;
    if (session) this.#guard(() => tap.opened(session));
    return () => {
      if (!this.#taps.delete(tap)) return;
      this.#index();
      if (this.#session) this.#guard(() => tap.ended());
    };
  }

  opened(session: { readonly epoch: number; readonly serverVersion: number }): void {
    this.#session = session;
    for (const tap of this.#taps) this.#guard(() => tap.opened(session));
  }

  ended(): void {
    if (!this.#session) return;
    this.#session = undefined;
    this.#touched = [];
    for (const tap of this.#taps) this.#guard(() => tap.ended());
  }

  /** Offers one frame; `true` when a tap consumed it. */
  frame(messageId: number, bytes: Buffer, start: number, end: number): boolean {
    const taps = this.#byId[messageId];
    if (!taps || !this.#session) return false;
    for (const tap of taps) {
      if (!this.#touched.includes(tap)) this.#touched.push(tap);
      try {
        if (tap.frame(messageId, bytes, start, end)) return true;
      } catch (error) {
        // The library shall have it, then.
        this.#logger.error({ err: error, messageId }, 'A frame tap threw');
      }
    }
    return false;
  }

  /** Offers a burst, beginning at the header of a frame; answers where the first frame begins that was not taken. */
  run(bytes: Buffer, position: number, taken: { frames: number }): number {
    const tap = this.#runner;
    if (!tap?.run || !this.#session) return position;
    try {
      const after = tap.run(bytes, position, taken);
      if (after > position && !this.#touched.includes(tap)) this.#touched.push(tap);
      return after;
    } catch (error) {
      this.#logger.error({ err: error }, 'A frame tap threw');
      return position;
    }
  }

  readEnd(): void {
    if (this.#touched.length === 0) return;
    const touched = this.#touched;
    this.#touched = [];
    for (const tap of touched) this.#guard(() => tap.readEnd());
  }

  #index(): void {
    const byId: FrameTap[][] = [];
    for (const tap of this.#taps) {
      for (const id of tap.messageIds) byId[id] = [...(byId[id] ?? []), tap];
    }
    this.#byId = byId;
    this.#runner = [...this.#taps].find((tap) => tap.run !== undefined);
  }

  #guard(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#logger.error({ err: error }, 'A frame tap threw');
    }
  }
}
