/** The latest text of each kind, kept as bytes until somebody looks. */
import { expect, it } from 'vitest';
import { decode } from '../src/fast-path/decode.js';
import { RawTexts } from '../src/raw-texts.js';
import { MessageId, TickRecord } from '../src/tick-record.js';

const RT_VOLUME = 48;
const RATIOS = 47;

function fromWire(text: string, type: number): TickRecord {
  const record = new TickRecord();
  const bytes = Buffer.from(`46\x006\x007\x00${String(type)}\x00${text}\x00`);
  if (!decode(record, MessageId.Text, bytes, 0, bytes.length)) throw new Error('not decoded');
  return record;
}

function fromLibrary(text: string): TickRecord {
  const record = new TickRecord();
  record.text = text;
  return record;
}

it('keeps the latest of each kind and tells it once', () => {
  const texts = new RawTexts();
  texts.keep(RT_VOLUME, fromWire('701.28;1;1348075471534;67854;701.46;true', RT_VOLUME));
  texts.keep(RATIOS, fromWire('PEEXCLXOR=12.5', RATIOS));
  texts.keep(RT_VOLUME, fromWire('702.1;2', RT_VOLUME));
  expect(texts.hasNew).toBe(true);
  expect(texts.takeNew()).toEqual([
    [RT_VOLUME, '702.1;2'],
    [RATIOS, 'PEEXCLXOR=12.5'],
  ]);
  expect([texts.hasNew, texts.takeNew()]).toEqual([false, []]);
});

it.each(['', 'a', 'abc', 'abcd', 'é–∆', 'x'.repeat(96), 'y'.repeat(97), 'ü'.repeat(500)])('keeps %j whole', (text) => {
  const texts = new RawTexts();
  texts.keep(RT_VOLUME, fromWire(text, RT_VOLUME));
  expect(texts.takeNew()).toEqual([[RT_VOLUME, text]]);
  texts.keep(RT_VOLUME, fromLibrary(text));
  expect(texts.takeNew()).toEqual([[RT_VOLUME, text]]);
});
