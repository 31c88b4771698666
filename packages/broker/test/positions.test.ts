import type { QualifiedContract } from '@cq/connection';
import { describe, expect, it } from 'vitest';
import {
  beginDownload,
  noPositions,
  positionOf,
  reducePositions,
  type PositionFact,
  type PositionState,
} from '../src/positions.js';

const contract: QualifiedContract = { secType: 'STK', conId: 1, symbol: 'AAPL', exchange: 'SMART', currency: 'USD' };
const held = (quantity: number, avgCost = 10, account = 'DU1'): PositionFact => ({
  type: 'position',
  position: positionOf(account, contract, quantity, avgCost),
});
const end: PositionFact = { type: 'end' };

function told(state: PositionState, ...facts: readonly PositionFact[]): { state: PositionState; kinds: string[] } {
  const kinds: string[] = [];
  for (const fact of facts) {
    const step = reducePositions(state, fact);
    state = step.state;
    kinds.push(...step.changes.map(({ change, delta }) => `${change} ${delta}`));
  }
  return { state, kinds };
}

describe('a position', () => {
  it('says what changed', () => {
    const { kinds, state } = told(
      noPositions,
      held(5),
      end,
      held(8),
      held(8, 11),
      held(-2),
      held(-1),
      held(0),
      held(3),
    );
    expect(kinds).toEqual(['initial 5', 'increased 3', 'cost 0', 'reversed -10', 'reduced 1', 'closed 1', 'opened 3']);
    expect([...state.positions.values()]).toMatchObject([{ quantity: 3 }]);
  });

  it('that is told again says nothing', () => {
    expect(told(noPositions, held(5), end, held(5)).kinds).toEqual(['initial 5']);
  });

  it('of zero is none, also at first', () => {
    const { kinds, state } = told(noPositions, held(0), end);
    expect(kinds).toEqual([]);
    expect(state.positions.size).toBe(0);
  });

  it('that the next download does not mention was closed meanwhile', () => {
    const first = told(noPositions, held(5), held(7, 10, 'DU2'), end);
    const second = told(beginDownload(first.state), held(7, 10, 'DU2'), end);
    expect(second.kinds).toEqual(['closed -5']);
    expect(second.state.positions.size).toBe(1);
  });

  it('keeps fractions and cost exact', () => {
    expect(positionOf('DU1', contract, 0.1, 0.2).costBasis).toBe(0.02);
    expect(told(noPositions, held(0.1), end, held(0.3)).kinds).toEqual(['initial 0.1', 'increased 0.2']);
  });
});
