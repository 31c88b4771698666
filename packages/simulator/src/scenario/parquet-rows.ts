/** The rows of a Parquet file, through `hyparquet`, which is only needed, and only loaded, for them. */

import { FileError } from './located-json.js';

type Library = typeof import('hyparquet');

/** One object per row, by column. @throws FileError without the library, or for what is no Parquet file */
export async function parquetRows(file: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { asyncBufferFromFile, parquetReadObjects } = await loadLibrary(file);
  const buffer = await asyncBufferFromFile(file);
  try {
    return await parquetReadObjects({ file: buffer });
  } catch (error) {
    throw new FileError(file, 1, '', `Expected a complete Parquet file: ${String(error)}`);
  }
}

async function loadLibrary(file: string): Promise<Library> {
  try {
    return await import('hyparquet');
  } catch {
    throw new FileError(file, 1, '', 'Parquet needs the package hyparquet: npm install hyparquet');
  }
}
