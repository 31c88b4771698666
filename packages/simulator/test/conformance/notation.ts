/**
 * The notation of the field lists: a message is its fields in order, each with a kind and the server versions that
 * have it. It is written apart from the simulator's own layouts, so that one mistake cannot hide in both.
 */

/**
 * What a client does with a field:
 * `int` reads it as a whole number, `float` as a decimal, `flag` as 0 or 1, `text` as it is; `size` is a whole number
 * before server version 163 and a decimal from then on. With `?` an empty field is understood as "not set".
 */
export type Kind = 'int' | 'int?' | 'float' | 'float?' | 'size' | 'flag' | 'text';

/** A field; the numbers are the first server version that has it and the first that has it no more. */
export type FieldRule = readonly [name: string, kind: Kind, since?: number, before?: number];

export type Rule =
  | FieldRule
  /** Fields that depend on what came before them. */
  | { readonly given: (seen: Seen) => boolean; readonly rules: Rules }
  /** A count, that many groups, and `then` once when there was at least one. */
  | { readonly times: string; readonly since?: number; readonly rules: Rules; readonly then?: Rules };

export type Rules = readonly Rule[];

/** The fields read so far, by name; of a field that comes twice, the later one. */
export type Seen = Readonly<Record<string, string>>;

/** A message taken apart. */
export interface Decoded {
  readonly fields: Seen;
  readonly lists: Readonly<Record<string, readonly Decoded[]>>;
}

/** Client projects whose expectations a field list was read from. `conformance.md` says which files. */
export type Source = 'ibapi' | 'ib_async' | 'ib_insync' | 'rust-ibapi' | '@stoqey/ib' | 'ib-tws-api';

/** Does this server version have the field? */
export const isIn = ([, , since = 0, before = Infinity]: FieldRule, version: number): boolean =>
  version >= since && version < before;

export const isField = (rule: Rule): rule is FieldRule => Array.isArray(rule);

/** Kinds as the clients parse them. */
const PATTERNS: Readonly<Record<Exclude<Kind, 'size'>, RegExp>> = {
  int: /^-?\d+$/,
  'int?': /^(-?\d+)?$/,
  float: /^(-?\d+(\.\d+)?([eE][+-]?\d+)?|Infinity)$/,
  'float?': /^(-?\d+(\.\d+)?([eE][+-]?\d+)?|Infinity)?$/,
  flag: /^[01]$/,
  text: /^[^]*$/,
};

const FRACTIONAL_SIZES = 163;

/** Can a client of this version read this text as this kind? */
export function fits(kind: Kind, text: string, version: number): boolean {
  if (kind === 'size') return fits(version < FRACTIONAL_SIZES ? 'int' : 'float', text, version);
  return PATTERNS[kind].test(text);
}
