// What TWS says, frame by frame: to the taps, to the library, and into notices. One bad frame costs one frame.

import type { Notice } from '@cq/errors';
import { messageIdOf } from './fields.js';
import type { FrameSink } from './frame-reader.js';
import type { LibraryLink } from './library-link.js';
import { isDebugging } from './logger.js';
import type { Logger } from './logger.js';
import { Incoming, incomingName } from './message-ids.js';
import { readNotice, withoutReject } from './notice-frame.js';
import type { TapRegistry } from './tap-registry.js';

export interface BadFrame {
  readonly messageId: number | undefined;
  readonly message: string;
}

/** Who hears what was read. */
export interface InboundOwner {
  /** The first frame. `false` when it ended the session. */
  version(bytes: Buffer, start: number, end: number): boolean;
  /** Every later frame, before anybody else. */
  heard(messageId: number, bytes: Buffer, start: number, end: number): void;
  notice(notice: Notice, from: 'tws' | 'library'): void;
  badFrame(frame: BadFrame): void;
  /** The stream, or the library, is beyond repair. */
  broken(message: string): void;
}

export interface InboundParts {
  readonly link: LibraryLink;
  readonly taps: TapRegistry;
  readonly logger: Logger;
  readonly owner: InboundOwner;
  /** While muted, the library's events go nowhere. */
  readonly mute: (muted: boolean) => void;
}

const HEADER = 4;
/** A frame whose decoding cannot fail: the current time. */
const harmless = Buffer.from('\0\0\0\x0749\x001\x000\0', 'latin1');
const MOST_FLUSHES = 1_000;

export class Inbound implements FrameSink {
  readonly #parts: InboundParts;
  readonly #debugging: boolean;
  #versionSeen = false;
  /** The message the library is decoding right now. */
  #decoding: number | undefined;
  #reportedBad = false;
  readonly #taken = { frames: 0 };
  messages = 0;
  badFrames = 0;

  constructor(parts: InboundParts) {
    this.#parts = parts;
    this.#debugging = isDebugging(parts.logger);
  }

  frame(bytes: Buffer, start: number, end: number): void {
    this.messages += 1;
    const { owner, taps } = this.#parts;
    if (!this.#versionSeen) {
      this.#versionSeen = true;
      if (owner.version(bytes, start, end)) this.#deliver(undefined, bytes, start, end);
      return;
    }
    const id = messageIdOf(bytes, start, end);
    if (this.#debugging) {
      this.#parts.logger.debug({ message: incomingName(id), bytes: end - start }, 'Received');
    }
    owner.heard(id, bytes, start, end);
    if (id === Incoming.Notice) this.#notice(bytes, start, end);
    else if (!taps.frame(id, bytes, start, end)) this.#deliver(id, bytes, start, end);
  }

  /** Bursts of what the taps want go to them directly. */
  run(bytes: Buffer, position: number): number {
    if (!this.#versionSeen || this.#debugging) return position;
    this.#taken.frames = 0;
    const after = this.#parts.taps.run(bytes, position, this.#taken);
    this.messages += this.#taken.frames;
    return after;
  }

  badFrame(bytes: Buffer, start: number, end: number, message: string): void {
    const id = end > start && this.#versionSeen ? messageIdOf(bytes, start, end) : undefined;
    this.#bad({ messageId: id, message });
  }

  broken(message: string): void {
    this.badFrames += 1;
    this.#parts.owner.broken(message);
  }

  /**
   * The library reports an error of its own making. Answers whether it is news: what TWS itself said has been read
   * from the bytes already.
   */
  libraryReported(notice: Notice, isDecodingFault: boolean): boolean {
    if (isDecodingFault) {
      if (!this.#reportedBad) this.#bad({ messageId: this.#decoding, message: notice.message });
      this.#reportedBad = true;
      return true;
    }
    return this.#parts.link.kind === 'exchange' && this.#decoding !== Incoming.Notice;
  }

  #notice(bytes: Buffer, start: number, end: number): void {
    const notice = readNotice(bytes, start, end);
    // The library decodes reject details in a way that can throw; without them it cannot.
    if (notice?.advancedOrderReject === undefined) this.#deliver(Incoming.Notice, bytes, start, end);
    else if (!this.#tryDeliver(Incoming.Notice, bytes, start, end)) {
      const plain = withoutReject(bytes, start, end);
      this.#deliver(Incoming.Notice, plain, HEADER, plain.length);
    }
    if (notice) this.#parts.owner.notice(notice, 'tws');
  }

  #deliver(id: number | undefined, bytes: Buffer, start: number, end: number): void {
    if (!this.#tryDeliver(id, bytes, start, end)) {
      this.#bad({ messageId: id, message: `The library could not decode ${incomingName(id ?? 0)}` });
    }
  }

  #tryDeliver(id: number | undefined, bytes: Buffer, start: number, end: number): boolean {
    this.#decoding = id;
    this.#reportedBad = false;
    try {
      this.#parts.link.deliver(bytes.subarray(start - HEADER, end));
      return true;
    } catch (error) {
      this.#parts.logger.warn({ err: error, message: incomingName(id ?? 0) }, 'The library failed on a message');
      this.#flush();
      return false;
    } finally {
      this.#decoding = undefined;
    }
  }

  /** After an exception the rest of the message is still in the library's queue and would be read as messages. */
  #flush(): void {
    const { owner, link, mute } = this.#parts;
    mute(true);
    try {
      for (let tries = 0; tries < MOST_FLUSHES; tries += 1) {
        if (delivers(link, harmless)) return;
      }
    } finally {
      mute(false);
    }
    owner.broken('the library did not recover from a message it could not decode');
  }

  #bad(frame: BadFrame): void {
    this.badFrames += 1;
    this.#parts.owner.badFrame(frame);
  }
}

function delivers(link: LibraryLink, frame: Buffer): boolean {
  try {
    link.deliver(frame);
    return true;
  } catch {
    return false;
  }
}
