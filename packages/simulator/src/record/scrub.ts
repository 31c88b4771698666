/**
 * Takes account numbers, names and order refs out of a session, frame by frame, and puts stand-ins in: the same one for
 * the same secret, in every message, in both directions, inside texts too. Everything else stays as it was recorded,
 * amounts included.
 */

import { Pseudonyms } from './pseudonyms.js';
import { secretFields, type SecretField } from './secret-fields.js';
import type { Direction, TranscriptLine } from './transcript-line.js';

export interface ScrubOptions {
  /** Further words that must not appear: people's names, for instance. Matched in any field, whatever their case. */
  readonly names?: readonly string[];
}

/** One for a whole transcript. Works on bytes, so that it finds a name whatever encoding TWS chose. */
export class Scrubber {
  readonly #book = new Pseudonyms();
  #serverVersion = 0;

  constructor(options: ScrubOptions = {}) {
    for (const name of options.names ?? []) this.#book.standIn(latin1Of(name), 'name', { everywhere: true });
  }

  /** How many secrets are known. When it grew, lines scrubbed earlier may hold what was only recognised later. */
  get known(): number {
    return this.#book.size;
  }

  /** The line without secrets. */
  line(line: TranscriptLine): TranscriptLine {
    switch (line.type) {
      case 'frame':
        if (line.name === 'handshake') this.#noteVersion(line.direction, line.payload);
        return { ...line, payload: this.payload(line.direction, line.payload) };
      case 'raw':
        return { ...line, bytes: bytesOf(this.#text(line.bytes.toString('latin1'))) };
      default:
        return line;
    }
  }

  /** One frame without its length prefix. */
  payload(direction: Direction, payload: Buffer): Buffer {
    const fields = payload.toString('latin1').split('\0');
    const spots = secretFields(direction, fields, this.#serverVersion);
    for (const spot of spots) {
      const value = fields[spot.index];
      // The last part is what follows the final NUL: no field.
      if (value !== undefined && spot.index < fields.length) fields[spot.index] = this.#secret(value, spot);
    }
    return bytesOf(this.#text(fields.join('\0')));
  }

  #secret(value: string, spot: SecretField): string {
    if (spot.form === 'list')
      return value
        .split(',')
        .map((v) => this.#single(v.trim(), spot))
        .join(',');
    if (spot.form === 'xml') return value.replace(/(?<=>)[^<>]+(?=<\/)/g, (text) => this.#xmlText(text, spot));
    return this.#single(value, spot);
  }

  #single(value: string, spot: SecretField): string {
    this.#book.learnAccounts(value);
    return this.#book.standIn(value, spot.kind);
  }

  #xmlText(text: string, spot: SecretField): string {
    return /^\s*$|^[-+.\d]+$/.test(text) ? text : this.#single(text, spot);
  }

  #text(text: string): string {
    this.#book.learnAccounts(text);
    return this.#book.replaceIn(text);
  }

  #noteVersion(direction: Direction, payload: Buffer): void {
    if (direction === 'out') this.#serverVersion = Number.parseInt(payload.toString('latin1'), 10);
  }
}

function latin1Of(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function bytesOf(latin1: string): Buffer {
  return Buffer.from(latin1, 'latin1');
}
