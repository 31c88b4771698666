import { expect, test } from 'vitest';
import { readArguments, UsageError } from '../src/arguments.js';

test('without arguments one full day is played', () => {
  expect(readArguments([])).toMatchObject({ seed: 1, seeds: undefined, hours: 6.5, mishapsPerHour: 8 });
});

test('a failing day is named by its seed, its length and its density', () => {
  const args = ['--seed', '123', '--hours', '2', '--per-hour', '20', '--only', '3,7', '--verbose'];
  expect(readArguments(args)).toMatchObject({ seed: 123, hours: 2, mishapsPerHour: 20, only: [3, 7], verbose: true });
});

test('a day can be played without its mishaps', () => {
  expect(readArguments(['--only', 'none'])).toMatchObject({ only: [] });
});

test('help is help', () => {
  expect(readArguments(['--help'])).toBe('help');
});

test.each([
  [['--seed', 'abc'], '--seed must be a whole number'],
  [['--seed', ''], '--seed must be a whole number'],
  [['--seeds', '0'], '--seeds must be a whole number from 1'],
  [['--hours', '24'], '--hours must be a number from 0.5 to 6.5'],
  [['--seeds', '5', '--minutes', '0'], '--minutes must be a whole number from 1'],
  [['--minutes', '5'], '--minutes is for many days'],
  [['--only', '1,,2'], '--only must be'],
  [['--seeds', '5', '--verbose'], '--verbose are for one'],
  [['--sed', '1'], "Unknown option '--sed'"],
  [['1'], 'Unexpected argument'],
])('%j is refused with a reason', (args, reason) => {
  expect(() => readArguments(args)).toThrow(UsageError);
  expect(() => readArguments(args)).toThrow(reason);
});
