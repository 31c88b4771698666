/** Contracts as `@stoqey/ib` has them, and back. */
import type { Contract, ContractLeg, QualifiedContract, SecType } from '@cq/connection';
import type { ComboLeg, Contract as IbContract } from '@stoqey/ib';

export function toIbContract(contract: Contract): IbContract {
  const { primaryExchange, legs, right, secType, ...rest } = contract;
  return {
    ...rest,
    secType: secType as unknown as NonNullable<IbContract['secType']>,
    ...(primaryExchange === undefined ? {} : { primaryExch: primaryExchange }),
    ...(right === undefined ? {} : { right: right as unknown as NonNullable<IbContract['right']> }),
    ...(legs === undefined ? {} : { comboLegs: legs.map(toIbLeg) }),
  };
}

function toIbLeg(leg: ContractLeg): ComboLeg {
  return { ...leg, openClose: 0, shortSaleSlot: 0, exemptCode: -1 } as unknown as ComboLeg;
}

/** What routes by itself when TWS does not say where: a position comes without an exchange. */
const smart = new Set(['STK', 'OPT', 'CFD', 'WAR', 'BOND', 'FUND']);

export function fromIbContract(ib: IbContract): QualifiedContract {
  const secType = (text(ib.secType) ?? 'STK') as SecType;
  const contract: Draft = {
    secType,
    conId: ib.conId ?? 0,
    symbol: ib.symbol ?? '',
    exchange: text(ib.exchange) ?? (smart.has(secType) ? 'SMART' : text(ib.primaryExch)) ?? '',
    currency: ib.currency ?? '',
  };
  const right = ib.right as string | undefined;
  const strike = some(ib.strike);
  const multiplier = some(ib.multiplier);
  if (ib.primaryExch) contract.primaryExchange = ib.primaryExch;
  if (ib.lastTradeDateOrContractMonth) contract.lastTradeDateOrContractMonth = ib.lastTradeDateOrContractMonth;
  if (strike !== undefined) contract.strike = strike;
  if (right === 'C' || right === 'P') contract.right = right;
  if (multiplier !== undefined) contract.multiplier = multiplier;
  if (ib.localSymbol) contract.localSymbol = ib.localSymbol;
  if (ib.tradingClass) contract.tradingClass = ib.tradingClass;
  if (ib.comboLegs) contract.legs = ib.comboLegs.map(fromIbLeg);
  return contract;
}

type Draft = { -readonly [K in keyof QualifiedContract]: QualifiedContract[K] };

function fromIbLeg(leg: ComboLeg): ContractLeg {
  return {
    conId: leg.conId ?? 0,
    ratio: leg.ratio ?? 1,
    action: leg.action as unknown as 'BUY' | 'SELL',
    exchange: leg.exchange ?? '',
  };
}

/** An empty field is no text. */
export function text(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}

/** A finite number other than zero, which TWS writes for "none" where zero makes no sense. */
export function some(value: number | undefined): number | undefined {
  return value === undefined || value === 0 || !Number.isFinite(value) || Math.abs(value) >= Number.MAX_VALUE
    ? undefined
    : value;
}

/** A number; TWS's ways to say "not set" are none. */
export function number(value: number | undefined): number | undefined {
  return value === undefined || !Number.isFinite(value) || Math.abs(value) >= Number.MAX_VALUE ? undefined : value;
}
