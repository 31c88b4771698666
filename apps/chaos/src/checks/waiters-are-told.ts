// Whoever waits for the end of an order is told of it, through every broken connection.

import { isDone } from '@cq/broker';
import { endOf } from '../trader/trading.js';
import type { MakeCheck } from './check.js';

export const waitersAreTold: MakeCheck = ({ ledger, failures }) => ({
  end({ broker, calls }) {
    for (const { orderRef } of ledger.all) {
      // Of an order that TWS doubled, one may be over while the other works.
      const trades = broker.getAllOrders().filter((trade) => trade.orderRef === orderRef);
      if (trades.length > 0 && trades.every(isDone) && calls.isOpen(endOf(orderRef)))
        failures.add('who waits for an end is told', `${orderRef} is over, and whenDone still waits`);
    }
  },
});
