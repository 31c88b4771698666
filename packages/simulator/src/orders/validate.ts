/** What TWS refuses before an order is anything, with the codes it uses. */

import { isComboQuery, readContractQuery } from './contract.js';
import { Refusal, invalidRequest } from '../handlers/registry.js';
import { textOf, type Fields } from '../layout.js';
import type { Instrument } from '../market-port.js';
import type { World } from '../world.js';
import { ORDER_TYPES } from './pricing.js';
import type { OrderTerms } from './terms.js';

const TIFS = new Set(['DAY', 'GTC', 'IOC', 'FOK', 'GTD', 'OPG', 'GTX', 'DTC', 'AUC', 'MINUTES', 'OVERNIGHT']);

/** The account's own, or the only one. */
export function accountFor(world: World, terms: OrderTerms, orderId: number): string {
  const { accounts } = world.options;
  const [first = ''] = accounts;
  if (terms.account === '') {
    if (accounts.length > 1) throw new Refusal(435, 'You must specify an account.', orderId);
    return first;
  }
  if (accounts.includes(terms.account)) return terms.account;
  throw new Refusal(321, "Error validating request.-'bW' : cause - Invalid account code", orderId);
}

/** The one instrument the order is about. */
export function instrumentFor(world: World, fields: Fields, orderId: number): Instrument {
  if (isComboQuery(fields)) return comboInstrument(world, fields, orderId);
  const query = readContractQuery(fields);
  const found = world.market.find(query);
  const [only] = found;
  if (!only) throw new Refusal(200, 'No security definition has been found for the request', orderId);
  if (found.length > 1) {
    throw new Refusal(200, `The contract description specified for ${query.symbol} is ambiguous.`, orderId);
  }
  return only;
}

function comboInstrument(world: World, fields: Fields, orderId: number): Instrument {
  const asked = fields.lists['comboLegs'] ?? [];
  if (!asked.every((leg) => isRatio(Number(textOf(leg, 'ratio'))))) throw invalidRequest('Invalid leg ratio', orderId);
  const legs = asked.map((leg) => world.market.instrument(Number(textOf(leg, 'conId'))));
  const [first] = legs;
  if (!first || legs.some((leg) => leg === undefined)) {
    throw new Refusal(200, 'No security definition has been found for the request', orderId);
  }
  return world.combos.instrumentFor(fields, first);
}

/** @throws Refusal when the terms make no sense for this instrument */
export function validateTerms(world: World, terms: OrderTerms, instrument: Instrument, orderId: number): void {
  const refuse = (code: number, text: string) => {
    throw new Refusal(code, text, orderId);
  };
  const { tradingPermissions } = world.options;
  if (tradingPermissions && !tradingPermissions.includes(instrument.secType)) refuse(460, 'No trading permissions.');
  if (!ORDER_TYPES.has(terms.type)) refuse(387, 'Unsupported order type for this exchange and security type.');
  if (!TIFS.has(terms.tif)) refuse(10052, 'Invalid time in force:' + terms.tif);
  if (instrument.secType === 'IND') refuse(201, 'Order rejected - reason:Indices cannot be traded.');
  validateQuantity(terms, instrument, refuse);
  validatePrices(terms, instrument, refuse);
  if (terms.tif === 'GTD' && terms.goodTillDate === '') {
    refuse(321, "Error validating request.-'bW' : cause - Good till date is missing");
  }
  if (terms.type === 'MKT' && terms.conditions.length === 0 && ['MOC', 'LOC'].includes(terms.tif)) {
    refuse(111, 'The TIF (Tif type) and the order type are incompatible.');
  }
}

const isRatio = (ratio: number) => Number.isSafeInteger(ratio) && ratio > 0;

type Refuse = (code: number, text: string) => void;

function validateQuantity(terms: OrderTerms, instrument: Instrument, refuse: Refuse): void {
  if (terms.quantity < 0) refuse(321, "Error validating request.-'bW' : cause - Order size must be positive");
  if (terms.quantity === 0 && terms.cashQuantity === undefined) refuse(434, 'The order size cannot be zero.');
  const steps = terms.quantity / (instrument.sizeIncrement || 1);
  if (Math.abs(steps - Math.round(steps)) > 1e-6) {
    refuse(10318, "This order doesn't support fractional quantity trading");
  }
}

const NEEDS_LIMIT = new Set(['LMT', 'STPLMT', 'LIT', 'LOC', 'LOO']);
const NEEDS_STOP = new Set(['STP', 'STPLMT', 'STPPRT', 'MIT', 'LIT']);

function validatePrices(terms: OrderTerms, instrument: Instrument, refuse: Refuse): void {
  if (NEEDS_LIMIT.has(terms.type) && terms.limitPrice === undefined) {
    refuse(321, "Error validating request.-'bW' : cause - Please enter a limit price");
  }
  if (NEEDS_STOP.has(terms.type) && !terms.auxPrice) {
    refuse(321, "Error validating request.-'bW' : cause - Please enter a stop price");
  }
  if (terms.type.startsWith('TRAIL') && !terms.auxPrice && !terms.trailingPercent) {
    refuse(321, "Error validating request.-'bW' : cause - Please enter a trailing amount");
  }
  const prices = NEEDS_LIMIT.has(terms.type) ? [terms.limitPrice] : [];
  if (NEEDS_STOP.has(terms.type)) prices.push(terms.auxPrice);
  if (prices.some((price) => price !== undefined && !isOnTick(price, instrument.minTick))) {
    refuse(110, 'The price does not conform to the minimum price variation for this contract.');
  }
}

/** Whether a price is a whole number of ticks. */
function isOnTick(price: number, minTick: number): boolean {
  if (minTick <= 0) return true;
  const ticks = price / minTick;
  return Math.abs(ticks - Math.round(ticks)) < 1e-6 * Math.max(1, Math.abs(ticks));
}
