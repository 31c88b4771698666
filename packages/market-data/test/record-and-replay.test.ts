/** What a feed recorded is a market of its own: a simulator that plays it shows a feed the same prices again. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadPrices } from '@cq/simulator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { record, type Quote } from '../src/index.js';
import { during, startWorld } from './support/world.js';

// Loaded beforehand: the clock of these tests does not wait for it.
await import('hyparquet-writer');

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'cq-replay-'));
});
afterEach(() => rm(directory, { recursive: true }));

const cases = (['ndjson', 'parquet'] as const).flatMap((format) =>
  [true, false].map((fastPath) => ({ format, fastPath })),
);

describe.each(cases)('a recording as $format ($fastPath)', ({ format, fastPath }) => {
  async function recorded(seen: Quote[]): Promise<string> {
    await using world = await startWorld({ feed: { fastPath } });
    await during(
      world.clock,
      world.feed.subscribe(['AAPL'], (_symbol, quote) => seen.push(quote)),
    );
    const recording = record(world.feed, directory, { format });
    await world.until(() => recording.rows > 300, 'enough is written');
    await during(world.clock, recording.stop());
    return recording.files[0] ?? '';
  }

  it('is played to another feed, price by price', async () => {
    const first: Quote[] = [];
    const prices = await loadPrices(await recorded(first));
    const times = prices[0]?.rows.map(({ time }) => time) ?? [];
    const [begin = NaN, end = NaN] = [times[0], times.at(-1)];
    await using world = await startWorld({ at: begin + 1, feed: { fastPath }, sim: { prices } });
    const second: Quote[] = [];
    await during(
      world.clock,
      world.feed.subscribe(['AAPL'], (_symbol, quote) => second.push(quote)),
    );
    await world.pass(end - world.clock.now());
    const pair = ({ bid, ask }: Quote): string => `${bid} ${ask}`;
    const known = new Set(first.map(pair));
    const shown = [...new Set(second.map(pair))];
    expect(shown.length).toBeGreaterThan(10);
    expect(shown.filter((each) => !known.has(each))).toEqual([]);
  });
});
