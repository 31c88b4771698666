/**
 * Prices of the user's own, as CSV with a header, as JSONL or as Parquet: ticks (`price` and `size`, `bid` and `ask`) or bars
 * (`open`, `high`, `low`, `close`, `volume`). Times are milliseconds since the epoch or ISO 8601 with a zone. Without a
 * `symbol` column the file is named after its symbol: `AAPL.csv`.
 *
 * ```csv
 * time,symbol,bid,ask
 * 2026-01-14T15:00:00Z,AAPL,150.01,150.03
 * ```
 */

import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { PriceRow, PriceSeries } from '../market/price-series.js';
import { FileError, parseLocatedJson } from './located-json.js';
import { parquetRows } from './parquet-rows.js';
import { objectOf, unknownField } from './rules.js';

export type PriceAlignment = NonNullable<PriceSeries['align']>;

/** Reads prices from text; `file` is its name in errors, and names the symbol and format where the text does not. */
export function parsePrices(text: string, file: string, align: PriceAlignment = 'time'): readonly PriceSeries[] {
  const reader = new PriceReader(file);
  const isJson = /^\s*\{/.test(text);
  for (const row of isJson ? jsonRows(text, file) : csvRows(text, file)) reader.add(row);
  return reader.series(align);
}

/**
 * Reads a price file: CSV, JSONL, or `.parquet` (needs the package `hyparquet`).
 * @throws FileError for its contents, the system's error when it cannot be read
 */
export async function loadPrices(file: string, align: PriceAlignment = 'time'): Promise<readonly PriceSeries[]> {
  if (extname(file) !== '.parquet') return parsePrices(await readFile(file, 'utf8'), file, align);
  const reader = new PriceReader(file);
  for (const [i, row] of (await parquetRows(file)).entries()) reader.add(parquetRow(row, i + 1, file));
  return reader.series(align);
}

interface RawRow {
  readonly line: number;
  readonly fields: ReadonlyMap<string, string | number>;
}

const NUMBERS = [
  'price',
  'size',
  'bid',
  'ask',
  'bidSize',
  'askSize',
  'open',
  'high',
  'low',
  'close',
  'volume',
] as const;
const COLUMNS: readonly string[] = ['time', 'symbol', ...NUMBERS];
const BAR: readonly (typeof NUMBERS)[number][] = ['open', 'high', 'low', 'close'];

class PriceReader {
  readonly #file: string;
  readonly #rows = new Map<string, PriceRow[]>();

  constructor(file: string) {
    this.#file = file;
  }

  add({ line, fields }: RawRow): void {
    const fail = (field: string, expectation: string) => new FileError(this.#file, line, field, expectation);
    const symbol = String(fields.get('symbol') ?? basename(this.#file, extname(this.#file)));
    const row = { time: this.#time(line, fields.get('time')), ...this.#numbers(line, fields) };
    const bar = BAR.filter((name) => row[name] !== undefined);
    const tick = row.price !== undefined || row.bid !== undefined || row.ask !== undefined;
    if (bar.length === 0 && !tick) throw fail('', 'Expected a price, a bid or ask, or open, high, low and close');
    const missing = bar.length === 0 ? undefined : BAR.find((name) => row[name] === undefined);
    if (missing !== undefined) throw fail(missing, 'Missing: a bar has open, high, low and close');
    if (bar.length > 0 && tick) throw fail('', 'Expected a tick or a bar, found both');
    if (Math.max(row.open ?? 0, row.close ?? 0, row.low ?? 0) > (row.high ?? Infinity))
      throw fail('high', 'Expected the highest price');
    const rows = this.#rows.get(symbol) ?? [];
    if (row.time < (rows.at(-1)?.time ?? -Infinity)) throw fail('time', `Earlier than the line before it of ${symbol}`);
    this.#rows.set(symbol, rows);
    rows.push(row);
  }

  series(align: PriceAlignment): readonly PriceSeries[] {
    if (this.#rows.size === 0) throw new FileError(this.#file, 1, '', 'Expected at least one price');
    return [...this.#rows].map(([symbol, rows]) => ({ symbol, rows, align }));
  }

  #time(line: number, value: string | number | undefined): number {
    const isIso =
      typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[-+]\d{2}:?\d{2})$/.test(value);
    const time = isIso ? Date.parse(value) : value === undefined || value === '' ? NaN : Number(value);
    if (Number.isFinite(time)) return time;
    const found = value === undefined ? 'nothing' : JSON.stringify(value);
    throw new FileError(
      this.#file,
      line,
      'time',
      `Expected milliseconds or a date such as 2026-01-14T15:00:00Z, found ${found}`,
    );
  }

  #numbers(line: number, fields: RawRow['fields']): Omit<PriceRow, 'time'> {
    const found: Partial<Record<(typeof NUMBERS)[number], number>> = {};
    for (const name of NUMBERS) {
      const value = fields.get(name);
      if (value === undefined || value === '') continue;
      const number = Number(value);
      const isSize = /size|volume/i.test(name);
      if (!Number.isFinite(number) || (isSize && number < 0)) {
        const what = isSize ? 'a number of at least 0' : 'a number';
        throw new FileError(this.#file, line, name, `Expected ${what}, found ${JSON.stringify(value)}`);
      }
      found[name] = number;
    }
    return found;
  }
}

function* csvRows(text: string, file: string): Generator<RawRow> {
  let columns: readonly string[] | undefined;
  for (const [i, content] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = i + 1;
    if (content.trim() === '' || content.startsWith('#')) continue;
    const cells = content.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
    if (columns === undefined) {
      columns = checkColumns(cells, line, file);
    } else if (cells.length === columns.length) {
      yield { line, fields: new Map(columns.map((column, c) => [column, cells[c] ?? ''])) };
    } else {
      throw new FileError(file, line, '', `Expected ${columns.length} columns, found ${cells.length}`);
    }
  }
  if (columns === undefined) throw new FileError(file, 1, '', `Expected a header, such as time,symbol,bid,ask`);
}

function checkColumns(columns: readonly string[], line: number, file: string): readonly string[] {
  const unknown = columns.find((column) => !COLUMNS.includes(column));
  if (unknown !== undefined)
    throw new FileError(file, line, unknown, unknownField(unknown, COLUMNS).replace('field', 'column'));
  if (!columns.includes('time')) throw new FileError(file, line, 'time', 'Missing: expected a column of this name');
  return columns;
}

function* jsonRows(text: string, file: string): Generator<RawRow> {
  for (const [i, content] of text.split(/\r?\n/).entries()) {
    if (content.trim() === '') continue;
    const line = i + 1;
    const fields = new Map<string, string | number>();
    for (const [name, { value }] of objectOf(jsonLine(content, line, file), file)) {
      if (!COLUMNS.includes(name)) throw new FileError(file, line, name, unknownField(name, COLUMNS));
      if (typeof value !== 'string' && typeof value !== 'number')
        throw new FileError(file, line, name, 'Expected a number or a text');
      fields.set(name, value);
    }
    yield { line, fields };
  }
}

/** Each line of JSONL is a document of its own, but counts as a line of the file. */
function jsonLine(content: string, line: number, file: string) {
  try {
    const node = parseLocatedJson(content, file);
    return { ...node, line };
  } catch (error) {
    if (error instanceof FileError) throw new FileError(file, line, error.field, error.expectation);
    throw error;
  }
}

/** Columns without a value in this row are as good as absent. */
function parquetRow(row: Readonly<Record<string, unknown>>, line: number, file: string): RawRow {
  const fields = new Map<string, string | number>();
  for (const [name, value] of Object.entries(row)) {
    if (!COLUMNS.includes(name)) throw new FileError(file, line, name, unknownField(name, COLUMNS));
    if (value === null || value === undefined) continue;
    if (value instanceof Date) fields.set(name, value.getTime());
    else if (typeof value === 'string') fields.set(name, value);
    else if (typeof value === 'number' || typeof value === 'bigint') fields.set(name, Number(value));
    else throw new FileError(file, line, name, 'Expected a number, a text or a timestamp');
  }
  return { line, fields };
}
