/** The files of a recording: one of each kind and day, opened when its first row comes, completed when the day is over. */
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { once } from 'node:events';
import path from 'node:path';
import { openParquet } from './record-parquet.js';
import type { RecordRow } from './record-rows.js';

/** Where rows go. */
export interface RowSink {
  readonly path: string;
  /** Resolves when there is room for more. */
  write(row: RecordRow): Promise<void> | void;
  close(): Promise<void>;
}

interface Open {
  readonly day: string;
  readonly sink: Promise<RowSink>;
}

export class DayFiles {
  readonly paths: string[] = [];
  rows = 0;
  readonly #directory: string;
  readonly #format: 'ndjson' | 'parquet';
  readonly #open = new Map<string, Open>();

  constructor(directory: string, format: 'ndjson' | 'parquet') {
    this.#directory = directory;
    this.#format = format;
  }

  async write(kind: string, row: RecordRow): Promise<void> {
    const day = row.time.toISOString().slice(0, 10);
    const current = this.#open.get(kind);
    const open = current?.day === day ? current : { day, sink: this.#start(kind, day) };
    this.#open.set(kind, open);
    if (current !== undefined && current !== open) await (await current.sink).close();
    const sink = await open.sink;
    this.rows += 1;
    await sink.write(row);
  }

  async close(): Promise<void> {
    const sinks = [...this.#open.values()].map(async ({ sink }) => (await sink).close());
    this.#open.clear();
    await Promise.all(sinks);
  }

  async #start(kind: string, day: string): Promise<RowSink> {
    await mkdir(this.#directory, { recursive: true });
    const file = path.join(this.#directory, `${kind}-${day}.${this.#format}`);
    const sink = this.#format === 'ndjson' ? await openNdjson(file) : await openParquet(file);
    this.paths.push(sink.path);
    return sink;
  }
}

/** Appends: a recording that was stopped, or died, goes on in the same file. */
async function openNdjson(file: string): Promise<RowSink> {
  const stream = createWriteStream(file, { flags: 'a' });
  await once(stream, 'open');
  let failure: Error | undefined;
  stream.on('error', (error) => (failure = error));
  return {
    path: file,
    async write(row) {
      if (failure !== undefined) throw failure;
      if (!stream.write(`${JSON.stringify(row)}\n`)) await drained(stream);
    },
    async close() {
      stream.end();
      if (failure !== undefined) throw failure;
      await once(stream, 'close');
    },
  };
}

/** A stream that fails never drains; the next write tells why. */
async function drained(stream: WriteStream): Promise<void> {
  await Promise.race([once(stream, 'drain'), once(stream, 'close')]);
}
