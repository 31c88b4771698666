/** A request as recorded against a request as asked, and a recorded answer in the client's own words. */

import { REQUEST_IDS } from '../message-ids.js';
import type { Bindings } from './bindings.js';
import { answerIdPositions, clientIdPosition, requestIdPosition } from './message-keys.js';

/**
 * Whether the client asks what was asked in the recording: the same message and fields, but for its own ids, the
 * values behind stand-ins, and the moment when a date and time was meant.
 */
export function isSameRequest(
  recorded: readonly string[],
  actual: readonly string[],
  bindings: Bindings,
  serverVersion: number,
): boolean {
  if (recorded.length !== actual.length) return false;
  const ids = variablePositions(recorded, serverVersion);
  return recorded.every((field, i) => {
    const said = actual[i] ?? '';
    return ids.includes(i) ? bindings.admitsId(key(recorded, field), said) : bindings.admits(field, said);
  });
}

/** Remembers what the client calls the ids and stand-ins of a request that was the same. */
export function bindRequest(
  recorded: readonly string[],
  actual: readonly string[],
  bindings: Bindings,
  serverVersion: number,
): void {
  const ids = variablePositions(recorded, serverVersion);
  recorded.forEach((field, i) => {
    if (ids.includes(i)) bindings.bindId(key(recorded, field), actual[i] ?? '');
    else bindings.bind(field, actual[i] ?? '');
  });
}

/** A recorded answer with the client's ids and the values of its stand-ins. */
export function translateAnswer(
  recorded: readonly string[],
  bindings: Bindings,
  serverVersion: number,
): readonly string[] {
  const ids = answerIdPositions(recorded, serverVersion);
  const client = clientIdPosition(recorded);
  return recorded.map((field, i) => {
    if (ids.includes(i)) return bindings.id(field);
    if (i === client) return bindings.id(CLIENT + field);
    return bindings.fill(field);
  });
}

/** Clients are numbered apart from requests. */
const CLIENT = 'client ';

function key(recorded: readonly string[], field: string): string {
  return Number(recorded[0]) === REQUEST_IDS.startApi ? CLIENT + field : field;
}

function variablePositions(recorded: readonly string[], serverVersion: number): readonly number[] {
  if (Number(recorded[0]) === REQUEST_IDS.startApi) return [2];
  const position = requestIdPosition(recorded, serverVersion);
  return position === undefined ? [] : [position];
}
