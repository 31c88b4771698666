/** Checks of single values from users, who may write JavaScript. Each throws `InvalidArgumentError` naming the field. */
import type { CallOptions } from '@cq/connection';
import { InvalidArgumentError } from '@cq/errors';

/** Where a value sits, as a user would write it: `order.limitPrice`. */
export type Path = string;

export function checkFinite(value: unknown, path: Path): asserts value is number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new InvalidArgumentError(path, `must be a finite number, got ${shown(value)}`);
  }
}

export function checkPositive(value: unknown, path: Path): asserts value is number {
  checkFinite(value, path);
  if (value <= 0) throw new InvalidArgumentError(path, `must be greater than 0, got ${shown(value)}`);
}

export function checkNotNegative(value: unknown, path: Path): asserts value is number {
  checkFinite(value, path);
  if (value < 0) throw new InvalidArgumentError(path, `must not be negative, got ${value}`);
}

export function checkInteger(value: unknown, path: Path): asserts value is number {
  checkFinite(value, path);
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError(path, `must be a whole number, got ${shown(value)}`);
}

/** A conId, permId or order id. */
export function checkId(value: unknown, path: Path): asserts value is number {
  checkInteger(value, path);
  if (value <= 0) throw new InvalidArgumentError(path, `must be a positive whole number, got ${shown(value)}`);
}

export function checkEnum<T extends string>(value: unknown, allowed: readonly T[], path: Path): asserts value is T {
  if (!(allowed as readonly unknown[]).includes(value)) {
    throw new InvalidArgumentError(path, `must be one of ${allowed.join(', ')}, got ${shown(value)}`);
  }
}

export function checkBoolean(value: unknown, path: Path): asserts value is boolean {
  if (typeof value !== 'boolean') throw new InvalidArgumentError(path, `must be true or false, got ${shown(value)}`);
}

/**
 * Text that goes on the wire. Fields there end in NUL, so a control character would forge fields.
 * Lone surrogates are refused because they do not survive UTF-8.
 */
export function checkText(value: unknown, path: Path, maxLength = 128): asserts value is string {
  if (typeof value !== 'string' || value === '') {
    throw new InvalidArgumentError(path, `must be a non-empty string, got ${shown(value)}`);
  }
  checkCharacters(value, path, maxLength);
}

/** The same for text that may be empty. */
export function checkCharacters(value: unknown, path: Path, maxLength = 128): asserts value is string {
  if (typeof value !== 'string') throw new InvalidArgumentError(path, `must be a string, got ${shown(value)}`);
  if (value.length > maxLength) throw new InvalidArgumentError(path, `must have at most ${maxLength} characters`);
  if (/[\p{Cc}\p{Cs}]/u.test(value)) {
    throw new InvalidArgumentError(path, `must have no control characters, got ${shown(value)}`);
  }
}

export function checkDate(value: unknown, path: Path): asserts value is Date {
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) {
    throw new InvalidArgumentError(path, `must be a valid Date, got ${shown(value)}`);
  }
  const year = value.getUTCFullYear();
  if (year < 1970 || year > 9999) throw new InvalidArgumentError(path, `must be a date TWS can read, got year ${year}`);
}

/** Checked before anything is sent: by a deadline that is no time, an order would be unknown at once. */
export function checkDeadline({ timeoutMs }: CallOptions): void {
  if (timeoutMs === undefined || (typeof timeoutMs === 'number' && timeoutMs > 0)) return;
  throw new InvalidArgumentError('timeoutMs', `must be a number of milliseconds above 0, got ${shown(timeoutMs)}`);
}

export function checkObject(value: unknown, path: Path): asserts value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidArgumentError(path, `must be an object, got ${shown(value)}`);
  }
}

export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}
