/**
 * Shadow verification: the first frames of each kind in a session are decoded by us and by `@stoqey/ib`, and what the
 * library emits must be what we would have said. One difference, and that kind is the library's for the session.
 */
import { type TickRecord, type MessageId } from '../tick-record.js';
import { expectedEvents, sameEvents, type LibraryEvent } from './expected-events.js';

/** Frames of each kind that are verified. */
const VERIFIED_FRAMES = 50;

export interface Mismatch {
  readonly messageId: MessageId;
  readonly reason: string;
}

export class Shadow {
  readonly #left = new Map<MessageId, number>();
  #messageId: MessageId | undefined;
  #expected: readonly LibraryEvent[] = [];
  #emitted: LibraryEvent[] = [];

  /** Does this kind still have to prove itself? */
  verifies(messageId: MessageId): boolean {
    return this.#left.get(messageId) !== 0;
  }

  /** Notes what we would have said. The library decodes the frame next, before any other. */
  expect(record: TickRecord): void {
    this.#messageId = record.kind;
    this.#expected = expectedEvents(record);
    this.#emitted = [];
  }

  /** The library emitted an event. */
  emitted(event: LibraryEvent): void {
    if (this.#messageId !== undefined) this.#emitted.push(event);
  }

  /** The library is done with the frame. */
  settle(): Mismatch | undefined {
    const messageId = this.#messageId;
    if (messageId === undefined) return undefined;
    this.#messageId = undefined;
    this.#left.set(messageId, (this.#left.get(messageId) ?? VERIFIED_FRAMES) - 1);
    if (sameEvents(this.#expected, this.#emitted)) return undefined;
    return { messageId, reason: `expected ${JSON.stringify(this.#expected)}, got ${JSON.stringify(this.#emitted)}` };
  }

  /** A new session may be another TWS: every kind proves itself again. */
  reset(): void {
    this.#left.clear();
    this.#messageId = undefined;
  }
}
