/**
 * Exchange names, market makers and trade conditions: short texts that come again and again. Each is made once and
 * found by its bytes from then on.
 */
const LONGEST = 12;
const SLOTS = 1024;
const known: (string | undefined)[] = new Array<string | undefined>(SLOTS).fill(undefined);
const ASCII = 127;

/** The text of these bytes, as UTF-8. */
export function readText(bytes: Buffer, start: number, end: number): string {
  const length = end - start;
  if (length === 0) return '';
  if (length > LONGEST) return bytes.toString('utf8', start, end);
  let hash = length;
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
  const slot = (hash >>> 0) % SLOTS;
  const text = known[slot];
  if (text !== undefined && isText(text, bytes, start, length)) return text;
  return (known[slot] = bytes.toString('utf8', start, end));
}

/** Only ASCII can be compared byte by byte; anything else is decoded anew. */
function isText(text: string, bytes: Buffer, start: number, length: number): boolean {
  if (text.length !== length) return false;
  for (let i = 0; i < length; i++) {
    const char = text.charCodeAt(i);
    if (char > ASCII || char !== bytes[start + i]) return false;
  }
  return true;
}
