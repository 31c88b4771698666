// Texts and option computations that are kept as bytes until somebody looks: they mean what the library says.
import fc from 'fast-check';
import { randomNews, seeded } from '../../../packages/market-data/test/support/frames.js';
import { bytesBesideLibrary, ID } from '../../../packages/market-data/test/support/open-line.js';
import type { FuzzTarget } from './target.js';

const framesPerInput = 20;
/** As for the hot decoders, a smaller seed is not a simpler frame. */
const seeds = fc.noShrink(fc.integer({ min: 1, max: 2 ** 31 - 1 }));

export const target: FuzzTarget = {
  name: 'kept-bytes',
  claim: 'Every text and option computation that is kept as bytes shows what the library says it means',
  property: () =>
    fc.property(fc.constantFrom(157, 176, 193), seeds, (version, seed) => {
      const random = seeded(seed);
      const compare = bytesBesideLibrary(version);
      for (let i = 0; i < framesPerInput; i += 1) {
        const { difference } = compare(randomNews(random, ID));
        if (difference !== undefined) throw new Error(difference);
      }
    }),
};
