// No order is sent twice: what arrives at TWS under one name has one id, and is repeated only by changes asked for.

import { CLIENT_ID } from '../trader/program.js';
import { orderRefIn, type MakeCheck } from './check.js';

interface Sent {
  readonly orderId: string;
  frames: number;
}

const INVARIANT = 'no order is sent twice';

export const sentOnce: MakeCheck = ({ sim, ledger, failures, log }) => {
  const sent = new Map<string, Sent>();
  const named = new Map<string, string>();
  sim.transcript.onFrame((entry) => {
    if (entry.direction !== 'in' || entry.name !== 'placeOrder' || entry.clientId !== CLIENT_ID) return;
    const { fields } = entry;
    const orderRef = orderRefIn(fields);
    const orderId = fields[0] ?? '';
    // What-if orders have names of their own.
    if (orderRef === undefined) return;
    log.add('wire', `placeOrder ${orderId} ${orderRef}`);
    const known = sent.get(orderRef) ?? { orderId, frames: 0 };
    sent.set(orderRef, known);
    known.frames += 1;
    const other = named.get(orderId) ?? orderRef;
    named.set(orderId, other);
    if (other !== orderRef) failures.add('no order id means two orders', `${orderId} is ${other} and ${orderRef}`);
    if (known.orderId !== orderId) failures.add(INVARIANT, `${orderRef} came as ${known.orderId} and as ${orderId}`);
    const allowed = 1 + (ledger.find(orderRef)?.changes ?? -1);
    if (known.frames > allowed) failures.add(INVARIANT, `${orderRef} came ${known.frames} times, ${allowed} allowed`);
  });
  return {
    end() {
      for (const { orderRef, answer } of ledger.all) {
        if (answer !== 'refused' || !sent.has(orderRef)) continue;
        failures.add('a refusal means that nothing was sent', `${orderRef} was refused and sent`);
      }
    },
  };
};
