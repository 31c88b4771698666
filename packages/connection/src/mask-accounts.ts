// Account numbers never reach a log: not in a text, not in a list, and not in an error with what TWS said.

const ACCOUNT = /\b(D?[UFI])(\d{3,})(\d{2})\b/g;
/** How far into nested data is looked, which also ends a circle of causes. */
const DEEPEST = 6;

/** Hides account numbers, wherever they stand in a text: `DU1234567` → `DU***67`. */
export function maskAccounts(text: string): string {
  return text.replace(ACCOUNT, '$1***$3');
}

/** The same data without account numbers: the original where it names none, which loggers like better, else a copy. */
export function withoutAccounts<T>(data: T): T {
  return masked(data, 0) as T;
}

function masked(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return maskAccounts(value);
  if (typeof value !== 'object' || value === null || depth === DEEPEST) return value;
  const isPlain = Array.isArray(value) || value instanceof Error || Object.getPrototypeOf(value) === Object.prototype;
  return isPlain ? maskedParts(value, depth + 1) : value;
}

function maskedParts(value: object, depth: number): object {
  const changed = Object.entries(Object.getOwnPropertyDescriptors(value)).flatMap(([name, { enumerable = false }]) => {
    const before: unknown = Reflect.get(value, name);
    const after = masked(before, depth);
    return after === before ? [] : [{ name, enumerable, after }];
  });
  if (changed.length === 0) return value;
  const copy: object = Array.isArray(value)
    ? [...(value as unknown[])]
    : (Object.create(Object.getPrototypeOf(value) as object, Object.getOwnPropertyDescriptors(value)) as object);
  for (const { name, enumerable, after } of changed) {
    Object.defineProperty(copy, name, { value: after, enumerable, configurable: true, writable: true });
  }
  return copy;
}
