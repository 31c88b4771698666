// Our records against IBKR's, line by line: every kind of difference is found and named, and nothing else is.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareExecutions } from '../src/audit.js';
import { IBKRBroker, openJournal, type Execution } from '../src/index.js';
import { decodeLines, encodeLine, type JournalRecord } from '../src/journal-record.js';
import { at, rig, until, type Rig } from './harness.js';

const commission = { amount: 1, currency: 'USD', realizedPnl: undefined };
const base: Execution = {
  execId: 'a.1.01',
  time: new Date(0),
  account: 'DU1',
  exchange: 'ISLAND',
  action: 'BUY',
  quantity: 0.3,
  price: 10.1,
  symbol: 'AAPL',
  secType: 'STK',
  conId: 1,
  orderRef: 'r',
  orderId: 1,
  permId: 9,
  clientId: 1,
  liquidity: undefined,
  priceIsProvisional: false,
  commission,
};

describe('two lists of executions', () => {
  it('that are the same match, whatever their order', () => {
    const other = { ...base, execId: 'b.1.01' };
    expect(compareExecutions([base, other], [other, base])).toEqual({ matched: 2, discrepancies: [] });
  });

  it.each([
    ['symbol', { symbol: 'MSFT' }, undefined],
    ['action', { action: 'SELL' }, undefined],
    ['quantity', { quantity: 0.1 }, -0.2],
    ['price', { price: 10.3 }, 0.2],
    ['commission', { commission: { ...commission, amount: 1.5 } }, 0.5],
    ['revision', { execId: 'a.1.02' }, undefined],
  ] as const)('that differ in %s say so, and by how much', (type, change, difference) => {
    const theirs = { ...base, ...change };
    expect(compareExecutions([base], [theirs])).toEqual({
      matched: 0,
      discrepancies: [{ type, execId: theirs.execId, ours: base, theirs, difference }],
    });
  });

  it('name each difference of one execution', () => {
    const { discrepancies } = compareExecutions([base], [{ ...base, price: 11, quantity: 1, symbol: 'X' }]);
    expect(discrepancies.map(({ type }) => type)).toEqual(['symbol', 'quantity', 'price']);
  });

  it('are compared as closely as was asked for', () => {
    const near = { ...base, price: 10.11, commission: { ...commission, amount: 1.01 } };
    expect(compareExecutions([base], [near], { price: 0.01, commission: 0.01 }).discrepancies).toEqual([]);
    expect(compareExecutions([base], [near], { price: 0.009, commission: 0.009 }).discrepancies).toHaveLength(2);
    expect(compareExecutions([base], [{ ...base, price: 10.1000001 }]).discrepancies).toHaveLength(1);
  });

  it('do not differ by a commission that is not told yet', () => {
    expect(compareExecutions([base], [{ ...base, commission: undefined }]).discrepancies).toEqual([]);
    expect(compareExecutions([{ ...base, commission: undefined }], [base]).discrepancies).toMatchObject([
      { type: 'commission', difference: 1 },
    ]);
  });

  it('lack what only one of them has', () => {
    const other = { ...base, execId: 'b.1.01' };
    expect(compareExecutions([base], [other]).discrepancies).toEqual([
      { type: 'missing-at-ibkr', execId: 'a.1.01', ours: base },
      { type: 'missing-here', execId: 'b.1.01', theirs: other },
    ]);
  });
});

describe('the journal against what IBKR reports', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cq-audit-'));
    path = join(folder, 'j');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Trades, closes the books, changes what was written down, and opens them again. */
  async function afterChanging(change: (record: JournalRecord) => JournalRecord | undefined): Promise<Rig> {
    const r = await rig();
    const journal = openJournal(path);
    const broker = await r.another({ clientId: 9, journal });
    await broker.whenDone(await broker.executeMarketOrder('AAPL', 10, 'BUY'));
    await broker[Symbol.asyncDispose]();
    journal.close();
    const kept = decodeLines(readFileSync(path)).lines.flatMap(({ record }) => change(record) ?? []);
    writeFileSync(path, kept.map((record, index) => encodeLine({ seq: index + 1, record })).join(''));
    return r;
  }

  const isExecution = (record: JournalRecord): record is JournalRecord & { execution: Execution } =>
    record.type === 'execution';

  it.each([
    ['price', { price: 1 }],
    ['quantity', { quantity: 1 }],
    ['symbol', { symbol: 'AAPLX' }],
    ['action', { action: 'SELL' }],
  ] as const)(
    'finds a %s that was written down wrong, also after the broker has learnt better',
    async (type, wrong) => {
      await using r = await afterChanging((record) =>
        isExecution(record) ? { ...record, ...{ execution: { ...record.execution, ...wrong } } } : record,
      );
      using journal = openJournal(path);
      const broker = await r.another({ clientId: 9, journal });
      const { discrepancies, matched, source, covered } = await broker.reconcile();
      expect({ matched, source, covered }).toEqual({ matched: 0, source: 'journal', covered: true });
      expect(discrepancies.length).toBe(r.sim.books.executions().length);
      for (const found of discrepancies) expect(found).toMatchObject({ type, ours: wrong });
      await broker[Symbol.asyncDispose]();
    },
  );

  it('finds executions that IBKR does not report, and keeps busts it has heard of struck out', async () => {
    await using r = await rig();
    {
      using journal = openJournal(path);
      const broker = await r.another({ clientId: 9, journal });
      await broker.whenDone(await broker.executeMarketOrder('AAPL', 10, 'BUY'));
      expect((await broker.reconcile()).discrepancies).toEqual([]);
      r.sim.dropAll({ clientId: 9 });
      r.sim.inject({ type: 'bust-execution' });
      const before = journal.records().length;
      await until(
        () =>
          journal
            .records()
            .slice(before)
            .some(({ type }) => type === 'vanished'),
        'the bust',
      );
      expect((await broker.reconcile()).discrepancies).toEqual([]);
      await broker[Symbol.asyncDispose]();
    }
    using journal = openJournal(path);
    const next = await r.another({ clientId: 9, journal });
    expect(
      next.getAllOrders().map(({ executions, filled, avgFillPrice }) => [executions, filled, avgFillPrice]),
    ).toEqual([[[], 0, undefined]]);
    expect((await next.reconcile()).discrepancies).toEqual([]);
    await next[Symbol.asyncDispose]();
    const kept = decodeLines(readFileSync(path)).lines.flatMap(({ record }) =>
      record.type === 'vanished' ? [] : record,
    );
    journal.close();
    writeFileSync(path, kept.map((record, index) => encodeLine({ seq: index + 1, record })).join(''));
    using wrong = openJournal(path);
    // Connected without being asked how things stand: only the comparison can find it.
    using _ = r.sim.inject({ type: 'ignore', message: 'reqAllOpenOrders', times: Infinity });
    const broker = new IBKRBroker({ ...at(r.sim), clientId: 9, journal: wrong });
    await broker.connection.connect();
    expect((await broker.reconcile()).discrepancies).toMatchObject([
      { type: 'missing-at-ibkr', ours: { quantity: 10 } },
    ]);
    await broker[Symbol.asyncDispose]();
  });

  it('finds executions of this client that no record knows, and tells those of others apart', async () => {
    await using r = await afterChanging((record) => (record.type === 'killSwitch' ? record : undefined));
    await r.broker.whenDone(await r.broker.executeMarketOrder('MSFT', 1, 'BUY'));
    using journal = openJournal(path);
    const broker = await r.another({ clientId: 9, journal });
    const { discrepancies, foreign } = await broker.reconcile();
    expect(discrepancies.length).toBe(r.sim.books.executions({ clientId: 9 }).length);
    for (const found of discrepancies)
      expect(found).toMatchObject({ type: 'missing-here', theirs: { symbol: 'AAPL' } });
    expect(foreign).toEqual([]);
    await broker[Symbol.asyncDispose]();
  });
});
