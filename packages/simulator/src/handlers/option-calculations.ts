/** What an option is worth at a volatility, and the volatility at which it is worth a price. */

import { optionValue } from '../market/black-scholes.js';
import type { Instrument } from '../market/instrument.js';
import { optionTerms } from '../market/option-chains.js';
import { parseDay } from '../market/time-zone.js';
import { readContract, resolve } from './contract-fields.js';
import { sendComputation, sendTicks } from './option-ticks.js';
import { invalidRequest, type Call, type HandlerTable } from './registry.js';

export const optionCalculationHandlers: HandlerTable = {
  reqCalcImpliedVolat,
  reqCalcOptionPrice,
  cancelCalcImpliedVolat: () => undefined,
  cancelCalcOptionPrice: () => undefined,
};

/** Tick type of an answer to a calculation. */
const CUSTOM = 53;

function reqCalcImpliedVolat(call: Call): void {
  const { client, world } = call;
  const { reqId, option, first: price, second: underlying } = readCalculation(call);
  sendComputation(client, reqId, CUSTOM, option, underlying, price, world.market.now);
}

function reqCalcOptionPrice(call: Call): void {
  const { client, world } = call;
  const { reqId, option, first: volatility, second: underlying } = readCalculation(call);
  const terms = optionTerms(option, parseDay(option.lastTradeDate) ?? 0, world.market.now);
  const { price, delta, gamma, vega, theta } = optionValue(terms, underlying, volatility);
  sendTicks(client, reqId, CUSTOM, [volatility, delta, price, 0, gamma, vega, theta], underlying);
}

function readCalculation({ fields, world }: Call): {
  readonly reqId: number;
  readonly option: Instrument;
  readonly first: number;
  readonly second: number;
} {
  fields.skip();
  const reqId = fields.int();
  const query = readContract(fields);
  const [first, second] = [fields.number(), fields.number()];
  const option = resolve(world.market, query, reqId);
  if (!option.option) throw invalidRequest('Please enter an option contract', reqId);
  if (first <= 0 || second <= 0) throw invalidRequest('Please enter a positive value', reqId);
  return { reqId, option, first, second };
}
