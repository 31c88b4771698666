/**
 * The fast path: sees the socket's bytes first and takes the market-data messages of our own streams out of them.
 * Whatever it does not take exactly, or is not ours, goes to `@stoqey/ib` unchanged.
 */
import type { FrameTap } from '@cq/connection/internal';
import type { IdTable } from '../id-table.js';
import type { Stream } from '../stream.js';
import { TickRecord, type MessageId } from '../tick-record.js';
import { decode, HOT_MESSAGES, NEWEST_VERSION, OLDEST_VERSION } from './decode.js';
import type { LibraryEvent } from './expected-events.js';
import { Shadow, type Mismatch } from './shadow.js';

export interface TapHooks {
  readonly table: IdTable<Stream>;
  /** False leaves every frame to the library; the tap then only tells when a read ends. */
  readonly enabled: boolean;
  take(stream: Stream, record: TickRecord): void;
  /** Other messages of ours that are read from bytes. */
  readonly others: readonly ByteReader[];
  readEnd(): void;
  mismatch(mismatch: Mismatch): void;
}

/** Reads messages that are not ticks. True consumes the frame. */
export interface ByteReader {
  readonly messageIds: readonly number[];
  frame(messageId: number, bytes: Buffer, start: number, end: number): boolean;
}

const ANY_MESSAGE = 256;

export class FastPath implements FrameTap {
  readonly messageIds: readonly number[];
  readonly #hooks: TapHooks;
  readonly #shadow = new Shadow();
  readonly #slow = new Set<MessageId>();
  readonly #record = new TickRecord();
  /** By message id: 1 when decoded here, 0 when the library's. */
  readonly #hot = new Uint8Array(ANY_MESSAGE);
  /** By message id: 1 when verified already. */
  readonly #proven = new Uint8Array(ANY_MESSAGE);
  #shadowing = false;

  constructor(hooks: TapHooks) {
    this.#hooks = hooks;
    this.messageIds = [...HOT_MESSAGES, ...hooks.others.flatMap((reader) => reader.messageIds)];
  }

  /** Kinds that a mismatch has taken off the fast path in this session. */
  get slow(): readonly MessageId[] {
    return [...this.#slow];
  }

  opened({ serverVersion }: { readonly serverVersion: number }): void {
    const known = serverVersion >= OLDEST_VERSION && serverVersion <= NEWEST_VERSION;
    this.#hot.fill(0);
    this.#proven.fill(0);
    this.#shadow.reset();
    this.#slow.clear();
    this.#shadowing = false;
    if (known && this.#hooks.enabled) for (const messageId of HOT_MESSAGES) this.#hot[messageId] = 1;
  }

  ended(): void {
    this.#hot.fill(0);
  }

  frame(messageId: number, bytes: Buffer, start: number, end: number): boolean {
    if (this.#shadowing) this.#settleShadow();
    if (this.#hot[messageId] !== 1) return this.#otherFrame(messageId, bytes, start, end);
    const record = this.#record;
    if (!decode(record, bytes, start, end)) return false;
    const stream = this.#hooks.table.get(record.reqId);
    if (stream === undefined) return false;
    if (this.#proven[messageId] !== 1 && this.#startShadow(record)) return false;
    this.#hooks.take(stream, record);
    return true;
  }

  readEnd(): void {
    if (this.#shadowing) this.#settleShadow();
    this.#hooks.readEnd();
  }

  /** An event the library emitted for one of our streams. */
  emitted(event: LibraryEvent): void {
    if (this.#shadowing) this.#shadow.emitted(event);
  }

  #otherFrame(messageId: number, bytes: Buffer, start: number, end: number): boolean {
    if (!this.#hooks.enabled) return false;
    return this.#hooks.others.some(
      (reader) => reader.messageIds.includes(messageId) && reader.frame(messageId, bytes, start, end),
    );
  }

  #startShadow(record: TickRecord): boolean {
    if (!this.#shadow.verifies(record.kind)) {
      this.#proven[record.kind] = 1;
      return false;
    }
    this.#shadow.expect(record);
    this.#shadowing = true;
    return true;
  }

  #settleShadow(): void {
    this.#shadowing = false;
    const mismatch = this.#shadow.settle();
    if (mismatch === undefined) return;
    this.#hot[mismatch.messageId] = 0;
    this.#slow.add(mismatch.messageId);
    this.#hooks.mismatch(mismatch);
  }
}
