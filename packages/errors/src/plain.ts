/** Errors as plain data. */

const deepest = 8;

/**
 * A copy of `value` that `JSON.stringify` takes: errors become objects with their parts and their chain of causes;
 * cycles, and what lies deeper than any honest error, end in a word instead of an exception.
 */
export function toPlain(value: unknown, seen: readonly unknown[] = []): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (seen.includes(value)) return '[Circular]';
  if (seen.length >= deepest) return '[Deeper]';
  const path = [...seen, value];
  if (Array.isArray(value)) return value.map((item) => toPlain(item, path));
  const plain: Record<string, unknown> = {};
  if (value instanceof Error) Object.assign(plain, { name: value.name, message: value.message });
  if (value instanceof AggregateError) plain['errors'] = toPlain(value.errors, path);
  for (const [key, field] of Object.entries(value)) plain[key] = toPlain(field, path);
  if (value instanceof Error && value.cause !== undefined) plain['cause'] = toPlain(value.cause, path);
  return plain;
}
