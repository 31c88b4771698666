/** Refuses a description of an instrument that could forge fields on the wire, or cannot be meant, before TWS is asked. */
import type { ContractLike } from '@cq/connection';
import { InvalidArgumentError } from '@cq/errors';
import {
  checkBoolean,
  checkCharacters,
  checkEnum,
  checkFinite,
  checkId,
  checkObject,
  checkPositive,
  checkInteger,
  checkText,
  shown,
  type Path,
} from './check.js';

/** @throws InvalidArgumentError naming the field, such as `contract.symbol` */
export function checkContract(contract: unknown, path: Path = 'contract'): asserts contract is ContractLike {
  if (typeof contract === 'string') {
    checkText(contract.trim(), path);
    return;
  }
  checkObject(contract, path);
  checkText(contract['secType'], `${path}.secType`);
  for (const [field, value] of Object.entries(contract)) {
    if (field === 'legs') checkLegs(value, `${path}.legs`);
    else checkField(value, `${path}.${field}`);
  }
}

function checkField(value: unknown, path: Path): void {
  if (typeof value === 'string') checkCharacters(value, path);
  else if (typeof value === 'number') checkFinite(value, path);
  else if (value !== undefined) checkBoolean(value, path);
}

function checkLegs(legs: unknown, path: Path): void {
  if (legs === undefined) return;
  if (!Array.isArray(legs)) throw new InvalidArgumentError(path, `must be an array, got ${shown(legs)}`);
  legs.forEach((leg: unknown, index) => {
    const at = `${path}[${index}]`;
    checkObject(leg, at);
    checkId(leg['conId'], `${at}.conId`);
    checkInteger(leg['ratio'], `${at}.ratio`);
    checkPositive(leg['ratio'], `${at}.ratio`);
    checkEnum(leg['action'], ['BUY', 'SELL'], `${at}.action`);
    checkCharacters(leg['exchange'], `${at}.exchange`);
  });
}
