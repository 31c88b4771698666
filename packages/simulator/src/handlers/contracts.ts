/** What is known about contracts: details, symbols, price rules, option chains. */

import { findContracts, type ContractSearch } from '../market/find-contracts.js';
import type { Instrument } from '../market/instrument.js';
import { dayText } from '../market/time-zone.js';
import { Version } from '../versions.js';
import { readContractSearch, NO_DEFINITION } from './contract-fields.js';
import { detailsFields } from './contract-details.js';
import { invalidRequest, Refusal, type Call, type HandlerTable } from './registry.js';

export const contractHandlers: HandlerTable = {
  reqContractData,
  reqMatchingSymbols,
  reqMarketRule,
  reqSecDefOptParams,
};

const MAX_SAMPLES = 16;

function reqContractData({ client, fields, world }: Call): void {
  fields.skip();
  const reqId = fields.int();
  const query = readContractSearch(fields);
  if (query.conId <= 0 && query.secType === '' && query.secId === '') {
    throw invalidRequest('Please enter a valid security type', reqId);
  }
  const market = world.market;
  const definitionFarm = world.link.farms.get('secdefil') ?? 'ok';
  const found = definitionFarm === 'broken' ? [] : findContracts(market.catalogue, query);
  if (found.length === 0) throw new Refusal(200, NO_DEFINITION, reqId);
  for (const instrument of found) {
    const name = instrument.secType === 'BOND' ? 'bondContractDetails' : 'contractDetails';
    for (const exchange of routes(instrument, query)) {
      client.send(name, ...detailsFields(market, instrument, exchange, reqId, client.serverVersion));
    }
  }
  client.send('contractDetailsEnd', 1, reqId);
}

/** A stock asked for without its exchange is told once for each exchange it trades at. */
function routes(instrument: Instrument, query: ContractSearch): readonly string[] {
  if (query.exchange !== '' && query.exchange !== 'BEST') return [query.exchange];
  const byExchange = instrument.secType === 'STK' && query.conId <= 0 && query.secId === '';
  return byExchange ? instrument.validExchanges : [instrument.exchange];
}

function reqMatchingSymbols({ client, fields, world }: Call): void {
  const reqId = fields.int();
  const pattern = fields.string().trim().toUpperCase();
  const { catalogue } = world.market;
  const samples = pattern === '' ? [] : bestMatches([...catalogue.listed], pattern);
  const out = samples.flatMap((i) => {
    const derived = derivatives(i, catalogue.chains, catalogue.futures);
    const sample = [
      i.conId,
      i.symbol,
      i.secType,
      i.primaryExchange || i.exchange,
      i.currency,
      derived.length,
      ...derived,
    ];
    return client.serverVersion >= Version.bondIssuerId ? [...sample, i.longName, ''] : sample;
  });
  client.send('symbolSamples', reqId, samples.length, ...out);
}

/** Symbols that begin with the pattern first, then names that contain it. */
function bestMatches(all: readonly Instrument[], pattern: string): Instrument[] {
  const kinds = new Set(['STK', 'IND', 'CASH', 'CRYPTO', 'BOND', 'FUND', 'CMDTY']);
  const listed = all.filter((i) => kinds.has(i.secType));
  const rank = (i: Instrument): number => {
    if (i.symbol === pattern) return 0;
    if (i.symbol.startsWith(pattern)) return 1;
    return i.longName.toUpperCase().includes(pattern) ? 2 : 3;
  };
  return listed
    .map((i) => ({ i, rank: rank(i) }))
    .filter((match) => match.rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MAX_SAMPLES)
    .map((match) => match.i);
}

function derivatives(
  { symbol, secType }: Instrument,
  chains: readonly { readonly symbol: string; readonly secType: string }[],
  futures: readonly { readonly symbol: string }[],
): string[] {
  if (secType !== 'STK' && secType !== 'IND') return [];
  const kinds = chains.some((chain) => chain.symbol === symbol && chain.secType === 'OPT') ? ['OPT'] : [];
  if (secType === 'STK') kinds.unshift('CFD');
  if (secType === 'IND' && futures.some((root) => root.symbol === symbol)) kinds.push('FUT');
  return kinds;
}

function reqMarketRule({ client, fields, world }: Call): void {
  const id = fields.int();
  const steps = world.market.catalogue.rules.steps(id);
  if (!steps) throw new Refusal(322, `Error processing request.-'cd' : cause - Market rule with id = ${id} is missing`);
  client.send('marketRule', id, steps.length, ...steps.flatMap((step) => [step.lowEdge, step.increment]));
}

function reqSecDefOptParams({ client, fields, world }: Call): void {
  const reqId = fields.int();
  const [symbol, exchange, secType, conId] = [fields.string(), fields.string(), fields.string(), fields.int()];
  const { catalogue } = world.market;
  const underlying = catalogue.instrument(conId);
  if (underlying?.symbol !== symbol || underlying.secType !== secType) {
    throw invalidUnderlying(reqId);
  }
  for (const chain of catalogue.chains) {
    if (chain.symbol !== symbol || (chain.secType === 'FOP') !== (secType === 'FUT')) continue;
    const expiries = chain.expiries(catalogue.today).filter((day) => chain.underlying(day)?.conId === conId);
    const [first] = expiries;
    if (first === undefined) continue;
    const sample = chain.option(first, chain.strikes[0] ?? 0, 'C');
    for (const route of sample?.validExchanges ?? []) {
      if (exchange !== '' && route !== exchange) continue;
      const dates = expiries.map(dayText);
      const lists = [dates.length, ...dates, chain.strikes.length, ...chain.strikes];
      client.send(
        'securityDefinitionOptionParameter',
        reqId,
        route,
        conId,
        chain.tradingClass,
        chain.multiplier,
        ...lists,
      );
    }
  }
  client.send('securityDefinitionOptionParameterEnd', reqId);
}

const invalidUnderlying = (reqId: number): Refusal =>
  new Refusal(321, `Error validating request.-'cz' : cause - Invalid contract id`, reqId);
