/** Accounts: summary, updates, positions; each once and then as things change. */

import type { Holding } from '../accounts/ledger.js';
import { SUMMARY_TAGS, allValues, ledgerCurrencies, ledgerValues, summaryValues } from '../accounts/values.js';
import type { AccountValue } from '../accounts/values.js';
import type { Client } from '../client.js';
import { repeat } from '../repeat.js';
import { minuteText } from '../time-text.js';
import type { World } from '../world.js';
import { HoldingNews, sendPortfolio, sendPosition, sendPositionMulti } from './account-messages.js';
import { Refusal, invalidRequest, type Call, type HandlerTable } from './registry.js';

export const accountHandlers: HandlerTable = {
  reqAccountSummary,
  cancelAccountSummary: ({ client, fields }) => void client.release(`accountSummary:${fields.skip().int()}`),
  reqAccountData,
  reqAccountUpdatesMulti,
  cancelAccountUpdatesMulti: ({ client, fields }) => void client.release(`accountMulti:${fields.skip().int()}`),
  reqPositions,
  cancelPositions: ({ client }) => void client.release('positions'),
  reqPositionsMulti,
  cancelPositionsMulti: ({ client, fields }) => void client.release(`positionsMulti:${fields.skip().int()}`),
};

/** TWS tells again every three minutes what has changed with the market. */
const REFRESH_MS = 180_000;
const MAX_SUMMARIES = 2;

/** Sends those values that differ from what was told last. */
class ValueNews {
  readonly #told = new Map<string, string>();

  take(account: string, values: readonly AccountValue[]): readonly AccountValue[] {
    return values.filter(({ tag, value, currency }) => {
      const key = `${account}/${tag}/${currency}`;
      const isNews = this.#told.get(key) !== value;
      this.#told.set(key, value);
      return isNews;
    });
  }
}

function reqAccountSummary({ client, fields, world, clock }: Call): void {
  const reqId = fields.skip().int();
  const group = fields.string();
  const tags = fields
    .string()
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
  if (group !== 'All') throw invalidRequest(`Invalid account group: ${group}`, reqId);
  if (tags.length === 0) throw invalidRequest('Please enter account summary tags', reqId);
  const key = `accountSummary:${reqId}`;
  if (!client.holds(key) && client.held('accountSummary:').length >= MAX_SUMMARIES) {
    throw new Refusal(322, 'Error processing request.Maximum number of account summary requests exceeded', reqId);
  }
  const news = new ValueNews();
  const tell = () => {
    for (const account of world.options.accounts) {
      for (const { tag, value, currency } of news.take(account, taggedValues(world, account, tags))) {
        client.send('accountSummary', 1, reqId, account, tag, value, currency);
      }
    }
  };
  tell();
  client.send('accountSummaryEnd', 1, reqId);
  client.hold(key, repeat(clock, REFRESH_MS, tell));
}

/** Plain tags, and `$LEDGER`, `$LEDGER:EUR`, `$LEDGER:ALL`. */
function taggedValues(world: World, account: string, tags: readonly string[]): readonly AccountValue[] {
  const { market, ledger } = world;
  const wanted = tags.includes('All') ? [...SUMMARY_TAGS] : tags;
  return wanted.flatMap((tag) => {
    if (!tag.startsWith('$LEDGER')) return summaryValues(market, ledger, account, [tag]);
    const [, currency = 'BASE'] = tag.split(':');
    const currencies = currency === 'ALL' ? ledgerCurrencies(ledger, account) : [currency];
    return currencies.flatMap((name) => ledgerValues(market, ledger, account, name));
  });
}

/** One account at a time and client; an empty code is the first account. */
function reqAccountData({ client, fields, world, clock }: Call): void {
  const subscribe = fields.skip().bool();
  const wanted = fields.remaining > 0 ? fields.string() : '';
  const account = wanted === '' ? (world.options.accounts[0] ?? '') : requireAccount(world, wanted, -1);
  if (!subscribe) {
    for (const key of client.held('accountUpdates:')) client.release(key);
    return;
  }
  const [before] = client.held('accountUpdates:');
  const key = `accountUpdates:${account}`;
  if (before !== undefined && before !== key) {
    client.release(before);
    client.error(-1, 2100, 'New account data requested from TWS. API client has been unsubscribed from account data.');
  }
  const values = new ValueNews();
  const holdings = new HoldingNews();
  const tell = () => {
    for (const { tag, value, currency } of values.take(account, allValues(world.market, world.ledger, account))) {
      client.send('updateAccountValue', 2, tag, value, currency, account);
    }
  };
  const tellHoldings = (all: readonly Holding[]) => {
    for (const holding of all) sendPortfolio(world, client, holding);
    client.send('updateAccountTime', 1, minuteText(clock.now(), world.options.timeZone));
  };
  tell();
  tellHoldings(holdings.take(world.ledger.holdings(account)));
  client.send('accountDownloadEnd', 1, account);
  const stopListening = world.onAccountChange((changed) => {
    if (changed !== account) return;
    tellHoldings(holdings.take(world.ledger.holdings(account)));
    tell();
  });
  const stopRepeating = repeat(clock, REFRESH_MS, () => {
    tell();
    tellHoldings(world.ledger.holdings(account).filter((holding) => holding.quantity !== 0));
  });
  client.hold(key, both(stopListening, stopRepeating));
}

function reqAccountUpdatesMulti({ client, fields, world, clock }: Call): void {
  const reqId = fields.skip().int();
  const accounts = accountsNamed(world, fields.string(), reqId);
  const modelCode = fields.string();
  const ledgerAndNetLiquidation = fields.bool();
  const news = new ValueNews();
  const tell = () => {
    for (const account of accounts) {
      const values = allValues(world.market, world.ledger, account);
      const shown = ledgerAndNetLiquidation ? values.filter(isLedgerOrNetLiquidation) : values;
      for (const { tag, value, currency } of news.take(account, shown)) {
        client.send('accountUpdateMulti', 1, reqId, account, modelCode, tag, value, currency);
      }
    }
  };
  tell();
  client.send('accountUpdateMultiEnd', 1, reqId);
  const stop = both(world.onAccountChange(tell), repeat(clock, REFRESH_MS, tell));
  client.hold(`accountMulti:${reqId}`, stop);
}

function isLedgerOrNetLiquidation({ tag, currency }: AccountValue): boolean {
  return tag === 'NetLiquidation' || currency === 'BASE' || tag.endsWith('Balance') || tag === 'ExchangeRate';
}

function reqPositions({ client, world }: Call): void {
  streamHoldings(world, client, 'positions', world.options.accounts, (holding) => sendPosition(client, holding));
  client.send('positionEnd', 1);
}

function reqPositionsMulti({ client, fields, world }: Call): void {
  const reqId = fields.skip().int();
  const accounts = accountsNamed(world, fields.string(), reqId);
  streamHoldings(world, client, `positionsMulti:${reqId}`, accounts, (holding) =>
    sendPositionMulti(client, reqId, holding),
  );
  client.send('positionMultiEnd', 1, reqId);
}

function streamHoldings(
  world: World,
  client: Client,
  key: string,
  accounts: readonly string[],
  send: (holding: Holding) => void,
): void {
  const news = new HoldingNews();
  const tell = () => {
    for (const account of accounts) for (const holding of news.take(world.ledger.holdings(account))) send(holding);
  };
  tell();
  client.hold(key, world.onAccountChange(tell));
}

/** An empty name is every account. @throws Refusal 321 for an account that is not ours */
export function accountsNamed(world: World, name: string, reqId: number): readonly string[] {
  return name === '' || name === 'All' ? world.options.accounts : [requireAccount(world, name, reqId)];
}

function requireAccount(world: World, name: string, reqId: number): string {
  if (world.options.accounts.includes(name)) return name;
  throw invalidRequest('Invalid account code', reqId);
}

const both = (first: () => void, second: () => void) => () => {
  first();
  second();
};
