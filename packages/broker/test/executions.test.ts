import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNumber } from '../src/decimal.js';
import { emptyLedger, enter, join, parseExecId, type Execution, type Ledger } from '../src/execution.js';

const commission = { amount: 1.05, currency: 'USD', realizedPnl: undefined };

function execution(execId: string, quantity: number, price = 10): Execution {
  return {
    execId,
    time: new Date(0),
    account: 'DU1',
    exchange: 'ISLAND',
    action: 'BUY',
    quantity,
    price,
    symbol: 'AAPL',
    secType: 'STK',
    conId: 265598,
    orderRef: 'r',
    orderId: 1,
    permId: 9,
    clientId: 1,
    liquidity: undefined,
    priceIsProvisional: false,
    commission: undefined,
  };
}

function all(...executions: readonly Execution[]): Ledger {
  return executions.reduce((ledger, next) => enter(ledger, next).ledger, emptyLedger);
}

describe('a fill', () => {
  it('counts once, however often it is reported', () => {
    const ledger = all(execution('a.1.01', 100), execution('a.1.01', 100), execution('a.1.01', 100));
    expect(toNumber(ledger.quantity)).toBe(100);
    expect(enter(ledger, execution('a.1.01', 100)).entry).toEqual({ type: 'duplicate' });
  });

  it('is not cut to whole shares', () => {
    expect(toNumber(all(execution('a.01', 0.1), execution('b.01', 0.2)).quantity)).toBe(0.3);
  });

  it('takes its commission whether that comes before or after a repetition', () => {
    const ledger = enter(join(all(execution('a.01', 1)), 'a.01', commission), execution('a.01', 1)).ledger;
    expect(ledger.executions[0]?.commission).toEqual(commission);
  });
});

describe('a correction', () => {
  it('replaces what it corrects, and says by how much', () => {
    const { ledger, entry } = enter(all(execution('x.7.01', 100, 10)), execution('x.7.02', 90, 10.5));
    expect(entry).toMatchObject({
      type: 'correction',
      delta: -10,
      previous: { price: 10 },
      execution: { price: 10.5 },
    });
    expect(toNumber(ledger.quantity)).toBe(90);
    expect(toNumber(ledger.value)).toBe(945);
  });

  it('is not undone by a late copy of what it corrected', () => {
    const ledger = all(execution('x.02', 90), execution('x.01', 100));
    expect(toNumber(ledger.quantity)).toBe(90);
  });

  it('takes the commission of its own id, not of the one it replaced', () => {
    const ledger = join(all(execution('x.01', 1), execution('x.02', 1)), 'x.01', commission);
    expect(ledger.executions[0]?.commission).toBeUndefined();
    expect(join(ledger, 'x.02', commission).executions[0]?.commission).toEqual(commission);
  });
});

describe('a bust', () => {
  it('takes the fill back, and no late copy brings it again', () => {
    const { ledger, entry } = enter(all(execution('x.01', 100), execution('y.01', 5)), execution('x.02', 0));
    expect(entry).toMatchObject({ type: 'bust', delta: -100 });
    expect(ledger.executions.map(({ execId }) => execId)).toEqual(['y.01']);
    expect(toNumber(enter(ledger, execution('x.01', 100)).ledger.quantity)).toBe(5);
  });
});

describe('whatever the order of arrival', () => {
  it('the sums are those of the latest revisions', () => {
    const ids = fc.record({ id: fc.integer({ min: 1, max: 4 }), revision: fc.integer({ min: 1, max: 4 }) });
    fc.assert(
      fc.property(fc.array(ids), (reports) => {
        const quantity = (id: number, revision: number): number => id * 10 + revision / 10;
        const ledger = all(
          ...reports.map(({ id, revision }) => execution(`e${id}.0${revision}`, quantity(id, revision))),
        );
        const latest = new Map<number, number>();
        for (const { id, revision } of reports) latest.set(id, Math.max(revision, latest.get(id) ?? 0));
        const expected = [...latest].reduce(
          (total, [id, revision]) => total + Math.round(quantity(id, revision) * 10),
          0,
        );
        expect(toNumber(ledger.quantity)).toBe(expected / 10);
      }),
    );
  });
});

it('reads execution ids as TWS writes them', () => {
  expect(parseExecId('0000e0d5.6512ab8d.01.02')).toEqual({ base: '0000e0d5.6512ab8d.01', revision: 2 });
  expect(parseExecId('F-18454')).toEqual({ base: 'F-18454', revision: 0 });
});
