/**
 * JSON that remembers its lines, so that a mistake in a user's file is reported as `faults.json:12: steps[3].inject.code`
 * instead of "invalid input". A parser of its own because `JSON.parse` forgets where things stood.
 */

/** A mistake in a file that somebody wrote: says which file, which line, and which field where there is one. */
export class FileError extends Error {
  override readonly name = 'FileError';

  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Path of the field, as in `steps[3].inject.code`; `''` for the file as a whole. */
  readonly field: string;
  readonly expectation: string;

  constructor(file: string, line: number, field: string, expectation: string) {
    super(`${file}:${line}: ${field === '' ? '' : `${field}: `}${expectation}`);
    this.file = file;
    this.line = line;
    this.field = field;
    this.expectation = expectation;
  }
}

type LocatedValue = string | number | boolean | null | readonly LocatedJson[] | ReadonlyMap<string, LocatedJson>;

/** A value and where it stands. */
export interface LocatedJson {
  readonly value: LocatedValue;
  readonly line: number;
  /** How to get here from the top: `steps[3].inject`. */
  readonly path: string;
}

/** Reads one JSON document. @throws FileError with the line of the first mistake, duplicate keys included */
export function parseLocatedJson(text: string, file: string): LocatedJson {
  return new Parser(text, file).document();
}

/** The value without its places. */
export function plainJson(node: LocatedJson): unknown {
  const { value } = node;
  if (value instanceof Map) {
    return Object.fromEntries([...(value as ReadonlyMap<string, LocatedJson>)].map(([k, v]) => [k, plainJson(v)]));
  }
  return Array.isArray(value) ? (value as readonly LocatedJson[]).map(plainJson) : value;
}

/** Deeper nesting is nobody's scenario, and would end the process by recursion. */
const MAX_DEPTH = 100;

class Parser {
  readonly #text: string;
  readonly #file: string;
  #at = 0;
  #line = 1;

  constructor(text: string, file: string) {
    this.#text = text.startsWith('\ufeff') ? text.slice(1) : text;
    this.#file = file;
  }

  document(): LocatedJson {
    const node = this.#node('', 0);
    this.#space();
    if (this.#at < this.#text.length) this.#fail('', `Expected the end of the file, found ${this.#found()}`);
    return node;
  }

  #node(path: string, depth: number): LocatedJson {
    this.#space();
    if (depth > MAX_DEPTH) this.#fail(path, `Expected at most ${MAX_DEPTH} levels`);
    const line = this.#line;
    return { value: this.#value(path, depth), line, path };
  }

  #value(path: string, depth: number): LocatedValue {
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(path, depth);
      case '[':
        return this.#array(path, depth);
      case '"':
        return this.#string(path);
      default:
        return this.#scalar(path);
    }
  }

  #object(path: string, depth: number): ReadonlyMap<string, LocatedJson> {
    const entries = new Map<string, LocatedJson>();
    this.#at++;
    this.#space();
    if (this.#take('}')) return entries;
    do {
      this.#space();
      if (this.#text[this.#at] !== '"') this.#fail(path, `Expected a name in double quotes, found ${this.#found()}`);
      const key = this.#string(path);
      const inner = path === '' ? key : `${path}.${key}`;
      if (entries.has(key)) this.#fail(inner, 'Given twice');
      this.#expect(':', inner);
      entries.set(key, this.#node(inner, depth + 1));
    } while (this.#comma('}', path));
    return entries;
  }

  #array(path: string, depth: number): readonly LocatedJson[] {
    const items: LocatedJson[] = [];
    this.#at++;
    this.#space();
    if (this.#take(']')) return items;
    do items.push(this.#node(`${path}[${items.length}]`, depth + 1));
    while (this.#comma(']', path));
    return items;
  }

  #comma(close: string, path: string): boolean {
    this.#space();
    if (this.#take(close)) return false;
    if (!this.#take(',')) this.#fail(path, `Expected , or ${close}, found ${this.#found()}`);
    return true;
  }

  #string(path: string): string {
    const match = /"(?:[^"\\\n]|\\.)*"/y;
    match.lastIndex = this.#at;
    const raw = match.exec(this.#text)?.[0];
    if (raw === undefined) return this.#fail(path, 'Expected the text to end with " on the same line');
    this.#at += raw.length;
    return this.#parse(raw, path) as string;
  }

  #scalar(path: string): string | number | boolean | null {
    const match = /[-+.\w]+/y;
    match.lastIndex = this.#at;
    const raw = match.exec(this.#text)?.[0];
    if (raw === undefined) return this.#fail(path, `Expected a value, found ${this.#found()}`);
    this.#at += raw.length;
    return this.#parse(raw, path) as number | boolean | null;
  }

  #parse(raw: string, path: string): unknown {
    try {
      return JSON.parse(raw) as unknown;
    } catch {
      return this.#fail(path, `Expected a JSON value, found ${raw.slice(0, 40)}`);
    }
  }

  #expect(token: string, path: string): void {
    this.#space();
    if (!this.#take(token)) this.#fail(path, `Expected ${token}, found ${this.#found()}`);
  }

  #take(token: string): boolean {
    if (this.#text[this.#at] !== token) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    for (let c = this.#text[this.#at]; c === ' ' || c === '\n' || c === '\r' || c === '\t'; c = this.#text[this.#at]) {
      if (c === '\n') this.#line++;
      this.#at++;
    }
  }

  #found(): string {
    const rest = this.#text.slice(this.#at, this.#at + 20).split('\n')[0] ?? '';
    return this.#at >= this.#text.length ? 'the end of the file' : JSON.stringify(rest || '\n');
  }

  #fail(path: string, expectation: string): never {
    throw new FileError(this.#file, this.#line, path, expectation);
  }
}
