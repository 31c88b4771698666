// The proof of a release is only worth something when its expectations are right, so they are tried on made-up packages.
import { describe, expect, it } from 'vitest';
import { bumped, changesIn, choosePair, closureOf, dependentsOf } from '../scripts/release-expectations.mjs';

const pack = (name: string, dependencies: string[] = [], devDependencies: string[] = []) => {
  const ranges = (names: string[]) => Object.fromEntries(names.map((other) => [other, 'workspace:^']));
  return { manifest: { name, dependencies: ranges(dependencies), devDependencies: ranges(devDependencies) } };
};
const packages = [pack('base'), pack('middle', ['base'], ['apart']), pack('top', ['middle']), pack('apart', ['base'])];

describe('what a release must come to', () => {
  it('follows dependents at any distance, and not through devDependencies', () => {
    expect([...dependentsOf(packages, 'base')].sort()).toEqual(['apart', 'middle', 'top']);
    expect([...dependentsOf(packages, 'apart')]).toEqual([]);
  });

  it('counts what an installation brings', () => {
    expect([...closureOf(packages, 'top')].sort()).toEqual(['base', 'middle', 'top']);
    expect([...closureOf(packages, 'base')]).toEqual(['base']);
  });

  it('changes a pair that has a dependent and leaves somebody alone', () => {
    const { first, second, touched } = choosePair(packages);
    expect([first, second]).toEqual(['middle', 'apart']);
    expect([...touched].sort()).toEqual(['apart', 'middle', 'top']);
  });

  it('says so when no pair would prove anything', () => {
    expect(() => choosePair([pack('a'), pack('b', ['a'])])).toThrow('the proof needs such a pair');
  });

  it('bumps versions, and reads the changes of one version out of a changelog', () => {
    expect([bumped('0.1.2', 'patch'), bumped('0.1.2', 'minor'), bumped('0.1.2', 'major')]).toEqual([
      '0.1.3',
      '0.2.0',
      '1.0.0',
    ]);
    expect(changesIn('# x\n\n## 1.1.0\n\nnew\n\n## 1.0.0\n\nold\n', '1.1.0').trim()).toBe('new');
  });
});
