// Holds the hot decoders of market data against the library's over a great many frames, random and damaged.
//   npx tsx --conditions=@cq/source benchmarks/src/fuzz-decoders.ts [frames = 1200000] [seed = 1]
import { decode } from '../../packages/market-data/src/fast-path/decode.js';
import { expectedEvents, sameEvents } from '../../packages/market-data/src/fast-path/expected-events.js';
import { TickRecord } from '../../packages/market-data/src/tick-record.js';
import { libraryDecoder, messageIdOf, randomPayload, seeded } from '../../packages/market-data/test/support/frames.js';

const [frames = 1_200_000, seed = 1] = process.argv.slice(2).map(Number);
const versions = [157, 176, 193];
const started = Date.now();
let taken = 0;
let different = 0;
for (const [i, version] of versions.entries()) {
  const random = seeded(seed + i);
  const library = libraryDecoder(version);
  const record = new TickRecord();
  for (let n = 0; n < frames / versions.length; n += 1) {
    const payload = randomPayload(random);
    const surrounded = Buffer.concat([Buffer.from('7\0'), payload, Buffer.from('9\0')]);
    if (!decode(record, messageIdOf(payload), surrounded, 2, 2 + payload.length)) continue;
    taken += 1;
    const ours = expectedEvents(record);
    const theirs = library(payload);
    if (theirs !== undefined && sameEvents(ours, theirs)) continue;
    different += 1;
    if (different <= 10) console.log(JSON.stringify({ version, payload: payload.toString(), ours, theirs }));
  }
}
const seconds = ((Date.now() - started) / 1000).toFixed(1);
console.log(
  `${frames} frames, ${taken} taken by the fast path, ${different} read differently by the library (${seconds} s)`,
);
process.exitCode = different === 0 ? 0 : 1;
