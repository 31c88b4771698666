/** Parquet files of a recording, through `hyparquet-writer`, which is only needed, and only loaded, for them. */
import { access } from 'node:fs/promises';
import { InvalidArgumentError } from '@cq/errors';
import { ROW_NUMBERS, type RecordRow } from './record-rows.js';
import type { RowSink } from './record-files.js';

/** Rows kept in memory until a group of them is written. */
const ROW_GROUP = 10_000;

type Library = typeof import('hyparquet-writer');

/**
 * A Parquet file cannot be appended to: where there is one of that name already, the next gets a number.
 * @throws InvalidArgumentError when the library is not installed
 */
export async function openParquet(file: string): Promise<RowSink> {
  const library = await loadLibrary();
  const path = await freePath(file);
  const { ParquetWriter, fileWriter } = library;
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: library.schemaFromColumnData({ columnData: columns([]) }),
  });
  let rows: RecordRow[] = [];
  const flush = async (): Promise<void> => {
    if (rows.length === 0) return;
    const columnData = columns(rows);
    rows = [];
    await writer.write({ columnData });
  };
  return {
    path,
    async write(row) {
      rows.push(row);
      if (rows.length >= ROW_GROUP) await flush();
    },
    async close() {
      await flush();
      await writer.finish();
    },
  };
}

function columns(rows: readonly RecordRow[]) {
  return [
    { name: 'time', type: 'TIMESTAMP' as const, data: rows.map(({ time }) => time), nullable: false },
    { name: 'symbol', type: 'STRING' as const, data: rows.map(({ symbol }) => symbol), nullable: false },
    ...ROW_NUMBERS.map((name) => ({
      name,
      type: 'DOUBLE' as const,
      // Parquet knows null, not undefined.
      data: rows.map((row) => row[name] ?? null),
      nullable: true,
    })),
  ];
}

async function loadLibrary(): Promise<Library> {
  try {
    return await import('hyparquet-writer');
  } catch {
    throw new InvalidArgumentError(
      'format',
      "'parquet' needs the package hyparquet-writer: npm install hyparquet-writer",
    );
  }
}

async function freePath(file: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? file : file.replace(/\.parquet$/, `-${number}.parquet`);
    const taken = await access(candidate).then(
      () => true,
      () => false,
    );
    if (!taken) return candidate;
  }
}
