/** Recordings: one file of each kind and day, readable by the simulator and by anything that reads Parquet. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadPrices } from '@cq/simulator';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forex, future, record, type Quote } from '../src/index.js';
import { DayFiles } from '../src/record-files.js';
import { during, MORNING, startWorld } from './support/world.js';

// Loaded beforehand: the clock of these tests does not wait for it.
await import('hyparquet-writer');

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'cq-record-'));
});
afterEach(() => rm(directory, { recursive: true }));

const rowsOf = async (file: string): Promise<Record<string, unknown>[]> =>
  (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

it('a format that there is not makes no file', async () => {
  await using world = await startWorld();
  const format = 'csv' as 'ndjson';
  expect(() => record(world.feed, directory, { quotes: ['AAPL'], format })).toThrow(/format must be one of ndjson/);
});

it('a disk that is slower than the data all day long is no leak', async () => {
  const warnings: Error[] = [];
  const warned = (warning: Error): void => void warnings.push(warning);
  process.on('warning', warned);
  const files = new DayFiles(directory, 'ndjson');
  const row = { time: new Date(MORNING), symbol: 'A'.repeat(100_000), price: 1 };
  for (let n = 0; n < 20; n++) await files.write('ticks', row);
  await files.close();
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', warned);
  expect(warnings).toEqual([]);
  expect(await rowsOf(files.paths[0]!)).toHaveLength(20);
});

describe.each([{ fastPath: true }, { fastPath: false }])('a recording ($fastPath)', ({ fastPath }) => {
  it('has every quote that was seen, and the simulator reads it as prices', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const seen: Quote[] = [];
    await during(
      world.clock,
      world.feed.subscribe(['AAPL', 'MSFT'], (_symbol, quote) => seen.push(quote)),
    );
    const recording = record(world.feed, directory);
    await world.until(() => recording.rows > 20, 'rows are written');
    await during(world.clock, recording.stop());
    expect(recording.files).toEqual([path.join(directory, 'quotes-2026-07-15.ndjson')]);
    const rows = await rowsOf(recording.files[0]!);
    expect(rows).toHaveLength(recording.rows);
    for (const row of rows.slice(2)) {
      const quote = seen.find(({ symbol, time }) => symbol === row['symbol'] && time.toISOString() === row['time']);
      expect(row).toMatchObject({ bid: quote?.bid, ask: quote?.ask, bidSize: quote?.bidSize });
    }
    const series = await loadPrices(recording.files[0]!);
    expect(series.map(({ symbol }) => symbol).sort()).toEqual(['AAPL', 'MSFT']);
    expect(series.reduce((sum, { rows: prices }) => sum + prices.length, 0)).toBe(rows.length);
  });

  it('keeps ticks and bars in files of their own, and begins new ones at midnight', async () => {
    await using world = await startWorld({
      at: Date.UTC(2026, 6, 15, 23, 59, 40),
      feed: { fastPath, freshness: false },
    });
    const recording = record(world.feed, directory, {
      ticks: [{ contract: 'AAPL', type: 'bid-ask' }],
      bars: [{ contract: 'AAPL' }],
    });
    await world.pass(40_000);
    await during(world.clock, recording.stop());
    expect(recording.files.map((file) => path.basename(file)).sort()).toEqual([
      'bars-2026-07-15.ndjson',
      'bars-2026-07-16.ndjson',
      'bid-ask-2026-07-15.ndjson',
      'bid-ask-2026-07-16.ndjson',
    ]);
    for (const file of recording.files) {
      const rows = await rowsOf(file);
      expect(
        rows.every((row) => String(row['time']).startsWith(/\d{4}-\d{2}-\d{2}/.exec(path.basename(file))![0])),
      ).toBe(true);
      expect((await loadPrices(file)).map(({ symbol }) => symbol)).toEqual(['AAPL']);
    }
  });

  it('has whatever is subscribed, by the names the exchanges use, and nothing twice', async () => {
    await using world = await startWorld({ feed: { fastPath, reconnect: { initialDelayMs: 100, maxDelayMs: 100 } } });
    const wanted = [future('ES', { expiry: '202609', exchange: 'CME' }), forex('EUR.USD')];
    await during(world.clock, world.feed.subscribe(wanted));
    const recording = record(world.feed, directory);
    await world.until(() => recording.rows > 20, 'rows are written');
    const frozen = ['ES', 'EUR'].map((symbol) => world.sim.inject({ type: 'freeze', symbol }));
    await world.pass(100);
    const before = recording.rows;
    const refusal = world.sim.inject({ type: 'refuse', times: 1000 });
    world.sim.dropAll();
    await world.until(() => world.feed.getLatestData('ESU6')?.stale === true, 'quotes are stale');
    await world.pass(1000);
    expect(recording.rows).toBe(before);
    for (const fault of [refusal, ...frozen]) fault.dispose();
    await world.until(() => recording.rows > before + 4, 'more rows are written');
    await during(world.clock, recording.stop());
    const series = await loadPrices(recording.files[0]!);
    expect(series.map(({ symbol }) => symbol).sort()).toEqual(['ESU6', 'EUR.USD']);
  });

  it('keeps bars of several sizes apart, each in order, also those told after midnight', async () => {
    await using world = await startWorld({
      at: Date.UTC(2026, 6, 15, 23, 57, 30),
      feed: { fastPath, freshness: false },
    });
    const bars = (['5 secs', '1 min'] as const).map((barSize) => ({ contract: 'AAPL', barSize }));
    const recording = record(world.feed, directory, { bars });
    await world.pass(15 * 60_000);
    await during(world.clock, recording.stop());
    expect(recording.files.map((file) => path.basename(file)).sort()).toEqual([
      'bars-1-min-2026-07-15.ndjson',
      'bars-1-min-2026-07-16.ndjson',
      'bars-5-secs-2026-07-15.ndjson',
      'bars-5-secs-2026-07-16.ndjson',
    ]);
    const rows = await Promise.all(recording.files.map(async (file) => (await loadPrices(file))[0]?.rows.length ?? 0));
    expect(rows.reduce((sum, count) => sum + count, 0)).toBe(recording.rows);
  });

  it('can be Parquet', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const recording = record(world.feed, directory, { quotes: ['AAPL'], format: 'parquet' });
    await world.until(() => recording.rows > 10, 'rows are written');
    await during(world.clock, recording.stop());
    const file = await asyncBufferFromFile(recording.files[0]!);
    const rows = await parquetReadObjects({ file });
    expect(rows).toHaveLength(recording.rows);
    expect(rows[0]).toMatchObject({ symbol: 'AAPL', open: null });
    expect((rows[0]?.['time'] as Date).getTime()).toBeGreaterThanOrEqual(MORNING);
    expect(rows.some((row) => typeof row['bid'] === 'number')).toBe(true);
    const [series] = await loadPrices(recording.files[0]!);
    expect(series).toMatchObject({ symbol: 'AAPL', rows: { length: recording.rows } });
  });

  it('goes on in the same file after it was stopped', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    for (const rows of [5, 10]) {
      await using recording = record(world.feed, directory, { quotes: ['AAPL'] });
      await world.until(() => recording.rows >= rows, 'rows are written');
      await during(world.clock, recording.stop());
    }
    expect((await rowsOf(path.join(directory, 'quotes-2026-07-15.ndjson'))).length).toBeGreaterThanOrEqual(15);
  });

  it('says why it could not go on', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const recording = record(world.feed, directory, { ticks: [{ contract: 'NOSUCH', type: 'trades' }] });
    await expect(during(world.clock, recording.done)).rejects.toMatchObject({ name: 'ContractError' });
    const nowhere = record(world.feed, path.join(directory, 'file\0name'), { quotes: ['AAPL'] });
    await expect(during(world.clock, nowhere.done)).rejects.toThrow(/null bytes/);
    expect(() => record(world.feed, directory)).toThrow(/quotes/);
  });

  it('ends when the feed does', async () => {
    const world = await startWorld({ feed: { fastPath } });
    const recording = record(world.feed, directory, { quotes: ['AAPL'] });
    await world.until(() => recording.rows > 3, 'rows are written');
    await world[Symbol.asyncDispose]();
    await recording.done;
    expect((await rowsOf(recording.files[0]!)).length).toBe(recording.rows);
  });
});
