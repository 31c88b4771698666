/** The files of a recording: one of each kind and day, opened when its first row comes, completed a while after the day. */
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

const DAY_MS = 86_400_000;
/** What belongs to a day may come late: a bar is told when it is over. */
const LATEST_MS = 600_000;

export class DayFiles {
  rows = 0;
  readonly #paths = new Set<string>();
  readonly #directory: string;
  readonly #format: 'ndjson' | 'parquet';
  /** By kind; about midnight there are two of each. */
  readonly #open = new Map<string, Open[]>();

  constructor(directory: string, format: 'ndjson' | 'parquet') {
    this.#directory = directory;
    this.#format = format;
  }

  get paths(): readonly string[] {
    return [...this.#paths];
  }

  async write(kind: string, row: RecordRow): Promise<void> {
    const { sink } = this.#dayOf(kind, row.time);
    await this.#leave(kind, row.time.getTime() - LATEST_MS);
    const opened = await sink;
    this.rows += 1;
    await opened.write(row);
  }

  async close(): Promise<void> {
    const sinks = [...this.#open.values()].flat();
    this.#open.clear();
    await Promise.all(sinks.map(async ({ sink }) => (await sink).close()));
  }

  #dayOf(kind: string, time: Date): Open {
    const day = time.toISOString().slice(0, 10);
    const days = this.#open.get(kind) ?? [];
    const known = days.find((open) => open.day === day);
    if (known !== undefined) return known;
    const opened = { day, sink: this.#start(kind, day) };
    this.#open.set(kind, [...days, opened]);
    return opened;
  }

  /** Completes the days of a kind that were over before this instant. */
  async #leave(kind: string, before: number): Promise<void> {
    const days = this.#open.get(kind) ?? [];
    const isOver = ({ day }: Open): boolean => Date.parse(day) + DAY_MS <= before;
    const over = days.filter(isOver);
    if (over.length === 0) return;
    this.#open.set(
      kind,
      days.filter((open) => !isOver(open)),
    );
    for (const { sink } of over) await (await sink).close();
  }

  async #start(kind: string, day: string): Promise<RowSink> {
    await mkdir(this.#directory, { recursive: true });
    const file = path.join(this.#directory, `${kind}-${day}.${this.#format}`);
    const sink = this.#format === 'ndjson' ? await openNdjson(file) : await openParquet(file);
    this.#paths.add(sink.path);
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
  const over = new AbortController();
  const { signal } = over;
  try {
    await Promise.race([once(stream, 'drain', { signal }), once(stream, 'close', { signal })]);
  } finally {
    // The one that did not come would be waited for until the end of the day.
    over.abort();
  }
}
