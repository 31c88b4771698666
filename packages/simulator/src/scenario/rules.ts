/** What a field of a scenario or of a control request may hold, and the check that names the field that does not. */

import { FileError, type LocatedJson } from './located-json.js';

/** What one field must be. Every field is optional unless `required`. */
export type Rule = (
  | { readonly kind: 'integer' | 'number'; readonly min?: number; readonly max?: number; readonly above?: number }
  | { readonly kind: 'text'; readonly form?: { readonly pattern: RegExp; readonly says: string } }
  | { readonly kind: 'flag' }
  | { readonly kind: 'choice'; readonly of: readonly string[] }
) & { readonly required?: true };

export type Fields = Readonly<Record<string, Rule>>;

/** Checks an object against its fields and returns it without places. @throws FileError at the first mistake */
export function checkObject(node: LocatedJson, fields: Fields, file: string): Record<string, unknown> {
  const given = objectOf(node, file);
  for (const [name, inner] of given) {
    const rule = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (rule === undefined) throw new FileError(file, inner.line, inner.path, unknownField(name, Object.keys(fields)));
    const complaint = complaintOf(rule, inner.value);
    if (complaint !== undefined) throw new FileError(file, inner.line, inner.path, complaint);
  }
  for (const [name, rule] of Object.entries(fields)) {
    if (rule.required === true && !given.has(name)) {
      throw new FileError(file, node.line, join(node.path, name), `Missing: expected ${describeRule(rule)}`);
    }
  }
  return Object.fromEntries([...given].map(([name, inner]) => [name, inner.value]));
}

/** The entries of an object. @throws FileError when it is something else */
export function objectOf(node: LocatedJson, file: string): ReadonlyMap<string, LocatedJson> {
  if (node.value instanceof Map) return node.value as ReadonlyMap<string, LocatedJson>;
  throw new FileError(file, node.line, node.path, `Expected an object, found ${show(node.value)}`);
}

/** The items of a list. @throws FileError when it is something else */
export function listOf(node: LocatedJson, file: string): readonly LocatedJson[] {
  if (Array.isArray(node.value)) return node.value as readonly LocatedJson[];
  throw new FileError(file, node.line, node.path, `Expected a list, found ${show(node.value)}`);
}

/** "Unknown, expected one of …", with the nearest first when a letter is wrong. */
export function unknownField(name: string, known: readonly string[]): string {
  const near = known.find((k) => k.toLowerCase() === name.toLowerCase() || isNear(k, name));
  const hint = near === undefined ? `expected one of ${known.join(', ')}` : `did you mean ${near}?`;
  return `Unknown field, ${hint}`;
}

/** What is wrong with a value, if anything. */
export function complaintOf(rule: Rule, value: LocatedJson['value']): string | undefined {
  return fits(rule, value) ? undefined : `Expected ${describeRule(rule)}, found ${show(value)}`;
}

function fits(rule: Rule, value: LocatedJson['value']): boolean {
  switch (rule.kind) {
    case 'text':
      return typeof value === 'string' && value !== '' && (rule.form?.pattern.test(value) ?? true);
    case 'flag':
      return typeof value === 'boolean';
    case 'choice':
      return typeof value === 'string' && rule.of.includes(value);
    case 'integer':
    case 'number': {
      if (typeof value !== 'number' || (rule.kind === 'integer' && !Number.isInteger(value))) return false;
      return value > (rule.above ?? -Infinity) && value >= (rule.min ?? -Infinity) && value <= (rule.max ?? Infinity);
    }
  }
}

/** What a field must be, in words. */
export function describeRule(rule: Rule): string {
  switch (rule.kind) {
    case 'text':
      return rule.form?.says ?? 'a text';
    case 'flag':
      return 'true or false';
    case 'choice':
      return rule.of.length > 12 ? `one of ${rule.of.slice(0, 12).join(', ')}, …` : `one of ${rule.of.join(', ')}`;
    case 'integer':
    case 'number': {
      const what = rule.kind === 'integer' ? 'a whole number' : 'a number';
      if (rule.above !== undefined) return `${what} above ${rule.above}`;
      if (rule.min !== undefined && rule.max !== undefined) return `${what} from ${rule.min} to ${rule.max}`;
      return rule.min === undefined ? what : `${what} of at least ${rule.min}`;
    }
  }
}

function show(value: LocatedJson['value']): string {
  if (value instanceof Map) return 'an object';
  return Array.isArray(value) ? 'a list' : JSON.stringify(value);
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** Equal but for one letter added, dropped or changed. */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const tail = (text: string, skip: number) => text.slice(start + skip);
  return tail(a, 1) === tail(b, 1) || tail(a, 1) === tail(b, 0) || tail(a, 0) === tail(b, 1);
}
