// The simulator's frame reader, which shares no code with the connection's.
import fc from 'fast-check';
import { FrameError, FrameReader, MAX_REQUEST_BYTES } from '../../../packages/simulator/src/frame.js';
import { cut, framesOf, reads, stream } from './frame-stream.js';
import type { FuzzTarget } from './target.js';

export const target: FuzzTarget = {
  name: 'simulator-frame-reader',
  claim: 'However a stream is cut into reads, the same requests come out, and an impossible length ends it',
  property: () =>
    fc.property(stream, reads, (bytes, sizes) => {
      const expected = framesOf(bytes, (length) => length > 0 && length <= MAX_REQUEST_BYTES);
      const reader = new FrameReader();
      const payloads: Buffer[] = [];
      let broken = false;
      for (const chunk of cut(bytes, sizes)) {
        reader.push(Buffer.from(chunk));
        broken ||= drain(reader, payloads);
        if (broken) break;
      }
      if (broken !== expected.broken) throw new Error(broken ? 'broken without reason' : 'an impossible length passed');
      if (payloads.map(hex).join() !== expected.payloads.map(hex).join()) throw new Error('other frames came out');
    }),
};

const hex = (bytes: Buffer) => bytes.toString('hex');

/** Takes what is complete; true when the framing broke. */
function drain(reader: FrameReader, payloads: Buffer[]): boolean {
  try {
    for (let next = reader.next(); next; next = reader.next()) payloads.push(Buffer.from(next));
    return false;
  } catch (error) {
    if (error instanceof FrameError) return true;
    throw error;
  }
}
