// The connection's frame reader: any bytes, arriving in any pieces.
import fc from 'fast-check';
import { FrameReader } from '../../../packages/connection/src/frame-reader.js';
import { cut, framesOf, reads, stream } from './frame-stream.js';
import type { FuzzTarget } from './target.js';

export const target: FuzzTarget = {
  name: 'client-frame-reader',
  claim:
    'However a stream is cut into reads, the same frames come out as when it is read whole, bad ones named as such',
  property: () =>
    fc.property(stream, reads, (bytes, sizes) => {
      const { payloads, broken } = framesOf(bytes, (length) => length >= 0 && length <= 0xffffff - 4);
      const seen: string[] = [];
      const reader = new FrameReader({
        frame: (all, start, end) => seen.push(`good ${all.toString('hex', start, end)}`),
        badFrame: (all, start, end) => seen.push(`bad ${all.toString('hex', start, end)}`),
        broken: () => seen.push('broken'),
      });
      for (const chunk of cut(bytes, sizes)) reader.feed(Buffer.from(chunk));
      const expected = payloads.map((p) => `${p.at(-1) === 0 ? 'good' : 'bad'} ${p.toString('hex')}`);
      if (broken) expected.push('broken');
      if (seen.join('\n') !== expected.join('\n'))
        throw new Error(`saw\n${seen.join('\n')}\nnot\n${expected.join('\n')}`);
    }),
};
