import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe as group, expect, test } from 'vitest';
import { run } from '../src/cli-run.js';
import { catalogue, describe } from '../src/index.js';

function cqErrors(args: readonly string[], style = { color: false, width: 100 }) {
  const out: string[] = [];
  const err: string[] = [];
  const code = run(args, { out: (text) => out.push(text), err: (text) => err.push(text), ...style });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

group('cq-errors <code>', () => {
  test('shows what happened, what it does and what to do', () => {
    const { code, out, err } = cqErrors(['502']);
    expect(code).toBe(0);
    expect(err).toBe('');
    expect(out).toMatch(/^502 {2}error {2}session, fixed by: the settings of TWS, retryable\n/);
    expect(out).toContain(describe(502).description);
    expect(out).toMatch(/session {2}refused/);
    expect(out.match(/^ {2}- /gm)).toHaveLength(describe(502).tips.length);
  });

  test('shows several codes, and a negative one', () => {
    const { code, out } = cqErrors(['1101', '-1', '1102']);
    expect(code).toBe(0);
    expect(out.match(/^-?\d+ {2}/gm)).toEqual(['1101  ', '1102  ', '-1  ']);
  });

  test('exits 1 on an unknown code, with the nearest known ones', () => {
    const { code, out, err } = cqErrors(['505', '594']);
    expect(code).toBe(1);
    expect(out).toMatch(/^505/);
    expect(err).toMatch(/^594 is not in the catalogue/);
    expect(err.match(/^ +(\d+)(?= {2}error)/gm)?.map(Number)).toEqual([593, 592, 591]);
  });

  test('says how sure a row is, when it is not documented', () => {
    expect(cqErrors(['463']).out).toContain('doubtful');
    expect(cqErrors(['326']).out).not.toContain('documented');
  });

  test('prints JSON: one object for one code, else an array', () => {
    expect(JSON.parse(cqErrors(['1102', '--json']).out)).toEqual(describe(1102));
    expect(JSON.parse(cqErrors(['1101', '1102', '--json']).out)).toEqual([describe(1101), describe(1102)]);
    expect(cqErrors(['594', '--json'])).toMatchObject({ code: 1, out: '' });
  });
});

group('cq-errors --search, --category', () => {
  test('finds the rows that have all the words, whatever their case', () => {
    const { code, out } = cqErrors(['--search', 'Market DATA delayed']);
    expect(code).toBe(0);
    expect(out).toMatch(/^ *354 /m);
    expect(out).toMatch(/^ *10168 /m);
    expect(out).not.toMatch(/^ *200 /m);
  });

  test('lists a category, and only it', () => {
    const found = JSON.parse(cqErrors(['--category', 'order', '--json']).out) as { code: number; category: string }[];
    expect(found.map(({ code }) => code)).toEqual(
      Object.values(catalogue)
        .filter(({ category }) => category === 'order')
        .map(({ code }) => code),
    );
  });

  test('searches within a category', () => {
    const { out } = cqErrors(['-c', 'link', '-s', 'subscription']);
    expect(out.match(/^ *\d+(?= {2})/gm)?.map(Number)).toEqual([1101, 1102]);
  });

  test('exits 1 when nothing is found', () => {
    expect(cqErrors(['--search', 'flux capacitor'])).toEqual({
      code: 1,
      out: '',
      err: 'Nothing found for flux capacitor',
    });
    expect(cqErrors(['--search', 'flux capacitor', '--json'])).toMatchObject({ code: 1, out: '[]' });
  });
});

group('wrong usage exits 2 and says what is right', () => {
  test.each([
    [[], /Give either codes, or --search and --category/],
    [['1101', '--search', 'x'], /Give either codes/],
    [['market data'], /"market data" is not a code; to look for words use --search/],
    [['1e3'], /"1e3" is not a code/],
    [['502.5'], /"502.5" is not a code/],
    [['99999999999999999999'], /is not a code/],
    [['--category', 'orders'], /There is no category "orders"; the categories are account, .* order,/],
    [['--nope'], /nope/],
  ])('%o', (args, message) => {
    const { code, out, err } = cqErrors(args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(message);
    expect(err).toContain('Usage: cq-errors');
  });
});

test('help goes to the output and is no failure', () => {
  expect(cqErrors(['--help'])).toMatchObject({ code: 0, err: '' });
  expect(cqErrors(['-h', '1101']).out).toContain('NO_COLOR');
});

test('no line is wider than the terminal', () => {
  for (const width of [40, 80, 120]) {
    const { out } = cqErrors(['502', '162', '1101'], { color: false, width });
    const tooWide = out.split('\n').filter((line) => line.length > width && !/^\d+ {2}/.test(line));
    expect(tooWide).toEqual([]);
  }
});

test('colour changes the look and not the words', () => {
  const colored = cqErrors(['502'], { color: true, width: 100 }).out;
  expect(colored).toContain('\u001b[');
  // eslint-disable-next-line no-control-regex -- escape sequences are what is taken out
  expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(cqErrors(['502']).out);
});

group('as a process', () => {
  const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url));
  const start = (...args: string[]) =>
    promisify(execFile)(process.execPath, ['--import', 'tsx', cli, ...args], {
      env: { ...process.env, FORCE_COLOR: '' },
    });

  test('prints without colour into a pipe', async () => {
    const { stdout, stderr } = await start('1102');
    expect(stdout).toMatch(/^1102 {2}info {2}link\n/);
    expect(stderr).toBe('');
  });

  test('exits 1 on an unknown code', async () => {
    await expect(start('9999')).rejects.toMatchObject({ code: 1, stdout: '' });
  });
});
