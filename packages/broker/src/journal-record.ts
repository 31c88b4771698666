/**
 * One journal line: a CRC-32 of the rest, then JSON. A line that does not match its sum is damage, and costs itself
 * alone: lines end in a line feed, which JSON never contains.
 */
import { crc32 } from 'node:zlib';

/** Anything JSON can hold, and `Date`. */
export interface JournalRecord {
  readonly type: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface Line {
  /** Counts up by one; a hole means that lines are missing. */
  readonly seq: number;
  readonly record: JournalRecord;
}

/** A stretch of the file that could not be read. */
export interface Damage {
  /** Where it starts, in bytes. */
  readonly offset: number;
  readonly bytes: number;
  readonly why: 'checksum' | 'torn' | 'missing';
}

export function encodeLine({ seq, record }: Line): string {
  const json = JSON.stringify({ seq, record: tagged(record) });
  return `${sumOf(Buffer.from(json))} ${json}\n`;
}

/** Everything readable in the file, and what was not. Never throws, whatever the bytes. */
export function decodeLines(bytes: Buffer): {
  readonly lines: readonly Line[];
  readonly damage: readonly Damage[];
  /** The highest number that was used: those of lines that cannot be read at the end are not used again. */
  readonly lastSeq: number;
} {
  const lines: Line[] = [];
  const damage: Damage[] = [];
  let last = 0;
  let unreadable = 0;
  for (let start = 0; start < bytes.length;) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const end = feed === -1 ? bytes.length : feed;
    const line = feed === -1 ? undefined : decodeLine(bytes.subarray(start, end));
    if (line && line.seq > last) {
      // Lines that are gone without a trace, as when a block of the file was lost.
      if (line.seq - last - 1 > unreadable) damage.push({ offset: start, bytes: 0, why: 'missing' });
      lines.push(line);
      last = line.seq;
      unreadable = 0;
    } else if (!line && end > start) {
      damage.push({ offset: start, bytes: end - start, why: feed === -1 ? 'torn' : 'checksum' });
      unreadable += 1;
    }
    start = end + 1;
  }
  return { lines, damage, lastSeq: last + unreadable };
}

const LINE_FEED = 0x0a;
const SUM_LENGTH = 8;

function decodeLine(bytes: Buffer): Line | undefined {
  const json = bytes.subarray(SUM_LENGTH + 1);
  if (bytes.toString('latin1', 0, SUM_LENGTH + 1) !== `${sumOf(json)} `) return undefined;
  try {
    const value = untagged(JSON.parse(json.toString('utf8'))) as Partial<Line> | null;
    return typeof value?.seq === 'number' && typeof value.record?.type === 'string' ? (value as Line) : undefined;
  } catch {
    return undefined;
  }
}

function sumOf(bytes: Buffer): string {
  return crc32(bytes).toString(16).padStart(SUM_LENGTH, '0');
}

function tagged(value: unknown): unknown {
  if (value instanceof Date) return { $date: value.getTime() };
  if (Array.isArray(value)) return value.map(tagged);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, tagged(inner)]));
}

function untagged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untagged);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only?.[0] === '$date' && typeof only[1] === 'number') return new Date(only[1]);
  return Object.fromEntries(entries.map(([key, inner]) => [key, untagged(inner)]));
}
