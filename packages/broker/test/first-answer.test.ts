// What TWS says first about an order, when the usual first word was lost on the way.

import { silentLogger, systemClock } from '@cq/connection';
import { expect, it } from 'vitest';
import { OrderDesk } from '../src/desk.js';
import type { IntentFact } from '../src/facts.js';
import { firstAnswer } from '../src/first-answer.js';
import { OrderIds } from '../src/order-ids.js';
import { failure } from './harness.js';
import { contract, describedAs, limit } from './reports.js';

it('an order that TWS lists as refused is refused, though nobody heard why', async () => {
  const desk = new OrderDesk({
    clientId: () => 1,
    account: undefined,
    clock: systemClock,
    logger: silentLogger,
    ids: new OrderIds(),
    journal: undefined,
    timeZone: undefined,
  });
  const at = Date.now();
  const intent: IntentFact = {
    ...{ type: 'intent', orderId: 10, orderRef: 'mine', clientId: 1, account: 'DU1', parentRef: undefined },
    ...{ contract, order: limit, at },
  };
  const answer = failure(firstAnswer({ clock: systemClock, desk, orderTimeoutMs: 5_000 }, intent, {}));
  desk.place(intent);
  desk.report({
    ...{ type: 'completed', permId: 900, contract, order: describedAs(limit, 'mine'), status: 'Inactive', filled: 0 },
    ...{ completedStatus: 'Rejected by System: Margin', completedTime: undefined, at },
  });
  expect(await answer).toMatchObject({
    name: 'OrderRejectedError',
    orderRef: 'mine',
    notice: { message: 'Rejected by System: Margin' },
  });
});
