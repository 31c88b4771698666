// The hot decoders of market data: whatever bytes arrive, they say what the library says or leave the frame to it.
import fc from 'fast-check';
import { decode } from '../../../packages/market-data/src/fast-path/decode.js';
import { expectedEvents, sameEvents } from '../../../packages/market-data/src/fast-path/expected-events.js';
import { TickRecord } from '../../../packages/market-data/src/tick-record.js';
import {
  libraryDecoder,
  messageIdOf,
  randomPayload,
  seeded,
} from '../../../packages/market-data/test/support/frames.js';
import type { FuzzTarget } from './target.js';

const framesPerInput = 20;
/** The frames come from a generator of their own, which knows the layouts; a smaller seed is not a simpler frame. */
const seeds = fc.noShrink(fc.integer({ min: 1, max: 2 ** 31 - 1 }));

export const target: FuzzTarget = {
  name: 'hot-decoders',
  claim: 'Every frame that the fast path takes, well formed or damaged, means what the library says it means',
  property: () =>
    fc.property(fc.constantFrom(157, 176, 193), seeds, (version, seed) => {
      const random = seeded(seed);
      const library = libraryDecoder(version);
      const record = new TickRecord();
      for (let i = 0; i < framesPerInput; i += 1) {
        const payload = randomPayload(random);
        const surrounded = Buffer.concat([Buffer.from('7\0'), payload, Buffer.from('9\0')]);
        if (!decode(record, messageIdOf(payload), surrounded, 2, 2 + payload.length)) continue;
        const ours = expectedEvents(record);
        const theirs = library(payload);
        if (theirs === undefined || !sameEvents(ours, theirs))
          throw new Error(
            `${JSON.stringify(payload.toString())}: ours ${JSON.stringify(ours)}, theirs ${JSON.stringify(theirs)}`,
          );
      }
    }),
};
