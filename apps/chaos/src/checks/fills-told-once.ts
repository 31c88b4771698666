// Every execution is told as one fill, corrections and busts apart, and nothing that was told is forgotten.

import type { Trade } from '@cq/broker';
import type { Program } from '../trader/program.js';
import type { MakeCheck } from './check.js';

const INVARIANT = 'every fill is told once';

export const fillsToldOnce: MakeCheck = ({ failures, log }) => {
  /** Executions this program was told of, without their revision. */
  let told = new Set<string>();
  return {
    begin(program) {
      told = new Set(executionsOf(program));
      const { broker } = program;
      broker.on('fill', ({ trade, execution, recovered }) => {
        const base = baseOf(execution.execId);
        log.count(recovered ? 'fills recovered' : 'fills live');
        log.add(
          'fill',
          `${trade.orderRef} ${execution.quantity} at ${execution.price}${recovered ? ', recovered' : ''}`,
        );
        if (told.has(base)) failures.add(INVARIANT, `${base} of ${trade.orderRef} was told twice`);
        told.add(base);
      });
      broker.on('correction', ({ trade, delta }) => {
        log.count('corrections');
        log.add('fill', `${trade.orderRef} corrected by ${delta}`);
      });
      broker.on('bust', ({ trade, delta }) => {
        log.count('busts');
        log.add('fill', `${trade.orderRef} busted by ${delta}`);
      });
    },
    end(program) {
      for (const base of executionsOf(program))
        if (!told.has(base)) failures.add(INVARIANT, `${base} is in the books and was never told`);
    },
  };
};

function executionsOf({ broker }: Program): string[] {
  return broker.getAllOrders().flatMap(({ executions }: Trade) => executions.map(({ execId }) => baseOf(execId)));
}

const baseOf = (execId: string): string => execId.slice(0, execId.lastIndexOf('.'));
