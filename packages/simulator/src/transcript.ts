/**
 * Every frame both ways, as a test wants to ask about it. Bounded: the oldest frames make room for the newest. Fields are
 * split only when somebody looks.
 */

import type { MessageName, RequestName } from './message-ids.js';

/** One frame. `in` is from the client, `out` is to it. */
export interface TranscriptEntry {
  /** Milliseconds since the epoch on the simulator's clock. */
  readonly at: number;
  readonly direction: 'in' | 'out';
  /** −1 until the client has named itself. */
  readonly clientId: number;
  /** Which socket: 1 for the first the simulator accepted, then counting up. */
  readonly connection: number;
  /** The protocol's message number; −1 for the two frames of the handshake. */
  readonly id: number;
  readonly name: FrameName;
  /** All fields after the message number. */
  readonly fields: readonly string[];
}

export type FrameName = RequestName | MessageName | 'handshake' | 'unknown';

/** Frames with these properties, or frames for which a function says yes. */
export type FrameMatch =
  | {
      readonly direction?: 'in' | 'out';
      readonly name?: FrameName;
      readonly clientId?: number;
      readonly connection?: number;
      /** The first fields; `undefined` matches anything. */
      readonly fields?: readonly (string | undefined)[];
    }
  | ((entry: TranscriptEntry) => boolean);

interface Waiter {
  readonly match: (entry: TranscriptEntry) => boolean;
  remaining: number;
  readonly resolve: (entry: TranscriptEntry) => void;
  readonly reject: (reason: Error) => void;
  readonly timer: NodeJS.Timeout;
}

class Entry implements TranscriptEntry {
  #payload: string | undefined;
  #fields: readonly string[] | undefined;

  readonly at: number;
  readonly direction: 'in' | 'out';
  readonly clientId: number;
  readonly connection: number;
  readonly id: number;
  readonly name: FrameName;

  constructor(
    at: number,
    direction: 'in' | 'out',
    client: { readonly clientId: number; readonly connection: number },
    id: number,
    name: FrameName,
    payload: string,
  ) {
    this.at = at;
    this.direction = direction;
    this.clientId = client.clientId;
    this.connection = client.connection;
    this.id = id;
    this.name = name;
    this.#payload = payload;
  }

  get fields(): readonly string[] {
    this.#fields ??= splitPayload(this.#payload ?? '');
    this.#payload = undefined;
    return this.#fields;
  }
}

/** The record of a simulator's life, newest last. */
export class Transcript implements Iterable<TranscriptEntry> {
  readonly #limit: number;
  #entries: TranscriptEntry[] = [];
  #waiters: Waiter[] = [];
  readonly #listeners = new Set<(entry: TranscriptEntry) => void>();

  /** @param limit how many frames to keep at least (at most twice as many are); 0 keeps none */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get length(): number {
    return this.#entries.length;
  }

  [Symbol.iterator](): Iterator<TranscriptEntry> {
    return this.#entries[Symbol.iterator]();
  }

  filter(match: FrameMatch): readonly TranscriptEntry[] {
    return this.#entries.filter(matcher(match));
  }

  find(match: FrameMatch): TranscriptEntry | undefined {
    return this.#entries.find(matcher(match));
  }

  findLast(match: FrameMatch): TranscriptEntry | undefined {
    return this.#entries.findLast(matcher(match));
  }

  count(match: FrameMatch): number {
    return this.filter(match).length;
  }

  clear(): void {
    this.#entries = [];
  }

  /**
   * The `count`-th matching frame, at once when it has already passed.
   * @param options.timeoutMs in real time, also under a virtual clock. @default 5000
   * @throws Error naming what was awaited, when it does not come in time
   */
  waitFor(
    match: FrameMatch,
    options: { readonly timeoutMs?: number; readonly count?: number } = {},
  ): Promise<TranscriptEntry> {
    const { timeoutMs = 5000, count = 1 } = options;
    const test = matcher(match);
    const seen = this.#entries.filter(test);
    const found = seen[count - 1];
    if (found) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters = this.#waiters.filter((w) => w !== waiter);
        const wanted = typeof match === 'function' ? 'a frame' : JSON.stringify(match);
        reject(
          new Error(`${wanted} did not pass within ${timeoutMs} ms (${count - waiter.remaining} of ${count} seen)`),
        );
      }, timeoutMs);
      const waiter: Waiter = { match: test, remaining: count - seen.length, resolve, reject, timer };
      this.#waiters.push(waiter);
    });
  }

  /** Hear of every frame as it passes, a request before it is processed. Returns the way to stop. */
  onFrame(listener: (entry: TranscriptEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** For the simulator: note one frame. */
  add(
    at: number,
    direction: 'in' | 'out',
    client: { readonly clientId: number; readonly connection: number },
    id: number,
    name: FrameName,
    payload: string,
  ): void {
    if (this.#limit === 0 && this.#waiters.length === 0 && this.#listeners.size === 0) return;
    const entry = new Entry(at, direction, client, id, name, payload);
    this.#entries.push(entry);
    if (this.#entries.length >= this.#limit * 2)
      this.#entries = this.#limit === 0 ? [] : this.#entries.slice(-this.#limit);
    if (this.#waiters.length > 0) this.#wake(entry);
    for (const listener of this.#listeners) listener(entry);
  }

  /** For the simulator: nobody waits any longer. */
  close(): void {
    for (const waiter of this.#waiters) {
      clearTimeout(waiter.timer);
      waiter.reject(new Error('The simulator was closed'));
    }
    this.#waiters = [];
  }

  #wake(entry: TranscriptEntry): void {
    this.#waiters = this.#waiters.filter((waiter) => {
      if (!waiter.match(entry) || --waiter.remaining > 0) return true;
      clearTimeout(waiter.timer);
      waiter.resolve(entry);
      return false;
    });
  }
}

function splitPayload(payload: string): readonly string[] {
  const fields = payload.split('\0');
  if (payload.endsWith('\0')) fields.pop();
  return fields;
}

function matcher(match: FrameMatch): (entry: TranscriptEntry) => boolean {
  if (typeof match === 'function') return match;
  const { direction, name, clientId, connection, fields } = match;
  return (entry) =>
    (direction === undefined || entry.direction === direction) &&
    (name === undefined || entry.name === name) &&
    (clientId === undefined || entry.clientId === clientId) &&
    (connection === undefined || entry.connection === connection) &&
    (fields?.every((field, i) => field === undefined || field === entry.fields[i]) ?? true);
}
