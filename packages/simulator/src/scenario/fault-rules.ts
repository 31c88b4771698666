/** The fields of every fault, for faults that come as text. The compiler proves that none is missing. */

import type { Corruption, FarmStatus, Fault, FaultOf, FaultType } from '../faults.js';
import { MESSAGE_IDS, REQUEST_IDS } from '../message-ids.js';
import { FileError, type LocatedJson } from './located-json.js';
import { checkObject, complaintOf, describeRule, objectOf, unknownField, type Fields, type Rule } from './rules.js';

const text = { kind: 'text' } as const satisfies Rule;
const flag = { kind: 'flag' } as const satisfies Rule;
const number = { kind: 'number' } as const satisfies Rule;
const ms = { kind: 'number', min: 0 } as const satisfies Rule;
const count = { kind: 'integer', min: 1 } as const satisfies Rule;
const id = { kind: 'integer', min: 0 } as const satisfies Rule;
const request = { kind: 'choice', of: Object.keys(REQUEST_IDS) } as const satisfies Rule;
const message = { kind: 'choice', of: Object.keys(MESSAGE_IDS) } as const satisfies Rule;
const must = <R extends Rule>(rule: R) => ({ ...rule, required: true }) as const;

export const FARM_STATUSES: readonly FarmStatus[] = ['ok', 'broken', 'inactive', 'connecting'];
const CORRUPTIONS: readonly Corruption[] = [
  'negative-length',
  'zero-length',
  'huge-length',
  'no-terminator',
  'truncated',
  'extra-fields',
  'bad-count',
  'garbage',
];

/** Each fault's own fields; `type` is understood. */
export const FAULT_RULES: {
  readonly [T in FaultType]: Readonly<Record<Exclude<keyof FaultOf<T>, 'type'>, Rule>>;
} = {
  refuse: { times: count },
  drop: {
    when: { kind: 'choice', of: ['now', 'before', 'after'] },
    message: request,
    clientId: id,
    reset: flag,
    times: count,
  },
  'half-open': { clientId: id },
  delay: { ms: must(ms) },
  fragment: { bytes: must(count) },
  coalesce: { ms: must(ms) },
  corrupt: { how: must({ kind: 'choice', of: CORRUPTIONS }), message, times: count },
  'slow-reader': { bytesPerSecond: must(count) },
  'mute-handshake': { times: count },
  'slow-handshake': { ms: must(ms) },
  'http-server': { times: count },
  'client-id-in-use': { forMs: ms, times: count },
  'no-next-valid-id': { times: count },
  'no-accounts': { times: count },
  'accounts-last': { times: count },
  'server-version': { version: must({ kind: 'integer', min: 1, max: 100_000 }) },
  'close-after-version': { times: count },
  'link-lost': { repeatEveryMs: { kind: 'number', min: 1 }, dataLost: flag },
  'link-down-at-connect': {},
  'port-change': { port: must({ kind: 'integer', min: 0, max: 65_535 }) },
  farm: { farm: must(text), status: must({ kind: 'choice', of: FARM_STATUSES }) },
  ignore: { message: must(request), times: count },
  fail: { message: must(request), code: must({ kind: 'integer' }), text, times: count },
  'reject-order': { code: must({ kind: 'integer' }), text, times: count },
  'ack-lost': { times: count },
  'silent-order': { times: count },
  'duplicate-status': { times: count },
  'reorder-status': { times: count },
  'fill-while-away': { times: count },
  'fill-after-cancel': { times: count },
  'correct-execution': { price: number, quantity: number, execId: text, times: count },
  'bust-execution': { execId: text, times: count },
  'roll-back-order-ids': { to: must(id) },
  'second-perm-id': { unreachable: flag, times: count },
  'order-warning': { code: must({ kind: 'integer' }), text, times: count },
  'cancel-refused': { code: must({ kind: 'integer' }), text, times: count },
  'modify-refused': { code: must({ kind: 'integer' }), text, times: count },
  freeze: { symbol: must(text) },
  halt: { symbol: must(text), volatility: flag },
  'no-market-data': { symbol: text, code: must({ kind: 'integer' }) },
  'competing-session': {},
  'end-stream': { code: must({ kind: 'integer' }), times: count },
  'reset-book': { times: count },
  'resubscribe-needed': { times: count },
  'pacing-kick': { times: count },
  'pacing-violation': { times: count },
  'line-limit': { lines: must(id) },
};

/** Checks a fault that comes as a value. @throws RangeError naming the field */
export function requireFault(fault: Fault): void {
  const refuse = (field: string, why: string) => new RangeError(`fault ${fault.type}, ${field}: ${why}`);
  if (!Object.hasOwn(FAULT_RULES, fault.type)) throw new RangeError(`There is no fault ${JSON.stringify(fault.type)}`);
  const rules: Fields = FAULT_RULES[fault.type];
  const given = Object.entries(fault).filter(([name, value]) => name !== 'type' && value !== undefined);
  for (const [name, value] of given as [string, string | number | boolean][]) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (!rule) throw refuse(name, unknownField(name, Object.keys(rules)));
    const complaint = name === 'times' && value === Infinity ? undefined : complaintOf(rule, value);
    if (complaint !== undefined) throw refuse(name, complaint);
  }
  for (const [name, rule] of Object.entries(rules))
    if (rule.required && !given.some(([each]) => each === name)) throw refuse(name, `Expected ${describeRule(rule)}`);
}

/** Reads a fault such as `{"type": "drop", "when": "after", "message": "placeOrder"}`. @throws FileError */
export function checkFault(node: LocatedJson, file: string): Fault {
  const type = objectOf(node, file).get('type');
  const known = Object.keys(FAULT_RULES);
  if (type === undefined)
    throw new FileError(file, node.line, node.path, `Expected a "type", one of ${known.join(', ')}`);
  if (typeof type.value !== 'string' || !Object.hasOwn(FAULT_RULES, type.value)) {
    const hint = unknownField(typeof type.value === 'string' ? type.value : '', known).replace(
      'Unknown field',
      'No fault has this name',
    );
    throw new FileError(file, type.line, type.path, hint);
  }
  const fields: Fields = { ...FAULT_RULES[type.value as FaultType], type: { kind: 'text', required: true } };
  return checkObject(node, fields, file) as Fault;
}
