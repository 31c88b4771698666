import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError } from '@cq/errors';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openJournal } from '../src/journal.js';
import { decodeLines, encodeLine, type JournalRecord } from '../src/journal-record.js';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cq-journal-'));
  path = join(folder, 'orders.journal');
});
afterEach(() => rmSync(folder, { recursive: true }));

function record(n: number): JournalRecord {
  return { type: 'test', at: n, ...{ n, when: new Date(n), text: `order "${n}"\n€` } };
}

function written(count: number): Buffer {
  const lines = Array.from({ length: count }, (_, n) => encodeLine({ seq: n + 1, record: record(n) }));
  return Buffer.from(lines.join(''));
}

describe('what was written', () => {
  it('is there after the next opening, dates included', async () => {
    const first = openJournal(path);
    for (let n = 0; n < 10; n += 1) first.append(record(n));
    await first.durable();
    first.close();
    using second = openJournal(path);
    expect(second.records()).toEqual(Array.from({ length: 10 }, (_, n) => record(n)));
    expect(second.damage).toEqual([]);
  });

  it('is on the disk once durable() resolves, for everybody who waits', async () => {
    using journal = openJournal(path);
    await Promise.all(
      Array.from({ length: 20 }, async (_, n) => {
        journal.append(record(n));
        await journal.durable();
        expect(decodeLines(readFileSync(path)).lines.some(({ record: r }) => r.at === n)).toBe(true);
      }),
    );
  });

  it('cannot be added to after closing', async () => {
    const journal = openJournal(path);
    journal.close();
    journal.close();
    journal.append(record(1));
    await expect(journal.durable()).rejects.toThrow('is closed');
  });
});

describe('a damaged file', () => {
  const whole = written(5);

  it('loses only its last line when it ends anywhere', () => {
    for (let length = 0; length <= whole.length; length += 1) {
      const { lines, damage } = decodeLines(whole.subarray(0, length));
      const complete = whole.subarray(0, length).filter((byte) => byte === 0x0a).length;
      expect(lines.map(({ record: r }) => r.at)).toEqual(Array.from({ length: complete }, (_, n) => n));
      expect(damage.length).toBeLessThanOrEqual(1);
    }
  });

  it('loses no more than two lines to one wrong byte, wherever it is, and believes none that is wrong', () => {
    for (let at = 0; at < whole.length; at += 1) {
      for (const flip of [0x01, 0x80, whole[at]! ^ 0x0a]) {
        if (flip === 0) continue;
        const bytes = Buffer.from(whole);
        bytes[at] = whole[at]! ^ flip;
        const { lines, damage } = decodeLines(bytes);
        expect(lines.length).toBeGreaterThanOrEqual(3);
        expect(damage.length).toBeGreaterThanOrEqual(1);
        for (const { seq, record: r } of lines) expect(r).toEqual(record(seq - 1));
      }
    }
  });

  it('reports lines that are gone without a trace', () => {
    const text = whole.toString('utf8').split('\n');
    const { lines, damage } = decodeLines(Buffer.from([...text.slice(0, 1), ...text.slice(3)].join('\n')));
    expect(lines.map(({ seq }) => seq)).toEqual([1, 4, 5]);
    expect(damage).toMatchObject([{ why: 'missing' }]);
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => void decodeLines(Buffer.from(bytes))));
  });

  it('is continued on a line of its own, and says what it lost', async () => {
    writeFileSync(path, whole.subarray(0, whole.length - 7));
    const journal = openJournal(path);
    expect(journal.damage).toMatchObject([{ why: 'torn' }]);
    journal.append(record(99));
    await journal.durable();
    journal.close();
    using again = openJournal(path);
    expect(again.records().map(({ at }) => at)).toEqual([0, 1, 2, 3, 99]);
  });
});

describe('two at once', () => {
  it('are refused within one process', () => {
    using _ = openJournal(path);
    expect(() => openJournal(path)).toThrow(InvalidArgumentError);
    expect(() => openJournal(path)).toThrow(/is in use by process/);
  });

  it('may follow each other', () => {
    openJournal(path).close();
    openJournal(path).close();
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it('are refused across processes, until the first one is killed', async () => {
    const holder = fork(new URL('./journal-holder.ts', import.meta.url), [path], {
      execArgv: ['--import', 'tsx', '-C', '@cq/source'],
    });
    const closed = once(holder, 'exit');
    expect(await once(holder, 'message')).toMatchObject(['locked', undefined]);
    expect(() => openJournal(path)).toThrow(`process ${holder.pid!}`);
    holder.kill('SIGKILL');
    await closed;
    expect(existsSync(`${path}.lock`)).toBe(true);
    using journal = openJournal(path);
    expect(journal.records()).toHaveLength(3);
  });

  it('are not confused by a process that got the number of a dead one', () => {
    writeFileSync(`${path}.lock`, JSON.stringify({ pid: process.pid, started: 'long ago', place: '', token: 'x' }));
    const lock = JSON.parse(readFileSync(`${path}.lock`, 'utf8')) as object;
    using probe = openJournal(join(folder, 'probe'));
    const { place } = JSON.parse(readFileSync(`${probe.path}.lock`, 'utf8')) as { place: string };
    writeFileSync(`${path}.lock`, JSON.stringify({ ...lock, place }));
    using journal = openJournal(path);
    expect(journal.records()).toEqual([]);
  });
});
