import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError } from '@cq/errors';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportJournal, IBKRBroker, openJournal } from '../src/index.js';
import { at, failure, rig } from './harness.js';
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

describe('a broker with a journal', () => {
  const order = { type: 'LMT', action: 'BUY', quantity: 1, limitPrice: 1 } as const;

  it('refuses an order it cannot write down', async () => {
    await using r = await rig();
    const journal = openJournal(path);
    const broker = await r.another({ clientId: 9, journal });
    await broker.qualify('AAPL');
    journal.close();
    expect(await failure(broker.placeOrder('AAPL', order))).toMatchObject({
      name: 'OrderRefusedError',
      reason: 'journal',
    });
    expect(r.sim.books.orders()).toEqual([]);
    expect(broker.getAllOrders()).toEqual([]);
  });

  it('refuses the journal of another client id', async () => {
    await using r = await rig();
    using journal = openJournal(path);
    const first = await r.another({ clientId: 9, journal });
    await first.placeOrder('AAPL', order);
    await first[Symbol.asyncDispose]();
    expect(() => new IBKRBroker({ ...at(r.sim), clientId: 8, journal })).toThrow(/belongs to client id 9/);
  });

  it('knows the next day what happened, and tells it as a trail for people and programs', async () => {
    await using r = await rig();
    using journal = openJournal(path);
    const broker = await r.another({ clientId: 9, journal });
    const bought = await broker.whenDone(await broker.executeMarketOrder('AAPL', 10, 'BUY'));
    await broker.modifyOrder(await broker.placeOrder('AAPL', { ...order, orderRef: 'a, "b"' }), { limitPrice: 2 });
    await broker.cancelOrder({ orderRef: 'a, "b"' });
    await broker[Symbol.asyncDispose]();
    const next = await r.another({ clientId: 9, journal });
    expect(next.getOrderStatus(bought)).toMatchObject({ outcome: 'filled', filled: 10 });
    expect(next.getOrderStatus(bought)?.executions).toEqual(bought.executions);
    expect(next.getOrderStatus({ orderRef: 'a, "b"' })).toMatchObject({
      outcome: 'cancelled',
      order: { limitPrice: 2 },
    });
    expect(await failure(next.placeOrder('AAPL', { ...order, orderRef: 'a, "b"' }))).toMatchObject({
      reason: 'duplicate',
    });
    expect(await next.reconcile()).toMatchObject({ source: 'journal', covered: true, discrepancies: [] });
    const csv = exportJournal(journal, { format: 'csv' });
    expect(csv.split('\r\n')[0]).toContain('time,event,orderRef');
    expect(csv).toContain('"a, ""b"""');
    const trail = JSON.parse(exportJournal(journal, { format: 'json' })) as readonly { type: string }[];
    expect(new Set(trail.map(({ type }) => type))).toEqual(
      new Set(['intent', 'state', 'execution', 'commission', 'modify', 'cancel', 'notice']),
    );
    expect(exportJournal(journal, { format: 'json', to: new Date(0) })).toBe('[]');
  });

  it('finds what the journal lost when compared with IBKR', async () => {
    await using r = await rig();
    {
      using journal = openJournal(path);
      const broker = await r.another({ clientId: 9, journal });
      await broker.whenDone(await broker.executeMarketOrder('AAPL', 10, 'BUY'));
      await broker[Symbol.asyncDispose]();
    }
    const lines = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, lines.filter((line) => !line.includes('"type":"execution"')).join('\n'));
    using journal = openJournal(path);
    expect(journal.damage.length).toBeGreaterThan(0);
    const broker = new IBKRBroker({ ...at(r.sim), clientId: 9, journal });
    await broker.connection.connect();
    const fills: string[] = [];
    broker.on('fill', ({ execution, recovered }) => {
      if (recovered) fills.push(execution.execId);
    });
    expect(await broker.ready()).toBe(true);
    expect(fills.length).toBe(r.sim.books.executions().length);
    expect(await broker.reconcile()).toMatchObject({ discrepancies: [] });
    await broker[Symbol.asyncDispose]();
  });
});
