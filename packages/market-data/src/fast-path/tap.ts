/**
 * The fast path: sees the socket's bytes first and takes the market-data messages of our own streams out of them.
 * Whatever it does not take exactly, or is not ours, goes to `@stoqey/ib` unchanged.
 */
import type { FrameTap } from '@cq/connection/internal';
import type { Delivery } from '../delivery.js';
import type { DirectWrites } from '../direct-writes.js';
import type { IdTable } from '../id-table.js';
import type { Stream } from '../stream.js';
import { type MessageId, TickRecord } from '../tick-record.js';
import * as wire from './bytes.js';
import { decode, HOT_MESSAGES, NEWEST_VERSION, OLDEST_VERSION } from './decode.js';
import type { LibraryEvent } from './expected-events.js';
import { decodeQuoteTick } from './quote-tick.js';
import { Shadow, type Mismatch } from './shadow.js';

export interface TapHooks {
  readonly table: IdTable<Stream>;
  /** False leaves every frame to the library; the tap then only tells when a read ends. */
  readonly enabled: boolean;
  readonly delivery: Delivery;
  readonly direct: DirectWrites;
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
    this.ended();
    this.#shadow.reset();
    this.#slow.clear();
    if (known && this.#hooks.enabled) for (const messageId of HOT_MESSAGES) this.#hot[messageId] = 1;
  }

  ended(): void {
    this.#shadowing = false;
    this.#hot.fill(0);
    this.#proven.fill(0);
  }

  /** Bursts of what has proved itself, without a word to anybody else. */
  run(bytes: Buffer, position: number, taken: { frames: number }): number {
    if (this.#shadowing) return position;
    const record = this.#record;
    record.open(bytes);
    const { view } = record;
    const { length } = bytes;
    let at = position;
    let frames = 0;
    while (at + wire.SHORTEST_FRAME <= length) {
      const start = at + wire.HEADER;
      const end = start + view.getInt32(at);
      if (end > length || end <= start || !this.#takeProven(record, start, end)) break;
      at = end;
      frames++;
    }
    if (frames > 0) this.#readLength = bytes.length;
    taken.frames += frames;
    return at;
  }

  frame(messageId: number, bytes: Buffer, start: number, end: number): boolean {
    this.#readLength = bytes.length;
    if (this.#shadowing) this.#settleShadow();
    if (this.#hot[messageId] !== 1) return this.#otherFrame(messageId, bytes, start, end);
    const record = this.#record;
    if (!decode(record, messageId, bytes, start, end)) return false;
    const stream = this.#hooks.table.get(record.reqId);
    if (stream === undefined || this.#startShadow(record)) return false;
    this.#give(stream, record);
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

  /** A message of a kind that has proved itself. */
  #takeProven(record: TickRecord, start: number, end: number): boolean {
    const messageId = shortMessageId(record.bytes, start);
    if (this.#proven[messageId] !== 1) return false;
    if (messageId <= wire.SIZE && decodeQuoteTick(record, start, end)) {
      if (this.#hooks.direct.take(record)) return true;
    } else if (
      (messageId === wire.TEXT || messageId === wire.OPTION_COMPUTATION) &&
      this.#hooks.direct.takeRaw(record, messageId, start, end)
    ) {
      return true;
    } else if (!decode(record, messageId, record.bytes, start, end)) return false;
    const stream = this.#hooks.table.get(record.reqId);
    if (stream === undefined) return false;
    this.#give(stream, record);
    return true;
  }

  #give(stream: Stream, record: TickRecord): void {
    const hooks = this.#hooks;
    if (stream.gapReason !== undefined) hooks.heard(stream);
    if (!stream.apply(record)) return;
    hooks.delivery.spoke(stream);
    const { kind } = record;
    if (kind > wire.SIZE && kind !== wire.OPTION_COMPUTATION && kind !== wire.TEXT) return;
    hooks.direct.open(record.reqId, stream.openForWrites());
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

/** The id at the start of a payload, if it has one or two digits; 0 otherwise, which is nobody's. */
function shortMessageId(bytes: Buffer, start: number): number {
  const first = (bytes[start] ?? wire.NUL) - wire.ZERO;
  const second = bytes[start + 1] ?? wire.NUL;
  if (first >>> 0 > 9) return 0;
  if (second === wire.NUL) return first;
  const units = second - wire.ZERO;
  return units >>> 0 <= 9 && bytes[start + 2] === wire.NUL ? first * 10 + units : 0;
}
