// What is kept of the runs: results/latest.json, one entry for each benchmark, each with the machine it was measured on.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { BenchmarkResult } from './benchmark.js';

export interface Entry extends BenchmarkResult {
  /** ISO date of the run. */
  readonly at: string;
  readonly quick: boolean;
  readonly machine: string;
}

/** "Node 20.20.2, linux x64, 2 × AMD EPYC". */
export function machine(): string {
  const cpus = os.cpus();
  return `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus.length} × ${cpus[0]?.model.trim() ?? 'CPU'}`;
}

export function readArchive(folder: string): readonly Entry[] {
  const file = path.join(folder, 'latest.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as readonly Entry[]) : [];
}

/** Replaces the entries of the same names and keeps the others; sorted, so that a diff shows what changed. */
export function writeArchive(folder: string, fresh: readonly Entry[]): readonly Entry[] {
  const names = new Set(fresh.map(({ name }) => name));
  const kept = readArchive(folder).filter(({ name }) => !names.has(name));
  const all = [...kept, ...fresh].sort((a, b) => a.name.localeCompare(b.name));
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'latest.json'), `${JSON.stringify(all, rounded, 1)}\n`);
  return all;
}

/** Six significant digits are more than any of these measurements has. */
const rounded = (_key: string, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(6)) : value);
