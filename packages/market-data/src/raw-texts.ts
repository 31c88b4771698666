/**
 * The latest texts of a quote, one for each kind, as the bytes they came in: a busy contract sends one with every
 * trade, and most are replaced before anybody looks.
 */
import type { TickRecord } from './tick-record.js';

const FIRST_CAPACITY = 96;

interface RawText {
  readonly type: number;
  bytes: DataView;
  length: number;
  isNew: boolean;
}

export class RawTexts {
  readonly #texts: RawText[] = [];
  /** Whether any has come since the last look. */
  hasNew = false;

  keep(type: number, record: TickRecord): void {
    const text = this.#find(type) ?? this.#add(type);
    const { textLength } = record;
    if (textLength > text.bytes.byteLength) text.bytes = room(2 * textLength);
    text.length = record.copyText(text.bytes);
    text.isNew = true;
    this.hasNew = true;
  }

  /** Those that have come since the last look. */
  takeNew(): readonly (readonly [type: number, text: string])[] {
    const fresh = this.#texts.filter(({ isNew }) => isNew);
    for (const text of fresh) text.isNew = false;
    this.hasNew = false;
    return fresh.map(({ type, bytes, length }) => [type, read(bytes, length)]);
  }

  #find(type: number): RawText | undefined {
    for (const text of this.#texts) if (text.type === type) return text;
    return undefined;
  }

  #add(type: number): RawText {
    const text = { type, bytes: room(FIRST_CAPACITY), length: 0, isNew: false };
    this.#texts.push(text);
    return text;
  }
}

const room = (capacity: number): DataView => new DataView(new ArrayBuffer(capacity));
const read = ({ buffer }: DataView, length: number): string => Buffer.from(buffer, 0, length).toString('utf8');
