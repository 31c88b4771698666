// What happens to questions and to data.

import { cut, lasting, MINUTE, once, SECOND, type Mishap } from './mishap.js';
import { symbols } from './symbols.js';

/** Of these an answer with an error says nothing about an order. */
const questions = [
  'reqAllOpenOrders',
  'reqExecutions',
  'reqCompletedOrders',
  'reqPositions',
  'reqContractData',
  'reqHistoricalData',
] as const;

const silenced = [...questions, 'placeOrder', 'cancelOrder', 'reqMktData', 'reqCurrentTime'] as const;

export const requestMishaps: readonly Mishap[] = [
  {
    name: 'no answer',
    weight: 6,
    draw: (chance) => [
      lasting({ type: 'ignore', message: chance.pick(silenced), times: chance.whole(1, 3) }, 5 * MINUTE),
    ],
  },
  {
    name: 'failing request',
    weight: 4,
    draw: (chance) => [
      lasting({ type: 'fail', message: chance.pick(questions), code: chance.pick([321, 322, 366, 162]) }, 5 * MINUTE),
    ],
  },
  { name: 'pacing kick', weight: 1.5, draw: () => [once({ type: 'pacing-kick' })] },
  { name: 'pacing violation', weight: 1, draw: () => [once({ type: 'pacing-violation' })] },
];

export const dataMishaps: readonly Mishap[] = [
  {
    name: 'frozen quotes',
    weight: 2,
    draw: (chance) => [
      lasting({ type: 'freeze', symbol: chance.pick(symbols) }, chance.between(10 * SECOND, 10 * MINUTE)),
    ],
  },
  {
    name: 'no market data',
    weight: 2,
    draw: (chance) => [
      lasting(
        {
          type: 'no-market-data',
          symbol: chance.pick(symbols),
          code: chance.pick([354, 10089, 10090, 10167, 10168]),
        },
        chance.between(10 * SECOND, 5 * MINUTE),
      ),
      cut(chance, 20),
    ],
  },
  {
    name: 'competing session',
    weight: 2,
    draw: (chance) => [lasting({ type: 'competing-session' }, chance.between(5 * SECOND, 5 * MINUTE))],
  },
  {
    name: 'stream ended',
    weight: 3,
    draw: (chance) => [once({ type: 'end-stream', code: chance.pick([10182, 10225, 316]) })],
  },
  { name: 'resubscribe', weight: 2, draw: () => [once({ type: 'resubscribe-needed' })] },
  { name: 'book reset', weight: 1, draw: () => [once({ type: 'reset-book' })] },
  {
    name: 'line limit',
    weight: 2,
    draw: (chance) => [
      lasting({ type: 'line-limit', lines: chance.whole(1, 3) }, chance.between(10 * SECOND, 5 * MINUTE)),
      cut(chance, 20),
    ],
  },
];

export const traderMishaps: readonly Mishap[] = [
  { name: 'trader reconnects', weight: 2, draw: () => [{ afterMs: 0, act: 'reconnect' }] },
  {
    name: 'trader pauses',
    weight: 2,
    draw: (chance) => [{ afterMs: 0, act: 'disconnect', forMs: chance.between(SECOND, 2 * MINUTE) }],
  },
  {
    name: 'trader crashes',
    weight: 2,
    // With a last goodbye to TWS, or without.
    draw: (chance) => [...(chance.happens(0.5) ? [cut(chance)] : []), { afterMs: 0, act: 'crash' }],
  },
];
