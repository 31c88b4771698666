/**
 * The journal: an append-only file of what was intended, before the wire, and what came of it, after. It outlives the
 * process, so that the next one can find each order's fate and never gives out an order id twice. Nothing in it is
 * ever rewritten; what a crash or a bad disk made unreadable is reported and stepped over. See decisions/0008.
 */
import {
  closeSync,
  fdatasync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { checkEnum } from './check.js';
import { decodeLines, encodeLine, type Damage, type JournalRecord } from './journal-record.js';
import { lockJournal, type JournalLock } from './journal-lock.js';

export interface JournalOptions {
  /**
   * `disk`: an intent is on the disk before the order is on the wire; survives a power cut. `process`: it is with the
   * operating system; survives `kill -9` and crashes of the process, not of the machine, and costs microseconds.
   * @default 'disk'
   */
  readonly durability?: 'disk' | 'process';
}

const syncToDisk = promisify(fdatasync);

export class Journal implements Disposable {
  readonly path: string;
  readonly durability: 'disk' | 'process';
  /** What could not be read when it was opened. */
  readonly damage: readonly Damage[];
  readonly #lock: JournalLock;
  readonly #file: number;
  readonly #inode: number;
  #seq: number;
  #buffer = '';
  #flushing: NodeJS.Immediate | undefined;
  #onDisk: Promise<void> = Promise.resolve();
  #nextSync: Promise<void> | undefined;
  /** Why nothing more can be trusted to it. */
  #lost: Error | undefined;
  #closed = false;

  /** Use {@link openJournal}. */
  constructor(path: string, options: JournalOptions = {}) {
    const { durability = 'disk' } = options;
    checkEnum(durability, ['disk', 'process'], 'durability');
    this.path = path;
    this.durability = durability;
    this.#file = openSync(path, 'a', 0o600);
    let lock: JournalLock | undefined;
    try {
      this.#inode = fstatSync(this.#file).ino;
      // One file has one lock, by whatever name it was opened.
      this.#lock = lock = lockJournal(realpathSync(path));
      const bytes = readFileSync(path);
      const { damage, lastSeq } = decodeLines(bytes);
      this.damage = damage;
      this.#seq = lastSeq;
      if (bytes.length > 0 && bytes.at(-1) !== 0x0a) this.#buffer = '\n';
      if (bytes.length === 0) syncFolder(path);
    } catch (error) {
      lock?.release();
      closeSync(this.#file);
      throw error;
    }
  }

  /** Everything readable in the file now, oldest first. */
  records(): readonly JournalRecord[] {
    if (!this.#closed) this.#flushQuietly();
    return decodeLines(readFileSync(this.path)).lines.map(({ record }) => record);
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Adds a record. It is with the operating system after {@link flush}, or a moment later by itself. */
  append(record: JournalRecord): void {
    if (this.#closed) return;
    this.#seq += 1;
    this.#buffer += encodeLine({ seq: this.#seq, record });
    this.#flushing ??= setImmediate(() => this.#flushQuietly());
  }

  /**
   * Hands everything to the operating system.
   * @throws the error of the file system, and when the file, or the right to write it, was taken away
   */
  flush(): void {
    if (this.#flushing) clearImmediate(this.#flushing);
    this.#flushing = undefined;
    this.#write();
    this.#checkHold();
  }

  /** Resolves when everything appended so far is safe, as `durability` means it. One disk sync serves all who wait. */
  async durable(): Promise<void> {
    this.flush();
    if (this.durability === 'process') return;
    // A sync under way may have begun before these bytes were written: the next one counts.
    this.#nextSync ??= this.#onDisk
      .catch(() => undefined)
      .then(() => {
        this.#nextSync = undefined;
        this.#onDisk = this.#sync();
        return this.#onDisk;
      });
    await this.#nextSync;
  }

  async #sync(): Promise<void> {
    this.#checkOpen();
    try {
      await syncToDisk(this.#file);
    } catch (cause) {
      // What the system could not write it may have dropped: the next sync would succeed without it.
      this.#lost ??= new Error(`The journal ${this.path} has lost lines that the disk did not take: open it anew`, {
        cause,
      });
    }
    if (this.#lost) throw this.#lost;
  }

  #checkOpen(): void {
    if (this.#closed) throw new Error(`The journal ${this.path} is closed`);
    if (this.#lost) throw this.#lost;
  }

  /** A file that was deleted or replaced takes what is written with it; one process alone may write. */
  #checkHold(): void {
    const now = statSync(this.path, { throwIfNoEntry: false });
    if (now?.ino !== this.#inode) {
      this.#lost ??= new Error(`The journal ${this.path} was removed or replaced while it was in use`);
    } else if (!this.#lock.isHeld()) {
      this.#lost ??= new Error(`The journal ${this.path} was taken over by another process`);
    }
    this.#checkOpen();
  }

  /** Writes what is left and lets go of the file and the lock. Calling it again does nothing. */
  close(): void {
    if (this.#closed) return;
    if (this.#flushing) clearImmediate(this.#flushing);
    this.#flushQuietly();
    this.#closed = true;
    closeSync(this.#file);
    this.#lock.release();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #flushQuietly(): void {
    this.#flushing = undefined;
    try {
      this.#write();
    } catch {
      // Kept: the next order asks, and is refused with it.
    }
  }

  #write(): void {
    // The number of a closed file may be that of another one by now.
    this.#checkOpen();
    if (this.#buffer === '') return;
    const bytes = Buffer.from(this.#buffer);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.#file, bytes, written);
    } finally {
      // A line that was cut short is written again, whole, on a line of its own.
      const start = written === 0 ? 0 : bytes.lastIndexOf(0x0a, written - 1) + 1;
      const rest = written < bytes.length ? bytes.subarray(start).toString('utf8') : '';
      this.#buffer = rest !== '' && start < written ? `\n${rest}` : rest;
    }
  }
}

/**
 * Opens or makes a journal. Give it to the broker, and close it after the broker.
 * @throws InvalidArgumentError when another process has it open or `durability` is no word it knows, and the file
 * system's own errors
 */
export function openJournal(path: string, options: JournalOptions = {}): Journal {
  return new Journal(path, options);
}

/** Makes the new file's name survive a power cut too. Not every platform can. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(dirname(path), 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch {
    // Windows has no such thing.
  }
}
