import { expect, test } from 'vitest';
import { runChaos } from '../src/cli.js';
import type { DayOptions } from '../src/day.js';

async function run(args: readonly string[], tamper?: DayOptions['tamper']) {
  const out: string[] = [];
  const complaints: string[] = [];
  const code = await runChaos(
    args,
    { print: (line) => out.push(line), complain: (line) => complaints.push(line), progress: () => undefined },
    tamper ? { tamper } : {},
  );
  return { code, text: out.join('\n'), complaint: complaints.join('\n') };
}

const short = ['--hours', '0.5', '--per-hour', '20'];

/** A broker that gives a position one share more than there is. */
const miscount: DayOptions['tamper'] = ({ broker }) => {
  const ask = broker.getPositions.bind(broker);
  broker.getPositions = async (...args) =>
    (await ask(...args)).map((position) => ({ ...position, quantity: position.quantity + 1 }));
};

test('help is printed and is no failure', async () => {
  const { code, text } = await run(['--help']);
  expect(code).toBe(0);
  expect(text).toContain('Usage: pnpm chaos');
});

test('wrong arguments end with 2, the reason and the usage', async () => {
  const { code, text, complaint } = await run(['--seeds', 'many']);
  expect(code).toBe(2);
  expect(text).toBe('');
  expect(complaint).toMatch(/^--seeds must be a whole number .*\n\nUsage/);
});

test('a day that holds ends with 0, its schedule and its fingerprint', async () => {
  const { code, text } = await run([...short, '--seed', '5']);
  expect(code).toBe(0);
  expect(text).toMatch(/^Seed 5: \d+ mishaps\n +0 +00:\d\d:\d\d /);
  expect(text).toMatch(/\d+ frames, fingerprint [0-9a-f]+/);
  expect(text).toContain('All invariants held');
});

test('days that hold end with 0 and a summary', async () => {
  const { code, text } = await run([...short, '--seeds', '3']);
  expect(code).toBe(0);
  expect(text).toMatch(/3 days, seeds 1 to 3; per day .*\nAll invariants held$/);
});

test('a failing seed is printed with the command that plays it again, and that fails the same way', async () => {
  const many = await run([...short, '--seed', '11', '--seeds', '2'], miscount);
  expect(many.code).toBe(1);
  expect(many.text).toMatch(/Seed 11 fails:\n {2}✗ .* the books agree: position of/);
  expect(many.text).toContain('2 failing seeds: 11 12');
  const again = /Play it again: pnpm chaos (.*)/.exec(many.text)?.[1]?.split(' ') ?? [];
  expect(again).toEqual(['--seed', '11', '--hours', '0.5', '--per-hour', '20']);
  const one = await run(again, miscount);
  expect(one.code).toBe(1);
  expect(one.text.match(/✗.*/g)).toEqual(many.text.split('Seed 12')[0]?.match(/✗.*/g));
});

test('of a failing day the fewest mishaps that still fail are found', async () => {
  const { code, text } = await run([...short, '--seed', '11', '--shrink'], miscount);
  expect(code).toBe(1);
  expect(text).toMatch(/^Still fails with --only none \(\d+ days played\)\nSeed 11: 0 mishaps/);
});
