/**
 * A transcript being written. Each line is scrubbed as it comes; on closing, the file is scrubbed once more when a
 * secret was recognised only after lines that hold it had been written.
 */

import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { Scrubber, type ScrubOptions } from './scrub.js';
import { formatLine, HEADER, parseLine, type TranscriptLine } from './transcript-line.js';

/** Not all that passed could be written. */
export class IncompleteRecording extends Error {
  override readonly name = 'IncompleteRecording';

  constructor(path: string, scrubbed: boolean, cause: Error) {
    const names = scrubbed ? '' : ', and what there is of it may still name accounts';
    super(`${path} is not complete${names}: ${cause.message}`, { cause });
  }
}

/** Shorter silences are not written: they would make two recordings of the same session differ. */
const MIN_PAUSE_MS = 50;

export interface TranscriptFileOptions extends ScrubOptions {
  /** Milliseconds; for the pauses. */
  readonly now: () => number;
  /** Replace a file that exists. @default false */
  readonly overwrite?: boolean;
}

export class TranscriptFile {
  readonly path: string;
  readonly #stream: WriteStream;
  readonly #scrubber: Scrubber;
  readonly #now: () => number;
  #lastAt: number | undefined;
  #knownAtFirstLine: number | undefined;
  #error: Error | undefined;

  private constructor(path: string, stream: WriteStream, options: TranscriptFileOptions) {
    this.path = path;
    this.#stream = stream;
    this.#scrubber = new Scrubber(options);
    this.#now = options.now;
    // A disk that is full must not cost anybody his connection to TWS: `close` says it.
    stream.on('error', (error) => (this.#error ??= error));
  }

  /** Creates the file. @throws the system's error, `EEXIST` for a file that is there and not to be overwritten */
  static async create(path: string, options: TranscriptFileOptions): Promise<TranscriptFile> {
    const stream = createWriteStream(path, { flags: options.overwrite === true ? 'w' : 'wx', mode: 0o600 });
    await once(stream, 'open');
    stream.write(`${HEADER}\n`);
    return new TranscriptFile(path, stream, options);
  }

  /** Adds a line, and before it the pause since the last one when it was long enough to matter. */
  write(line: TranscriptLine): void {
    if (this.#error) return;
    const now = this.#now();
    const pause = Math.round((now - (this.#lastAt ?? now)) / 10) * 10;
    this.#lastAt = now;
    if (pause >= MIN_PAUSE_MS) this.#append({ type: 'pause', ms: pause });
    this.#append(line);
  }

  /** Flushes, and scrubs the whole file again if that can find anything. @throws {@link IncompleteRecording} */
  async close(): Promise<void> {
    if (!this.#stream.closed) {
      const closed = new Promise<void>((resolve) => this.#stream.once('close', resolve));
      this.#stream.end();
      await closed;
    }
    const scrubbed = this.#scrubber.known === (this.#knownAtFirstLine ?? this.#scrubber.known);
    if (this.#error !== undefined) throw new IncompleteRecording(this.path, scrubbed, this.#error);
    if (!scrubbed) await this.#scrubAgain();
  }

  #append(line: TranscriptLine): void {
    this.#knownAtFirstLine ??= this.#scrubber.known;
    this.#stream.write(`${formatLine(this.#scrubber.line(line))}\n`);
  }

  async #scrubAgain(): Promise<void> {
    const fresh = `${this.path}.scrubbing`;
    try {
      await pipeline(this.#scrubbedLines(), createWriteStream(fresh, { mode: 0o600 }));
      await rename(fresh, this.path);
    } catch (error) {
      await rm(fresh, { force: true });
      throw error;
    }
  }

  async *#scrubbedLines(): AsyncGenerator<string> {
    for await (const text of createInterface({ input: createReadStream(this.path), crlfDelay: Infinity })) {
      const line = text === HEADER ? undefined : parseLine(text);
      yield `${line === undefined ? text : formatLine(this.#scrubber.line(line))}\n`;
    }
  }
}
