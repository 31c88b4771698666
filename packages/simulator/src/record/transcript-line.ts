/**
 * The transcript file: one line an event, for people, `diff` and `grep`.
 *
 * ```text
 * cq-transcript 1
 * # a comment
 * 1 +
 * 1 > handshake v100..193\-
 * 1 < handshake 193|20260105 09:30:00 UTC
 * 1 > startApi 71|2|0|
 * ~ 120
 * 1 < managedAccounts 15|1|DU0000001
 * 1 - client
 * ```
 *
 * A number names the connection, `>` is client to server, `<` server to client, `+` opened, `-` closed and by whom,
 * `~` a pause in milliseconds before the next line, `>>` and `<<` bytes that were no frame. After the mark comes a name
 * (for the reader only: it is never parsed) and the fields, separated by `|`. A field escapes `\` as `\\`, `|` as `\p`,
 * line ends as `\n` and `\r`, any other control character, line separator, or byte that is not UTF-8 as `\xHH`. `\-` at
 * the end of a line says that the frame lacked its final NUL.
 */

/** First line of every transcript; the number rises when a reader of the old format could not read the new one. */
export const HEADER = 'cq-transcript 1';

export type Direction = 'in' | 'out';
export type ClosedBy = 'client' | 'server' | 'client-reset' | 'server-reset' | 'refused';

/** One line of a transcript. `in` is towards the server, as in `sim.transcript`. */
export type TranscriptLine =
  | { readonly type: 'comment'; readonly text: string }
  | { readonly type: 'pause'; readonly ms: number }
  | { readonly type: 'open'; readonly connection: number }
  | { readonly type: 'close'; readonly connection: number; readonly by: ClosedBy }
  | {
      readonly type: 'frame';
      readonly connection: number;
      readonly direction: Direction;
      readonly name: string;
      /** The frame without its length prefix. */
      readonly payload: Buffer;
    }
  | { readonly type: 'raw'; readonly connection: number; readonly direction: Direction; readonly bytes: Buffer };

/** The line as text, without its line end. */
export function formatLine(line: TranscriptLine): string {
  switch (line.type) {
    case 'comment':
      return `# ${line.text.replace(/[\r\n]+/g, ' ')}`.trimEnd();
    case 'pause':
      return `~ ${line.ms}`;
    case 'open':
      return `${line.connection} +`;
    case 'close':
      return `${line.connection} - ${line.by}`;
    case 'frame':
      return `${line.connection} ${line.direction === 'in' ? '>' : '<'} ${line.name} ${formatPayload(line.payload)}`;
    case 'raw':
      return `${line.connection} ${line.direction === 'in' ? '>>' : '<<'} ${escapeBytes(line.bytes)}`;
  }
}

/** Reads one line; `undefined` for an empty one. Throws an `Error` that says what is wrong with the line. */
export function parseLine(text: string): TranscriptLine | undefined {
  if (text.trim() === '') return undefined;
  if (text.startsWith('#')) return { type: 'comment', text: text.slice(1).trim() };
  const pause = /^~ (\d+)$/.exec(text);
  if (pause !== null) return { type: 'pause', ms: Number(pause[1]) };
  const event = /^(\d+) (>>|<<|[-+<>])(?: ([^]*))?$/.exec(text);
  if (event === null) throw new Error(`Expected a connection number and one of + - > < >> <<, got ${quote(text)}`);
  return parseEvent(Number(event[1]), event[2] ?? '', event[3] ?? '');
}

function parseEvent(connection: number, mark: string, rest: string): TranscriptLine {
  const direction = mark.startsWith('>') ? 'in' : 'out';
  switch (mark) {
    case '+':
      return { type: 'open', connection };
    case '-':
      return { type: 'close', connection, by: parseClosedBy(rest) };
    case '>>':
    case '<<':
      return { type: 'raw', connection, direction, bytes: unescapeBytes(rest) };
    default: {
      const space = rest.indexOf(' ');
      if (space < 1) throw new Error('Expected a message name and its fields');
      const payload = parsePayload(rest.slice(space + 1));
      return { type: 'frame', connection, direction, name: rest.slice(0, space), payload };
    }
  }
}

function parseClosedBy(text: string): ClosedBy {
  const known: readonly ClosedBy[] = ['client', 'server', 'client-reset', 'server-reset', 'refused'];
  const by = known.find((k) => k === text);
  if (by === undefined) throw new Error(`Expected who closed the connection (${known.join(', ')}), got ${quote(text)}`);
  return by;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

// ---- fields and bytes

const NO_FINAL_NUL = '\\-';

function formatPayload(payload: Buffer): string {
  const terminated = payload.length > 0 && payload[payload.length - 1] === 0;
  const body = terminated ? payload.subarray(0, -1) : payload;
  const text = splitNul(body).map(escapeBytes).join('|');
  return terminated ? text.replace(/ $/, '\\x20') : text + NO_FINAL_NUL;
}

function parsePayload(text: string): Buffer {
  const terminated = !text.endsWith(NO_FINAL_NUL) || /(^|[^\\])(\\\\)+-$/.test(text);
  const body = terminated ? text : text.slice(0, -NO_FINAL_NUL.length);
  const nul = Buffer.of(0);
  const parts = body.split('|').flatMap((field, i) => (i === 0 ? [unescapeBytes(field)] : [nul, unescapeBytes(field)]));
  return Buffer.concat(terminated ? [...parts, nul] : parts);
}

/** The fields of a payload as buffers; the part after the last NUL is a field too, unless the payload ends with NUL. */
function splitNul(body: Buffer): Buffer[] {
  const fields: Buffer[] = [];
  let start = 0;
  for (let end = body.indexOf(0); end !== -1; end = body.indexOf(0, start)) {
    fields.push(body.subarray(start, end));
    start = end + 1;
  }
  fields.push(body.subarray(start));
  return fields;
}

const NAMED: Readonly<Record<string, string>> = { '\\': '\\\\', '|': '\\p', '\n': '\\n', '\r': '\\r' };

function escapeBytes(bytes: Buffer): string {
  const utf8 = bytes.toString('utf8');
  const valid = Buffer.from(utf8, 'utf8').equals(bytes);
  const text = valid ? utf8 : bytes.toString('latin1');
  // eslint-disable-next-line no-control-regex -- control characters are what is to be escaped
  const special = valid ? /[\\|\u0000-\u001f\u007f\u2028\u2029\ufeff]/g : /[\\|\u0000-\u001f\u007f-\u00ff]/g;
  return text.replace(special, (c) => NAMED[c] ?? hex(Buffer.from(c, valid ? 'utf8' : 'latin1')));
}

function hex(bytes: Buffer): string {
  return Array.from(bytes, (b) => `\\x${b.toString(16).padStart(2, '0')}`).join('');
}

function unescapeBytes(text: string): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  for (const match of text.matchAll(/\\(?:(\\|p|n|r)|x([0-9a-f]{2})|(.?))/g)) {
    parts.push(Buffer.from(text.slice(at, match.index), 'utf8'));
    if (match[3] !== undefined) throw new Error(`Unknown escape \\${match[3]}`);
    parts.push(match[2] === undefined ? plain(match[1] ?? '') : Buffer.from(match[2], 'hex'));
    at = match.index + match[0].length;
  }
  parts.push(Buffer.from(text.slice(at), 'utf8'));
  return Buffer.concat(parts);
}

function plain(letter: string): Buffer {
  return Buffer.from({ p: '|', n: '\n', r: '\r' }[letter] ?? letter);
}
