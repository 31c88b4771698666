/** The shape of a scenario, read from JSON and checked. */

import type { Fault } from '../faults.js';
import { MESSAGE_IDS, REQUEST_IDS, type MessageName, type RequestName } from '../message-ids.js';
import { ACTION_TYPES, checkAction, type Action, type ActionType } from './actions.js';
import { checkFault } from './fault-rules.js';
import { FileError, type LocatedJson } from './located-json.js';
import { checkObject, listOf, objectOf, unknownField, type Fields } from './rules.js';

export interface Scenario {
  readonly description: string;
  readonly steps: readonly Step[];
  readonly chaos: Chaos | undefined;
}

/** One thing that happens. */
export interface Step {
  readonly trigger: Trigger;
  readonly action: Action;
  /** How long an injected fault stays in force; `undefined` until it is spent or the scenario stops. */
  readonly forMs: number | undefined;
}

export type Trigger =
  /** After this long, and then again every so often. */
  | { readonly type: 'time'; readonly atMs: number; readonly everyMs: number | undefined }
  /**
   * When the `nth` frame of this name passes: a request just before it is processed, an answer just before it is sent.
   */
  | {
      readonly type: 'frame';
      readonly direction: 'in' | 'out';
      readonly name: RequestName | MessageName;
      readonly nth: number;
      readonly clientId: number | undefined;
      readonly afterMs: number;
    };

/** Faults by chance: one of the list now and then, by seed. */
export interface Chaos {
  readonly seed: number;
  /** Mean time between two faults. */
  readonly everyMs: number;
  readonly forMs: number;
  readonly faults: readonly Fault[];
}

/** @throws FileError at the first mistake */
export function checkScenario(node: LocatedJson, file: string): Scenario {
  const top = objectOf(node, file);
  for (const [name, inner] of top) {
    if (!TOP.includes(name)) throw new FileError(file, inner.line, inner.path, unknownField(name, TOP));
  }
  const description = top.get('description')?.value ?? '';
  if (typeof description !== 'string') {
    throw new FileError(file, top.get('description')?.line ?? node.line, 'description', 'Expected a text');
  }
  const [steps, chaos] = [top.get('steps'), top.get('chaos')];
  return {
    description,
    steps: steps === undefined ? [] : listOf(steps, file).map((step) => checkStep(step, file)),
    chaos: chaos === undefined ? undefined : checkChaos(chaos, file),
  };
}

const TOP: readonly string[] = ['description', 'steps', 'chaos'];
const TIMING: readonly string[] = ['atMs', 'everyMs', 'when', 'afterMs', 'forMs', 'note'];

function checkStep(node: LocatedJson, file: string): Step {
  const given = objectOf(node, file);
  const fail = (at: LocatedJson | undefined, expectation: string) =>
    new FileError(file, (at ?? node).line, (at ?? node).path, expectation);
  for (const [name, inner] of given) {
    if (!TIMING.includes(name) && !isAction(name)) throw fail(inner, unknownField(name, [...TIMING, ...ACTION_TYPES]));
  }
  const actions = [...given.keys()].filter(isAction);
  const [type, second] = actions;
  const body = type === undefined ? undefined : given.get(type);
  if (type === undefined || body === undefined) throw fail(node, `Expected one of ${ACTION_TYPES.join(', ')}`);
  if (second !== undefined) throw fail(given.get(second), `Expected one action in a step, found ${type} and ${second}`);
  const timing = checkTiming(node, file);
  const action = checkAction(type, body, file);
  if (timing.forMs !== undefined && type !== 'inject') throw fail(given.get('forMs'), 'Only an injected fault lasts');
  return { trigger: checkTrigger(given, timing, node, file), action, forMs: timing.forMs };
}

interface Timing {
  readonly atMs?: number;
  readonly everyMs?: number;
  readonly afterMs?: number;
  readonly forMs?: number;
}

function checkTiming(node: LocatedJson, file: string): Timing {
  const given = objectOf(node, file);
  const own = new Map([...given].filter(([name]) => TIMING.includes(name) && name !== 'when'));
  const rules: Fields = {
    atMs: { kind: 'number', min: 0 },
    everyMs: { kind: 'number', min: 1 },
    afterMs: { kind: 'number', min: 0 },
    forMs: { kind: 'number', min: 0 },
    note: { kind: 'text' },
  };
  return checkObject({ ...node, value: own }, rules, file);
}

function checkTrigger(
  given: ReadonlyMap<string, LocatedJson>,
  timing: Timing,
  node: LocatedJson,
  file: string,
): Trigger {
  const when = given.get('when');
  const misplaced = when === undefined ? ['afterMs'] : ['atMs', 'everyMs'];
  for (const name of misplaced) {
    const at = given.get(name);
    const expectation = when === undefined ? 'Goes with "when"; use atMs' : 'Does not go with "when"; use afterMs';
    if (at !== undefined) throw new FileError(file, at.line, at.path, expectation);
  }
  if (when !== undefined) return checkWhen(when, timing.afterMs ?? 0, file);
  if (timing.atMs === undefined && timing.everyMs === undefined) {
    throw new FileError(file, node.line, node.path, 'Expected atMs, everyMs or when');
  }
  return { type: 'time', atMs: timing.atMs ?? timing.everyMs ?? 0, everyMs: timing.everyMs };
}

function checkWhen(node: LocatedJson, afterMs: number, file: string): Trigger {
  const rules: Fields = {
    message: { kind: 'choice', of: Object.keys(REQUEST_IDS) },
    name: { kind: 'choice', of: Object.keys(MESSAGE_IDS) },
    nth: { kind: 'integer', min: 1 },
    clientId: { kind: 'integer', min: 0 },
  };
  const {
    message,
    name,
    nth = 1,
    clientId,
  } = checkObject(node, rules, file) as {
    message?: RequestName;
    name?: MessageName;
    nth?: number;
    clientId?: number;
  };
  const frame = message ?? name;
  if (frame === undefined || (message !== undefined && name !== undefined)) {
    throw new FileError(file, node.line, node.path, 'Expected either message (a request) or name (an answer)');
  }
  return { type: 'frame', direction: message === undefined ? 'out' : 'in', name: frame, nth, clientId, afterMs };
}

function checkChaos(node: LocatedJson, file: string): Chaos {
  const given = objectOf(node, file);
  const faults = given.get('faults');
  if (faults === undefined)
    throw new FileError(file, node.line, `${node.path}.faults`, 'Missing: expected a list of faults');
  const list = listOf(faults, file).map((fault) => checkFault(fault, file));
  if (list.length === 0) throw new FileError(file, faults.line, faults.path, 'Expected at least one fault');
  const rest = new Map([...given].filter(([name]) => name !== 'faults'));
  const rules: Fields = {
    seed: { kind: 'integer', min: 0 },
    everyMs: { kind: 'number', min: 1, required: true },
    forMs: { kind: 'number', min: 0 },
  };
  const {
    seed = 1,
    everyMs,
    forMs = 1000,
  } = checkObject({ ...node, value: rest }, rules, file) as {
    seed?: number;
    everyMs: number;
    forMs?: number;
  };
  return { seed, everyMs, forMs, faults: list };
}

function isAction(name: string): name is ActionType {
  return (ACTION_TYPES as readonly string[]).includes(name);
}
