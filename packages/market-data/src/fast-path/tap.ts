/**
 * The fast path: sees the socket's bytes first and takes the market-data messages of our own streams out of them.
 * Whatever it does not take exactly, or is not ours, goes to `@stoqey/ib` unchanged.
 */
import type { FrameTap } from '@cq/connection/internal';
import type { Delivery } from '../delivery.js';
import type { IdTable } from '../id-table.js';
import type { Stream } from '../stream.js';
import { MessageId, TickRecord } from '../tick-record.js';
import { decode, HOT_MESSAGES, NEWEST_VERSION, OLDEST_VERSION } from './decode.js';
import type { LibraryEvent } from './expected-events.js';
import { QuoteFrame } from './quote-frame.js';
import { Shadow, type Mismatch } from './shadow.js';

export interface TapHooks {
  readonly table: IdTable<Stream>;
  /** False leaves every frame to the library; the tap then only tells when a read ends. */
  readonly enabled: boolean;
  readonly delivery: Delivery;
  /** A stream with a gap speaks. */
  heard(stream: Stream): void;
  /** Other messages of ours that are read from bytes. */
  readonly others: readonly ByteReader[];
  mismatch(mismatch: Mismatch): void;
}

/** Reads messages that are not ticks. True consumes the frame. */
export interface ByteReader {
  readonly messageIds: readonly number[];
  frame(messageId: number, bytes: Buffer, start: number, end: number): boolean;
}

const ANY_MESSAGE = 256;
/** The size of the buffers that sockets are read into. */
const FULL_READ = 65_536;

export class FastPath implements FrameTap {
  readonly messageIds: readonly number[];
  readonly #hooks: TapHooks;
  readonly #shadow = new Shadow();
  readonly #slow = new Set<MessageId>();
  readonly #record = new TickRecord();
  readonly #quoteFrame = new QuoteFrame();
  /** By message id: 1 when decoded here, 0 when the library's. */
  readonly #hot = new Uint8Array(ANY_MESSAGE);
  /** By message id: 1 when verified already. */
  readonly #proven = new Uint8Array(ANY_MESSAGE);
  #shadowing = false;
  #readLength = 0;

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
    this.#proven.fill(0);
  }

  frame(messageId: number, bytes: Buffer, start: number, end: number): boolean {
    this.#readLength = bytes.length;
    if (this.#shadowing) this.#settleShadow();
    if (messageId <= MessageId.Size && this.#proven[messageId] === 1) {
      if (this.#quote(messageId, bytes, start, end)) return true;
    }
    if (this.#hot[messageId] !== 1) return this.#otherFrame(messageId, bytes, start, end);
    const record = this.#record;
    if (!decode(record, bytes, start, end)) return false;
    const stream = this.#hooks.table.get(record.reqId);
    if (stream === undefined) return false;
    if (this.#proven[messageId] !== 1 && this.#startShadow(record)) return false;
    const hooks = this.#hooks;
    if (stream.gapReason !== undefined) hooks.heard(stream);
    if (stream.apply(record)) hooks.delivery.spoke(stream);
    return true;
  }

  readEnd(): void {
    if (this.#shadowing) this.#settleShadow();
    // A read that filled the buffer says that more is waiting: what it brought may be outdated already.
    if (this.#readLength >= FULL_READ) this.#hooks.delivery.planAfterTurn();
    else this.#hooks.delivery.flush();
  }

  /** An event the library emitted for one of our streams. */
  emitted(event: LibraryEvent): void {
    if (this.#shadowing) this.#shadow.emitted(event);
  }

  /** The shortest way from bytes to a quote; false leaves the frame to the longer ones. */
  #quote(messageId: number, bytes: Buffer, start: number, end: number): boolean {
    const frame = this.#quoteFrame;
    if (!frame.read(messageId, bytes, start, end)) return false;
    const hooks = this.#hooks;
    const stream = hooks.table.get(frame.reqId);
    if (stream === undefined) return false;
    if (stream.gapReason !== undefined) hooks.heard(stream);
    if (!stream.takeQuote(messageId, frame.type, frame.values)) return false;
    hooks.delivery.spoke(stream);
    return true;
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
    this.#proven[mismatch.messageId] = 0;
    this.#slow.add(mismatch.messageId);
    this.#hooks.mismatch(mismatch);
  }
}
