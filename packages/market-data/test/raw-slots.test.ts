/** The latest message of each kind, kept as bytes until somebody looks. */
import { expect, it } from 'vitest';
import { NO_SLOT, RAW_LIMIT, RawSlots } from '../src/raw-slots.js';

const RT_VOLUME = 48;
const RATIOS = 47;

function keep(slots: RawSlots, slot: number, text: string): void {
  // It lies in the middle of a read, and begins anywhere.
  const before = text.length % 5;
  const bytes = Buffer.from(`${'#'.repeat(before)}${text}###`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  slots.keep(slot, { bytes, view, ints: new Int32Array(5), values: new Float64Array(10) }, before, bytes.length - 3);
}

function taken(slots: RawSlots, first: number): (readonly [kind: number, text: string])[] {
  const result: (readonly [number, string])[] = [];
  slots.take(first, { readRaw: (kind, bytes) => result.push([kind, bytes.toString()]) });
  return result;
}

it('keeps the latest of each kind and tells it once', () => {
  const slots = new RawSlots();
  const volume = slots.add(NO_SLOT, RT_VOLUME);
  const ratios = slots.add(volume, RATIOS);
  keep(slots, slots.find(ratios, RT_VOLUME), '701.28;1;1348075471534;67854;701.46;true');
  keep(slots, slots.find(ratios, RATIOS), 'PEEXCLXOR=12.5');
  keep(slots, slots.find(ratios, RT_VOLUME), '702.1;2');
  expect(taken(slots, ratios)).toEqual([
    [RATIOS, 'PEEXCLXOR=12.5'],
    [RT_VOLUME, '702.1;2'],
  ]);
  expect(taken(slots, ratios)).toEqual([]);
  expect([slots.find(ratios, 59), slots.find(NO_SLOT, RATIOS)]).toEqual([NO_SLOT, NO_SLOT]);
});

it('keeps what has any length up to the limit', () => {
  const slots = new RawSlots();
  const slot = slots.add(NO_SLOT, RT_VOLUME);
  for (let length = 1; length <= RAW_LIMIT; length++) {
    const text = Array.from({ length }, (_, i) => String.fromCharCode(65 + ((i + length) % 26))).join('');
    keep(slots, slot, text);
    expect(taken(slots, slot)).toEqual([[RT_VOLUME, text]]);
  }
});

it('keeps the slots of many quotes apart, and gives those of a quote that is gone to the next one empty', () => {
  const slots = new RawSlots();
  const lists = Array.from({ length: 100 }, (_, i) => slots.add(slots.add(NO_SLOT, i), RT_VOLUME));
  for (const [i, first] of lists.entries()) {
    keep(slots, slots.find(first, i), `a${String(i)}`);
    keep(slots, slots.find(first, RT_VOLUME), `b${String(i)}`);
  }
  const [gone = NO_SLOT, ...others] = lists;
  slots.release(gone);
  const next = slots.add(slots.add(NO_SLOT, RATIOS), RT_VOLUME);
  expect(new Set([next, ...others]).size).toBe(100);
  expect(taken(slots, next)).toEqual([]);
  for (const [i, first] of lists.entries()) {
    if (i === 0 || i === RT_VOLUME) continue;
    expect(taken(slots, first)).toEqual([
      [RT_VOLUME, `b${String(i)}`],
      [i, `a${String(i)}`],
    ]);
  }
});
