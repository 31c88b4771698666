// What happens to orders: the moments at which money is lost.

import { cut, once, type Mishap } from './mishap.js';
import { symbols } from './symbols.js';

export const orderMishaps: readonly Mishap[] = [
  {
    name: 'order rejected',
    weight: 4,
    draw: (chance) => [once({ type: 'reject-order', code: chance.pick([201, 202, 203, 110, 10318]) })],
  },
  { name: 'acknowledgement lost', weight: 5, draw: () => [once({ type: 'ack-lost' })] },
  { name: 'silent order', weight: 3, draw: () => [once({ type: 'silent-order' })] },
  {
    name: 'status doubled',
    weight: 3,
    draw: (chance) => [once({ type: 'duplicate-status', times: chance.whole(1, 10) })],
  },
  {
    name: 'status shuffled',
    weight: 3,
    draw: (chance) => [once({ type: 'reorder-status', times: chance.whole(1, 5) })],
  },
  { name: 'filled while away', weight: 5, draw: (chance) => [once({ type: 'fill-while-away' }), cut(chance, 20)] },
  { name: 'filled after cancel', weight: 3, draw: () => [once({ type: 'fill-after-cancel' })] },
  {
    name: 'execution corrected',
    weight: 3,
    draw: (chance) => {
      const change = chance.happens(0.5) ? { price: chance.whole(50, 500) } : { quantity: chance.whole(1, 5) };
      return [once({ type: 'correct-execution', ...change })];
    },
  },
  { name: 'execution taken back', weight: 1.5, draw: () => [once({ type: 'bust-execution' })] },
  {
    name: 'ids roll back',
    weight: 1.5,
    draw: (chance) => [once({ type: 'roll-back-order-ids', to: chance.whole(1, 20) })],
  },
  { name: 'order doubled', weight: 2, draw: () => [once({ type: 'second-perm-id' })] },
  {
    name: 'order warning',
    weight: 3,
    draw: (chance) => [once({ type: 'order-warning', code: chance.pick([399, 404, 2109, 10349]) })],
  },
  {
    name: 'cancel refused',
    weight: 3,
    draw: (chance) => [once({ type: 'cancel-refused', code: chance.pick([10147, 10148, 161]) })],
  },
  {
    name: 'change refused',
    weight: 3,
    draw: (chance) => [once({ type: 'modify-refused', code: chance.pick([104, 105, 110]) })],
  },
  {
    name: 'manual order',
    weight: 2,
    draw: (chance) => {
      const symbol = chance.pick(symbols);
      return [{ afterMs: 0, act: 'manual-order', symbol, quantity: chance.whole(1, 20), limit: chance.happens(0.5) }];
    },
  },
];
