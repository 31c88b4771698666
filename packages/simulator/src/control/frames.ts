/** The transcript for a control client: what passed, and what will. */

import { FileError, type LocatedJson } from '../scenario/located-json.js';
import { checkObject, listOf, objectOf } from '../scenario/rules.js';
import { MESSAGE_IDS, REQUEST_IDS } from '../message-ids.js';
import type { Simulator } from '../simulator.js';
import type { FrameMatch, FrameName, TranscriptEntry } from '../transcript.js';
import type { Reply } from './reply.js';

const DIRECTIONS = ['in', 'out'] as const;
const NAMES = [...Object.keys(REQUEST_IDS), ...Object.keys(MESSAGE_IDS), 'handshake', 'unknown'];
const MAX_WAIT_MS = 600_000;

/** The last frames that fit the query, oldest first. Bad values fit nothing. */
export function findFrames(sim: Simulator, query: URLSearchParams): readonly object[] {
  const number = (name: string) => {
    const value = query.get(name);
    return value === null ? {} : { [name]: Number(value) };
  };
  const text = (name: string) => {
    const value = query.get(name);
    return value === null ? {} : { [name]: value };
  };
  const match: FrameMatch = { ...text('direction'), ...text('name'), ...number('clientId'), ...number('connection') };
  const last = Number(query.get('last') ?? 100);
  return last > 0 ? sim.transcript.filter(match).slice(-last).map(shown) : [];
}

/** Answers with the frame, or 408 when it does not pass in time (real time, also under a virtual clock). */
export async function waitForFrame(sim: Simulator, body: LocatedJson): Promise<Reply> {
  const given = objectOf(body, 'body');
  const fieldList = given.get('fields');
  const rest = new Map([...given].filter(([name]) => name !== 'fields'));
  const { timeoutMs, count, ...match } = checkObject({ ...body, value: rest }, WAIT_RULES, 'body') as {
    readonly timeoutMs?: number;
    readonly count?: number;
    readonly direction?: 'in' | 'out';
    readonly name?: FrameName;
  };
  const fields = fieldList === undefined ? {} : { fields: checkFields(fieldList) };
  try {
    const options = { timeoutMs: timeoutMs ?? 5000, count: count ?? 1 };
    return { status: 200, body: shown(await sim.waitFor({ ...match, ...fields }, options)) };
  } catch (error) {
    return { status: 408, body: { error: error instanceof Error ? error.message : String(error) } };
  }
}

const WAIT_RULES = {
  direction: { kind: 'choice', of: DIRECTIONS },
  name: { kind: 'choice', of: NAMES },
  clientId: { kind: 'integer', min: -1 },
  connection: { kind: 'integer', min: 1 },
  count: { kind: 'integer', min: 1 },
  timeoutMs: { kind: 'number', min: 0, max: MAX_WAIT_MS },
} as const;

/** The first fields of a frame; `null` fits anything. */
function checkFields(node: LocatedJson): readonly (string | undefined)[] {
  return listOf(node, 'body').map(({ value, line, path }) => {
    if (value === null) return undefined;
    if (typeof value === 'string' || typeof value === 'number') return String(value);
    throw new FileError('body', line, path, 'Expected a text, a number or null');
  });
}

function shown({ at, direction, clientId, connection, id, name, fields }: TranscriptEntry): object {
  return { at: new Date(at).toISOString(), direction, clientId, connection, id, name, fields };
}
