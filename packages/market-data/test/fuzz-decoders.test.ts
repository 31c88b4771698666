/** Whatever bytes arrive, our decoder either says what the library says or leaves the frame to the library. */
import { describe, expect, it } from 'vitest';
import { decode } from '../src/fast-path/decode.js';
import { expectedEvents, sameEvents } from '../src/fast-path/expected-events.js';
import { TickRecord } from '../src/tick-record.js';
import { libraryDecoder, messageIdOf, randomPayload, seeded } from './support/frames.js';

const FRAMES = 30_000;

describe.each([157, 176, 193])('against the real decoder at server version %i', (version) => {
  it('agrees on every frame it takes, well formed or damaged', () => {
    const random = seeded(version);
    const library = libraryDecoder(version);
    const record = new TickRecord();
    let taken = 0;
    for (let i = 0; i < FRAMES / 3; i++) {
      const payload = randomPayload(random);
      const surrounded = Buffer.concat([Buffer.from('7\0'), payload, Buffer.from('9\0')]);
      if (!decode(record, messageIdOf(payload), surrounded, 2, 2 + payload.length)) continue;
      taken++;
      const ours = expectedEvents(record);
      const theirs = library(payload);
      if (theirs === undefined || !sameEvents(ours, theirs)) {
        expect({ payload: payload.toString(), ours }).toEqual({ payload: payload.toString(), ours: theirs });
      }
    }
    expect(taken).toBeGreaterThan(FRAMES / 10);
  });
});
