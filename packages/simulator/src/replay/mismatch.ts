/** The client did something else than in the recording. */

import { requestName } from '../message-ids.js';

export interface Mismatch {
  /** The line of the transcript that was expected; `undefined` when nothing there resembles what the client asked. */
  readonly line: number | undefined;
  readonly expected: readonly string[] | undefined;
  /** What the client said; `undefined` when it left instead. */
  readonly actual: readonly string[] | undefined;
}

/** One line for a person: what was expected where, what came, and the first field that differs. */
export function describeMismatch(file: string, { line, expected, actual }: Mismatch): string {
  const place = line === undefined ? file : `${file}:${line}`;
  if (expected === undefined) return `${place}: no recorded answer to ${show(actual ?? [])}`;
  if (actual === undefined) return `${place}: expected ${show(expected)}, but the client left`;
  const index = expected.findIndex((field, i) => field !== actual[i]);
  const field = expected[0] === actual[0] && index >= 0 ? ` (field ${index})` : '';
  return `${place}: expected ${show(expected)}, but the client sent ${show(actual)}${field}`;
}

function show(fields: readonly string[]): string {
  const name = requestName(Number(fields[0]));
  const text = fields.join('|');
  const short = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  return name === undefined ? short : `${name} ${short}`;
}
