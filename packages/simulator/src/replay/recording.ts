/** A transcript read back: each connection with its events in order. */

import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { HEADER, parseLine, type ClosedBy, type TranscriptLine } from '../record/transcript-line.js';
import { FileError } from '../scenario/located-json.js';

/** Something that happened on one connection. */
export type RecordedEvent = (
  | {
      readonly type: 'in' | 'out';
      readonly name: string;
      readonly fields: readonly string[];
      readonly terminated: boolean;
    }
  | { readonly type: 'raw-in' | 'raw-out'; readonly bytes: Buffer }
  | { readonly type: 'close'; readonly by: ClosedBy }
) & {
  /** Milliseconds since the first line, as far as pauses were recorded. */
  readonly atMs: number;
  /** Line of the file, from 1. */
  readonly line: number;
};

export interface RecordedConnection {
  readonly number: number;
  readonly events: readonly RecordedEvent[];
  /** The version the server answered; 0 when it never did. */
  readonly serverVersion: number;
}

export interface Recording {
  readonly file: string;
  readonly connections: readonly RecordedConnection[];
}

/** Reads a transcript. @throws FileError naming the line that is none, the system's error when it cannot be read */
export async function loadRecording(file: string): Promise<Recording> {
  const stream = createReadStream(file);
  const lines = createInterface({ input: stream, crlfDelay: Infinity });
  const reader = new Reader(file);
  try {
    for await (const line of lines) reader.line(line);
  } finally {
    stream.destroy();
  }
  return reader.end();
}

class Reader {
  readonly #file: string;
  readonly #events = new Map<number, RecordedEvent[]>();
  #line = 0;
  #atMs = 0;

  constructor(file: string) {
    this.#file = file;
  }

  line(text: string): void {
    this.#line++;
    if (this.#line === 1) {
      if (text !== HEADER) this.#fail(`Expected a transcript, which begins with "${HEADER}"`);
      return;
    }
    const line = this.#parse(text);
    if (line !== undefined) this.#add(line);
  }

  end(): Recording {
    if (this.#line === 0) this.#fail('Expected a transcript, found an empty file');
    const connections = [...this.#events].map(([number, events]) => ({
      number,
      events,
      serverVersion: versionOf(events),
    }));
    return { file: this.#file, connections };
  }

  #parse(text: string): TranscriptLine | undefined {
    try {
      return parseLine(text);
    } catch (error) {
      return this.#fail(error instanceof Error ? error.message : String(error));
    }
  }

  #add(line: TranscriptLine): void {
    const place = { atMs: this.#atMs, line: this.#line };
    switch (line.type) {
      case 'comment':
        return;
      case 'pause':
        this.#atMs += line.ms;
        return;
      case 'open':
        if (this.#events.has(line.connection)) this.#fail(`Connection ${line.connection} is opened twice`);
        this.#events.set(line.connection, []);
        return;
      case 'close':
        this.#of(line.connection).push({ type: 'close', by: line.by, ...place });
        return;
      case 'raw':
        this.#of(line.connection).push({ type: `raw-${line.direction}`, bytes: line.bytes, ...place });
        return;
      case 'frame': {
        const text = line.payload.toString('latin1');
        const terminated = text.endsWith('\0');
        const fields = (terminated ? text.slice(0, -1) : text).split('\0');
        this.#of(line.connection).push({ type: line.direction, name: line.name, fields, terminated, ...place });
      }
    }
  }

  #of(connection: number): RecordedEvent[] {
    return this.#events.get(connection) ?? this.#fail(`Connection ${connection} was never opened`);
  }

  #fail(expectation: string): never {
    throw new FileError(this.#file, Math.max(1, this.#line), '', expectation);
  }
}

function versionOf(events: readonly RecordedEvent[]): number {
  const answer = events.find((event) => event.type === 'out');
  return answer?.type === 'out' && answer.name === 'handshake' ? Number.parseInt(answer.fields[0] ?? '0', 10) : 0;
}
