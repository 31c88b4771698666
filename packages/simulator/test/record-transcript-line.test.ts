import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLine, parseLine, type TranscriptLine } from '../src/record/transcript-line.js';

const bytes = fc.uint8Array({ maxLength: 60 }).map((b) => Buffer.from(b));
const direction = fc.constantFrom('in' as const, 'out' as const);
const connection = fc.nat(999);

const lines: fc.Arbitrary<TranscriptLine> = fc.oneof(
  fc.record({ type: fc.constant('pause' as const), ms: fc.nat() }),
  fc.record({ type: fc.constant('open' as const), connection }),
  fc.record({ type: fc.constant('raw' as const), connection, direction, bytes }),
  fc.record({
    type: fc.constant('frame' as const),
    connection,
    direction,
    name: fc.constant('tickPrice'),
    payload: fc.oneof(
      bytes,
      fc.array(fc.string({ unit: 'grapheme' })).map((fields) => Buffer.from(fields.map((f) => `${f}\0`).join(''))),
      fc
        .array(fc.constantFrom('\\', '-', '|', ' ', '\0', 'x', '\n', '\r', 'é', '\u2028', '\ufeff'))
        .map((c) => Buffer.from(c.join(''))),
    ),
  }),
);

describe('A line of a transcript', () => {
  it('reads back as what it was written from, whatever bytes it holds', () => {
    const same = fc.property(lines, (line) => {
      expect(parseLine(formatLine(line))).toEqual(line);
    });
    fc.assert(same, { numRuns: 2000 });
  });

  it('is one printable line', () => {
    fc.assert(
      fc.property(lines, (line) => {
        const text = formatLine(line);
        expect(text).not.toMatch(/[\u0000-\u001f\u007f\u2028\u2029]/); // eslint-disable-line no-control-regex
      }),
    );
  });

  it('shows the fields as people read them', () => {
    const payload = Buffer.from('4\x002\x00-1\x002104\x00Farm ok: usfarm|x\\y\nzürich\x00');
    expect(formatLine({ type: 'frame', connection: 1, direction: 'out', name: 'error', payload })).toBe(
      '1 < error 4|2|-1|2104|Farm ok: usfarm\\px\\\\y\\nzürich',
    );
  });

  it('shows bytes that are not UTF-8 by their numbers', () => {
    const payload = Buffer.from('46\x00Z\xfcrich\x00', 'latin1');
    expect(formatLine({ type: 'frame', connection: 2, direction: 'in', name: 'unknown', payload })).toBe(
      '2 > unknown 46|Z\\xfcrich',
    );
  });

  it.each([
    ['1 ? x', 'Expected a connection number'],
    ['hello', 'Expected a connection number'],
    ['1 - nobody', 'who closed the connection'],
    ['1 > startApi', 'Expected a message name and its fields'],
    ['1 > x 1|\\q', 'Unknown escape \\q'],
  ])('says what is wrong with %s', (text, message) => {
    expect(() => parseLine(text)).toThrow(message);
  });
});
