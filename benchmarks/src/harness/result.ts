// Reads a BenchmarkResult that another process printed, and says precisely what is wrong with one that is not.
import type { BenchmarkResult, Claim, Row } from './benchmark.js';

type Fields = Readonly<Record<string, unknown>>;

/** Throws an `Error` that names the field. */
export function asResult(value: unknown): BenchmarkResult {
  const fields = object(value, 'the result');
  const name = text(fields, 'name');
  return {
    name,
    package: oneOf(fields, 'package', ['errors', 'connection', 'broker', 'market-data', 'simulator']),
    title: text(fields, 'title'),
    claims: list(fields, 'claims').map(asClaim),
    rows: list(fields, 'rows').map(asRow),
    notes: list(fields, 'notes').map((note) => (typeof note === 'string' ? note : fail('notes', 'strings'))),
  };
}

function asClaim(value: unknown): Claim {
  const fields = object(value, 'a claim');
  const measure = text(fields, 'measure');
  if (fields['limit'] !== undefined) return { measure, limit: number(fields['limit'], 'limit') };
  return { measure, versus: text(fields, 'versus'), ratio: number(fields['ratio'], 'ratio') };
}

function asRow(value: unknown): Row {
  const fields = object(value, 'a row');
  const measure = text(fields, 'measure');
  const samples = Object.fromEntries(
    Object.entries(object(fields['samples'], 'samples')).map(([name, all]) => [
      name,
      asSamples(all, `${name} for "${measure}"`),
    ]),
  );
  const ours = fields['ours'] === undefined ? 'cq' : text(fields, 'ours');
  if (samples[ours] === undefined) fail('samples', `those of "${ours}"`);
  const better = oneOf(fields, 'better', ['higher', 'lower']);
  return { measure, unit: text(fields, 'unit'), better, ours, samples };
}

function asSamples(value: unknown, contender: string): readonly number[] {
  if (!Array.isArray(value) || value.length === 0) return fail(`samples of ${contender}`, 'at least one number');
  return value.map((sample) => number(sample, `samples of ${contender}`));
}

function object(value: unknown, name: string): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : fail(name, 'an object');
}

function list(fields: Fields, name: string): readonly unknown[] {
  const value = fields[name];
  return Array.isArray(value) ? value : fail(name, 'a list');
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : fail(name, 'a text');
}

function number(value: unknown, name: string): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : fail(name, 'a finite number');
}

function oneOf<const T extends string>(fields: Fields, name: string, allowed: readonly T[]): T {
  return allowed.find((choice) => choice === fields[name]) ?? fail(name, `one of ${allowed.join(', ')}`);
}

function fail(name: string, expectation: string): never {
  throw new Error(`A benchmark result needs ${expectation} as ${name}`);
}
