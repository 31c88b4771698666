/** The names under which a feed knows contracts: short for what people say, unmistakable for what they cannot. */
import { InvalidArgumentError } from '@cq/errors';
import { describeContract, type Contract, type ContractLike, type QualifiedContract } from '@cq/connection';

/** `AAPL`, `EUR.USD`, or the exchange's own name of a derivative, such as `ESZ6`. */
export function symbolOf(contract: ContractLike): string {
  if (typeof contract === 'string') return contract.trim().toUpperCase();
  const { secType, symbol, currency, localSymbol } = contract;
  if (isDerivative(contract)) return localSymbol ?? describeContract(contract);
  if (symbol === undefined) return localSymbol ?? describeContract(contract);
  return secType === 'CASH' ? `${symbol}.${currency ?? '?'}` : symbol;
}

/** Two contracts are the same to TWS when this is. Combinations have no number of their own. */
export function contractKey(contract: QualifiedContract): string {
  const legs = contract.legs === undefined ? '' : JSON.stringify(contract.legs);
  return `${contract.conId}@${contract.exchange}${legs}`;
}

function isDerivative({ secType }: Contract): boolean {
  return ['OPT', 'FUT', 'FOP', 'WAR', 'BAG'].includes(secType);
}

/** Without a description, but good enough to ask TWS about without looking it up first. */
export function isQualified(contract: ContractLike): contract is QualifiedContract {
  if (typeof contract === 'string') return false;
  const { conId, symbol, exchange, currency } = contract;
  return conId !== undefined && symbol !== undefined && exchange !== undefined && currency !== undefined;
}

/** A single name would be read letter by letter, and each letter is a stock. @throws InvalidArgumentError */
export function checkContracts(contracts: unknown): void {
  if (!Array.isArray(contracts)) throw new InvalidArgumentError('contracts', "must be an array, such as ['AAPL']");
}
