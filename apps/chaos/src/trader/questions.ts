// What a program asks all day long beside trading.

import { IBKRError } from '@cq/errors';
import type { Chance } from '../chance.js';
import { symbols } from '../mishaps/symbols.js';
import type { Program } from './program.js';

type Question = readonly [what: string, ask: (program: Program, chance: Chance) => Promise<unknown>];

const questions: readonly Question[] = [
  ['getPositions', ({ broker }) => broker.getPositions()],
  ['getOpenOrders', ({ broker }) => broker.getOpenOrders()],
  ['getExecutions', ({ broker }) => broker.getExecutions()],
  ['getCompletedOrders', ({ broker }) => broker.getCompletedOrders()],
  ['getAccountBalance', ({ broker }) => broker.getAccountBalance()],
  ['testConnection', ({ broker }) => broker.testConnection()],
  [
    'previewOrder',
    ({ broker }, chance) => broker.previewOrder(chance.pick(symbols), { type: 'MKT', action: 'BUY', quantity: 1 }),
  ],
  [
    'getHistoricalBars',
    ({ feed }, chance) => feed.getHistoricalBars(chance.pick(symbols), { duration: '1 D', barSize: '1 hour' }),
  ],
  ['getSnapshot', ({ feed }, chance) => feed.getSnapshot(chance.pick(symbols))],
];

/** Asks one of them. */
export function ask(program: Program, chance: Chance): void {
  const [what, question] = chance.pick(questions);
  void program.calls.track(what, () => question(program, chance), { show: sizeOf });
}

function sizeOf(answer: unknown): string {
  if (Array.isArray(answer)) return `${answer.length} items`;
  return IBKRError.is(answer) ? answer.message : 'answered';
}
