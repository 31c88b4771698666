// A short, repeatable form of `pnpm fuzz`: a fixed seed and a fixed number of inputs.
import { describe, expect, it } from 'vitest';
import { targets } from '../src/fuzz/index.js';
import { runTarget } from '../src/fuzz/run-target.js';

describe('no generated input breaks a parser', () => {
  it.each(targets.map((target) => [target.name, target] as const))('%s', async (_name, target) => {
    const { failure } = await runTarget(target, { seed: 1, runs: 300 });
    expect(failure).toBeUndefined();
  });
});
