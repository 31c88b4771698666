// What a journal does when the file system fails it, or somebody takes it away: no order goes out that is not written down.

import { mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openJournal, type IBKRBroker, type Journal } from '../src/index.js';
import { decodeLines, encodeLine, type JournalRecord } from '../src/journal-record.js';
import { failure, farBelow, rig, type Rig } from './harness.js';

/** A disk with room for so many bytes more, and whether it takes a sync. */
const disk = vi.hoisted(() => ({ room: Infinity, syncs: true }));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const full = (): Error => Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  return {
    ...fs,
    writeSync(file: number, bytes: Buffer, offset: number): number {
      if (disk.room <= 0) throw full();
      const taken = Math.min(disk.room, bytes.length - offset);
      disk.room -= taken;
      return fs.writeSync(file, bytes, offset, taken);
    },
    fdatasync(file: number, done: (error: Error | null) => void): void {
      if (disk.syncs) fs.fdatasync(file, done);
      else setImmediate(() => done(Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' })));
    },
  };
});

const resting = { type: 'LMT', action: 'BUY', quantity: 1, limitPrice: farBelow } as const;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cq-loss-'));
  path = join(folder, 'orders.journal');
});
afterEach(() => {
  disk.room = Infinity;
  disk.syncs = true;
  rmSync(folder, { recursive: true });
});

function record(n: number): JournalRecord {
  return { type: 'test', at: n };
}

async function trading(
  durability: 'disk' | 'process',
): Promise<Rig & { readonly journal: Journal; readonly mine: IBKRBroker }> {
  const r = await rig();
  const journal = openJournal(path, { durability });
  const mine = await r.another({ clientId: 9, journal });
  await mine.qualify('AAPL');
  return {
    ...r,
    journal,
    mine,
    async [Symbol.asyncDispose]() {
      await r[Symbol.asyncDispose]();
      journal.close();
    },
  };
}

describe.each(['disk', 'process'] as const)('a full disk (durability: %s)', (durability) => {
  it('refuses orders and says so; with room again they are taken, and the file tells the truth', async () => {
    await using r = await trading(durability);
    const failed: Error[] = [];
    r.mine.on('journalFailed', ({ error }) => void failed.push(error));
    const working = await r.mine.placeOrder('AAPL', { ...resting, orderRef: 'before' });
    // In the middle of a line.
    disk.room = 20;
    expect(await failure(r.mine.placeOrder('AAPL', { ...resting, orderRef: 'refused' }))).toMatchObject({
      name: 'OrderRefusedError',
      reason: 'journal',
      cause: { code: 'ENOSPC' },
    });
    expect(r.sim.books.orders()).toHaveLength(1);
    // What is alive can still be cancelled: nothing about that makes an order.
    expect(await r.mine.cancelOrder(working)).toMatchObject({ outcome: 'cancelled' });
    expect(failed).toMatchObject([{ code: 'ENOSPC' }]);
    disk.room = Infinity;
    await r.mine.placeOrder('AAPL', { ...resting, orderRef: 'after' });
    await r.mine[Symbol.asyncDispose]();
    r.journal.close();
    using journal = openJournal(path);
    // The piece of a line that the disk took is all that is damaged.
    expect(journal.damage).toMatchObject([{ why: 'checksum', bytes: 20 }]);
    const next = await r.another({ clientId: 9, journal });
    expect(next.getAllOrders().map(({ orderRef, outcome }) => [orderRef, outcome])).toEqual([
      ['before', 'cancelled'],
      ['after', 'working'],
    ]);
    await next[Symbol.asyncDispose]();
  });
});

describe.each(['disk', 'process'] as const)('a change on a full disk (durability: %s)', (durability) => {
  it('is not sent, and the order is as it was', async () => {
    await using r = await trading(durability);
    const trade = await r.mine.placeOrder('AAPL', resting);
    disk.room = 0;
    expect(await failure(r.mine.modifyOrder(trade, { quantity: 2 }))).toMatchObject({ reason: 'journal' });
    expect(r.sim.books.order({ permId: trade.permId ?? 0 }).quantity).toBe(1);
    expect(r.sim.transcript.count({ direction: 'in', name: 'placeOrder' })).toBe(1);
    disk.room = Infinity;
    expect(await r.mine.modifyOrder(trade, { quantity: 2 })).toMatchObject({ quantity: 2 });
  });
});

describe('a disk that did not take what it was given', () => {
  it('is not believed again: the next sync would succeed without what was lost', async () => {
    await using r = await trading('disk');
    disk.syncs = false;
    expect(await failure(r.mine.placeOrder('AAPL', resting))).toMatchObject({ reason: 'journal' });
    disk.syncs = true;
    const error = await failure(r.mine.placeOrder('AAPL', resting));
    expect(error).toMatchObject({ reason: 'journal', cause: { cause: { code: 'EIO' } } });
    expect(r.sim.books.orders()).toEqual([]);
  });
});

describe('a journal whose file is', () => {
  it.each([
    ['deleted', (file: string) => rmSync(file)],
    ['renamed', (file: string) => renameSync(file, `${file}.1`)],
    [
      'replaced',
      (file: string) => {
        writeFileSync(`${file}.new`, readFileSync(file));
        renameSync(`${file}.new`, file);
      },
    ],
  ])('%s while it is in use refuses orders, instead of writing where nobody will read', async (_, take) => {
    await using r = await trading('process');
    await r.mine.placeOrder('AAPL', resting);
    take(path);
    expect(await failure(r.mine.placeOrder('AAPL', resting))).toMatchObject({
      reason: 'journal',
      cause: { message: expect.stringContaining('removed or replaced') as string },
    });
    expect(await failure(r.mine.placeOrder('AAPL', resting))).toMatchObject({ reason: 'journal' });
    expect(r.sim.books.orders()).toHaveLength(1);
    expect(await r.mine.cancelAllOrders()).toMatchObject([{ error: undefined }]);
  });

  it('taken over by another process refuses orders', async () => {
    await using r = await trading('process');
    rmSync(`${path}.lock`);
    using other = openJournal(path);
    expect(await failure(r.mine.placeOrder('AAPL', resting))).toMatchObject({
      reason: 'journal',
      cause: { message: expect.stringContaining('taken over') as string },
    });
    expect(r.sim.books.orders()).toEqual([]);
    other.close();
  });
});

describe('a closed journal', () => {
  it('writes nothing any more, least of all into a file that has got its number', async () => {
    const journal = openJournal(path);
    journal.append(record(1));
    journal.close();
    using other = openJournal(join(folder, 'other'));
    journal.append(record(2));
    await new Promise((resolve) => setImmediate(resolve));
    expect(() => journal.flush()).toThrow('is closed');
    expect(decodeLines(readFileSync(path)).lines.map(({ record: { at } }) => at)).toEqual([1]);
    expect(other.records()).toEqual([]);
  });

  it('closed while the disk is being waited for: the order is refused', async () => {
    await using r = await trading('disk');
    const placed = failure(r.mine.placeOrder('AAPL', resting));
    r.journal.close();
    expect(await placed).toMatchObject({ reason: 'journal' });
    expect(r.sim.books.orders()).toEqual([]);
  });
});

describe('one file under two names', () => {
  it('is one journal', () => {
    using _ = openJournal(path);
    const alias = join(folder, 'alias');
    symlinkSync(path, alias);
    expect(() => openJournal(alias)).toThrow(/is in use by process/);
  });
});

describe('a hole in the file', () => {
  it('is reported each time as the one hole it is, however often the file is opened', () => {
    const lines = [1, 2, 3, 4, 5].map((seq) => encodeLine({ seq, record: record(seq) }));
    writeFileSync(path, [lines[0], lines[3], lines[4]].join(''));
    for (let times = 0; times < 3; times += 1) {
      using journal = openJournal(path);
      expect(journal.damage).toMatchObject([{ why: 'missing' }]);
      journal.append(record(10 + times));
      journal.flush();
    }
    expect(openAndRead().map(({ at }) => at)).toEqual([1, 4, 5, 10, 11, 12]);
  });
});

function openAndRead(): readonly JournalRecord[] {
  using journal = openJournal(path);
  return journal.records();
}
