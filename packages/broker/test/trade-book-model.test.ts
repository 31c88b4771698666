import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Source } from '../src/facts.js';
import { legalMoves, type OrderStatus } from '../src/trade.js';
import { book, mine, newBook, notice, now, place, says, traded } from './reports.js';

describe('whatever TWS says', () => {
  it('no trade makes an illegal move, and no fill counts twice', () => {
    const status = fc.constantFrom<OrderStatus>(
      'PendingSubmit',
      'Submitted',
      'PendingCancel',
      'Inactive',
      'Filled',
      'Cancelled',
    );
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('status' as const),
        status,
        filled: fc.constantFrom(0, 25, 50, 100),
        source: fc.constantFrom<Source>('live', 'snapshot'),
      }),
      fc.record({ kind: fc.constant('fill' as const), id: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ kind: fc.constantFrom('lost' as const, 'rejected' as const, 'cancelled' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        newBook();
        let before = place().after.outcome;
        const fills = new Set<number>();
        for (const s of steps) {
          if (s.kind === 'status') says(s.status, s.filled, { source: s.source });
          else if (s.kind === 'fill') {
            fills.add(s.id);
            traded(`f${s.id}.01`, 25);
          } else
            book.apply(
              { orderRef: 'mine' },
              s.kind === 'lost' ? { type: 'lost', at: now() } : { type: s.kind, notice, at: now() },
            );
          const { outcome, filled, executions } = mine();
          if (outcome !== before) expect(legalMoves[before]).toContain(outcome);
          expect(executions).toHaveLength(fills.size);
          expect(filled).toBeGreaterThanOrEqual(fills.size * 25);
          before = outcome;
        }
      }),
      { numRuns: 500 },
    );
  });
});
