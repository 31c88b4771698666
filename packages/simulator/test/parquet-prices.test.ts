/** Prices out of Parquet files, as those of any other file. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parquetWriteFile } from 'hyparquet-writer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadPrices } from '../src/index.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'cq-prices-'));
});
afterEach(() => rm(directory, { recursive: true }));

describe('A Parquet file', () => {
  it('has rows by symbol, and nothing where a column is empty', async () => {
    const file = path.join(directory, 'ticks.parquet');
    parquetWriteFile({
      filename: file,
      columnData: [
        { name: 'time', type: 'TIMESTAMP', data: [new Date(1000), new Date(2000), new Date(2500)] },
        { name: 'symbol', type: 'STRING', data: ['A', 'B', 'A'] },
        { name: 'price', type: 'DOUBLE', data: [null, 5, null], nullable: true },
        { name: 'bid', type: 'DOUBLE', data: [1, null, 1.5], nullable: true },
      ],
    });
    expect(await loadPrices(file)).toEqual([
      {
        symbol: 'A',
        align: 'time',
        rows: [
          { time: 1000, bid: 1 },
          { time: 2500, bid: 1.5 },
        ],
      },
      { symbol: 'B', align: 'time', rows: [{ time: 2000, price: 5 }] },
    ]);
  });

  it('is refused by name when it is none, or has a column that nobody knows', async () => {
    const file = path.join(directory, 'broken.parquet');
    await writeFile(file, 'PAR1 but cut off');
    await expect(loadPrices(file)).rejects.toThrow(/broken\.parquet.*complete Parquet file/s);
    parquetWriteFile({ filename: file, columnData: [{ name: 'prise', type: 'DOUBLE', data: [1] }] });
    await expect(loadPrices(file)).rejects.toThrow(/did you mean price/);
  });
});
