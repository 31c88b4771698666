/**
 * Message layouts as data: which fields follow each other, from which server version on, and under which condition.
 * One layout reads and writes, so that what a client sent can be echoed field by field.
 */

import { FieldError, type FieldReader } from './fields.js';

/** A message taken apart: plain fields by name, and lists of such. Everything is text, exactly as on the wire. */
export interface Fields {
  readonly text: Readonly<Record<string, string>>;
  readonly lists: Readonly<Record<string, readonly Fields[]>>;
}

interface Draft extends Fields {
  readonly text: Record<string, string>;
  readonly lists: Record<string, readonly Fields[]>;
}

/** One step of a layout: a field, or a rule about several. */
export type Step =
  | string
  | { readonly versions: readonly [from: number, before: number]; readonly steps: Layout }
  | { readonly when: (fields: Fields) => boolean; readonly steps: Layout }
  | { readonly list: string; readonly steps: Layout; readonly after: Layout };

export type Layout = readonly Step[];

/** Present from this server version on. */
export const since = (version: number, ...steps: Layout): Step => ({ versions: [version, Infinity], steps });

/** Present only before this server version. */
export const until = (version: number, ...steps: Layout): Step => ({ versions: [0, version], steps });

/** Present in `from` ≤ version < `before`. */
export const between = (from: number, before: number, ...steps: Layout): Step => ({ versions: [from, before], steps });

/** Present when the fields read so far say so. */
export const when = (test: (fields: Fields) => boolean, ...steps: Layout): Step => ({ when: test, steps });

/** A count, that many items, and `after` once when there was at least one. */
export const list = (name: string, steps: Layout, after: Layout = []): Step => ({ list: name, steps, after });

/** The text of a field; empty when the layout has no such field. */
export const textOf = (fields: Fields, name: string): string => fields.text[name] ?? '';

const MAX_LIST = 10_000;

/** Take a request apart. @throws FieldError when it is shorter than its layout */
export function readLayout(layout: Layout, reader: FieldReader, version: number): Fields {
  const draft: Draft = { text: {}, lists: {} };
  readSteps(layout, reader, version, draft);
  return draft;
}

function readSteps(layout: Layout, reader: FieldReader, version: number, draft: Draft): void {
  for (const step of layout) {
    if (typeof step === 'string') draft.text[step] = reader.string();
    else if ('list' in step) readList(step, reader, version, draft);
    else if (applies(step, version, draft)) readSteps(step.steps, reader, version, draft);
  }
}

function readList(step: Extract<Step, { list: string }>, reader: FieldReader, version: number, draft: Draft): void {
  const count = reader.int();
  if (count < 0 || count > MAX_LIST) throw new FieldError(`Unable to parse data. Impossible count ${count}`);
  draft.lists[step.list] = Array.from({ length: count }, () => readLayout(step.steps, reader, version));
  if (count > 0) readSteps(step.after, reader, version, draft);
}

/** Put a message together. A field nobody set is empty. */
export function writeLayout(layout: Layout, fields: Fields, version: number): string[] {
  const out: string[] = [];
  writeSteps(layout, fields, version, out);
  return out;
}

function writeSteps(layout: Layout, fields: Fields, version: number, out: string[]): void {
  for (const step of layout) {
    if (typeof step === 'string') out.push(textOf(fields, step));
    else if ('list' in step) {
      const items = fields.lists[step.list] ?? [];
      out.push(String(items.length));
      for (const item of items) writeSteps(step.steps, item, version, out);
      if (items.length > 0) writeSteps(step.after, fields, version, out);
    } else if (applies(step, version, fields)) writeSteps(step.steps, fields, version, out);
  }
}

function applies(step: Exclude<Step, string | { list: string }>, version: number, fields: Fields): boolean {
  if ('when' in step) return step.when(fields);
  const [from, before] = step.versions;
  return version >= from && version < before;
}
