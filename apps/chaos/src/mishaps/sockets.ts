// What the network does.

import type { Chance } from '../chance.js';
import type { Step } from '../incident.js';
import { cut, lasting, MINUTE, once, SECOND, type Mishap } from './mishap.js';

export const socketMishaps: readonly Mishap[] = [
  { name: 'cut', weight: 6, draw: (chance) => [cut(chance)] },
  {
    name: 'cut at a request',
    weight: 10,
    draw: (chance) => [
      once({
        type: 'drop',
        when: chance.pick(['before', 'after'] as const),
        message: chance.pick(['placeOrder', 'placeOrder', 'cancelOrder', 'reqAllOpenOrders', 'reqMktData'] as const),
        reset: chance.happens(0.5),
      }),
    ],
  },
  {
    name: 'TWS away',
    weight: 4,
    draw: (chance) => [lasting({ type: 'refuse' }, chance.between(2 * SECOND, 4 * MINUTE)), cut(chance, 50)],
  },
  {
    name: 'half-open',
    weight: 4,
    draw: (chance) => {
      const forMs = chance.between(SECOND, MINUTE);
      // TCP loses nothing while it lives: a connection that has lost bytes is over when the way is open again.
      return [lasting({ type: 'half-open' }, forMs), once({ type: 'drop', reset: true }, forMs)];
    },
  },
  {
    name: 'slow network',
    weight: 3,
    draw: (chance) => [lasting({ type: 'delay', ms: chance.whole(50, 6 * SECOND) }, aWhile(chance))],
  },
  {
    name: 'pieces',
    weight: 2,
    draw: (chance) => [lasting({ type: 'fragment', bytes: chance.whole(1, 40) }, chance.between(SECOND, 30 * SECOND))],
  },
  {
    name: 'bunches',
    weight: 2,
    draw: (chance) => [lasting({ type: 'coalesce', ms: chance.whole(20, 3 * SECOND) }, aWhile(chance))],
  },
  {
    name: 'slow reader',
    weight: 2,
    draw: (chance) => [lasting({ type: 'slow-reader', bytesPerSecond: chance.whole(100, 3_000) }, aWhile(chance))],
  },
  { name: 'broken frame', weight: 6, draw: (chance) => [brokenFrame(chance)] },
];

const aWhile = (chance: Chance): number => chance.between(5 * SECOND, 3 * MINUTE);

/** Broken so that it can be seen: a frame that lies in good form is beyond any client. */
function brokenFrame(chance: Chance): Step {
  return once({
    type: 'corrupt',
    how: chance.pick([
      'negative-length',
      'zero-length',
      'huge-length',
      'no-terminator',
      'truncated',
      'garbage',
    ] as const),
    message: chance.pick([
      'tickPrice',
      'orderStatus',
      'openOrder',
      'execDetails',
      'commissionReport',
      'currentTime',
      'contractDetails',
      'openOrderEnd',
      'completedOrder',
      'position',
    ] as const),
  });
}

export const handshakeMishaps: readonly Mishap[] = (
  [
    { type: 'mute-handshake', times: 2 },
    { type: 'http-server', times: 1 },
    { type: 'no-next-valid-id', times: 1 },
    { type: 'no-accounts', times: 1 },
    { type: 'accounts-last' },
    { type: 'close-after-version', times: 2 },
    { type: 'client-id-in-use', forMs: 40 * SECOND },
    { type: 'slow-handshake', ms: 4 * SECOND },
    { type: 'server-version', version: 90 },
  ] as const
).map((fault) => ({
  name: 'bad handshake',
  weight: 0.6,
  draw: (chance) => [lasting(fault, chance.between(20 * SECOND, 2 * MINUTE)), cut(chance, 20)],
}));
