/** TWS's ways to say that there is nothing, as absence. */

/** An empty field is no text. */
export function text(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}

/** A finite number other than zero, which TWS writes for "none" where zero makes no sense. */
export function some(value: number | undefined): number | undefined {
  return value === undefined || value === 0 || !Number.isFinite(value) || Math.abs(value) >= Number.MAX_VALUE
    ? undefined
    : value;
}

/** A number; TWS's ways to say "not set" are none. */
export function number(value: number | undefined): number | undefined {
  return value === undefined || !Number.isFinite(value) || Math.abs(value) >= Number.MAX_VALUE ? undefined : value;
}
