// What follows from TWS's answers for orders and executions it did not mention.

import { describe, expect, it } from 'vitest';
import { judge, judgeExecutions, type Evidence } from '../src/reconcile.js';
import type { Execution, Trade } from '../src/index.js';

const nothing: Evidence = {
  openPermIds: new Set(),
  openRefs: new Set(),
  askedAt: 1_000,
  allClients: true,
  executions: new Set(),
  filled: new Map(),
};

const trade: Trade = {
  contract: { secType: 'STK', conId: 1, symbol: 'AAPL', exchange: 'SMART', currency: 'USD' },
  order: { type: 'MKT', action: 'BUY', quantity: 10 },
  orderRef: 'r',
  orderId: 1,
  permId: 9,
  clientId: 7,
  owner: 'this-client',
  account: 'DU1',
  status: 'Submitted',
  outcome: 'working',
  quantity: 10,
  filled: 0,
  remaining: 10,
  avgFillPrice: undefined,
  executions: [],
  whyHeld: undefined,
  notices: [],
  parentRef: undefined,
  placedAt: new Date(0),
  updatedAt: new Date(0),
};

function execution(execId: string, quantity: number): Execution {
  return {
    ...{ execId, quantity, time: new Date(500), account: 'DU1', exchange: 'X', action: 'BUY', price: 1 },
    ...{ symbol: 'AAPL', secType: 'STK', conId: 1, orderRef: 'r', orderId: 1, permId: 9, clientId: 7 },
    ...{ liquidity: undefined, priceIsProvisional: false, commission: undefined },
  };
}

describe('an order that TWS lists nowhere', () => {
  const cases: [string, Partial<Trade>, string | undefined][] = [
    ['that it had acknowledged is lost', {}, 'lost'],
    ['that it had never named is absent', { permId: undefined, outcome: 'unknown' }, 'absent'],
    ['that has traded is lost, not absent', { permId: undefined, filled: 1 }, 'lost'],
    ['that was just written is not judged', { outcome: 'pending', permId: undefined }, undefined],
    ['that was written after the question is not judged', { placedAt: new Date(1_000) }, undefined],
    ['that is over is not judged', { outcome: 'filled' }, undefined],
    ['of another client is over', { placedAt: undefined, owner: 'other-client' }, 'gone'],
  ];
  it.each(cases)('%s', (_, change, verdict) => {
    expect(judge([{ ...trade, ...change }], nothing).map((found) => found.verdict)).toEqual(verdict ? [verdict] : []);
  });

  it('of another client says nothing when only our own were listed', () => {
    const theirs: Trade = { ...trade, placedAt: undefined, owner: 'other-client' };
    expect(judge([theirs], { ...nothing, allClients: false })).toEqual([]);
  });
});

describe('an order that TWS lists', () => {
  it('by its permId, or by its name while it has none, is not judged', () => {
    expect(judge([trade], { ...nothing, openPermIds: new Set([9]) })).toEqual([]);
    const nameless: Trade = { ...trade, permId: undefined, outcome: 'unknown' };
    expect(judge([nameless], { ...nothing, openRefs: new Set(['r']) })).toEqual([]);
    // Another order of the same name is not this one.
    expect(judge([trade], { ...nothing, openRefs: new Set(['r']) })).toMatchObject([{ verdict: 'lost' }]);
  });
});

describe('an execution that TWS lists no longer', () => {
  const filled: Trade = { ...trade, filled: 10, executions: [execution('a.1.01', 0.1), execution('b.1.01', 0.2)] };
  const judged = (evidence: Partial<Evidence>, isOfDay = true): readonly [string, boolean][] =>
    judgeExecutions([filled], { ...nothing, ...evidence }, () => isOfDay).map((found) => [
      found.execution.execId,
      found.isBusted,
    ]);

  it('was taken back when TWS does not count it either', () => {
    expect(judged({ executions: new Set(['a.1']), filled: new Map([[9, 0.1]]) })).toEqual([['b.1.01', true]]);
  });

  it('is missing when TWS still counts it: nothing is taken back on silence', () => {
    expect(judged({ executions: new Set(['a.1']), filled: new Map([[9, 0.3]]) })).toEqual([['b.1.01', false]]);
    expect(judged({ executions: new Set(['a.1']) })).toEqual([['b.1.01', false]]);
  });

  it('of another day says nothing', () => {
    expect(judged({}, false)).toEqual([]);
  });
});
