/** Profit and loss, of an account and of one position: at once, then every second that it changes. */

import { dailyPnl } from '../accounts/daily-pnl.js';
import { valueAccount, valueHolding } from '../accounts/margin.js';
import type { Client } from '../client.js';
import { UNSET_DOUBLE, type Field } from '../fields.js';
import type { MessageName } from '../message-ids.js';
import { repeat } from '../repeat.js';
import { accountsNamed } from './account.js';
import type { Call, HandlerTable } from './registry.js';

export const pnlHandlers: HandlerTable = {
  reqPnL,
  cancelPnL: ({ client, fields }) => void client.release(`pnl:${fields.int()}`),
  reqPnLSingle,
  cancelPnLSingle: ({ client, fields }) => void client.release(`pnlSingle:${fields.int()}`),
};

const INTERVAL_MS = 1000;

function reqPnL({ client, fields, world, clock }: Call): void {
  const reqId = fields.int();
  const accounts = accountsNamed(world, fields.string(), reqId);
  const tell = onChange(client, 'pnl', reqId, () => {
    const sums = { daily: 0, unrealized: 0, realized: 0 };
    for (const account of accounts) {
      const { daily, realized } = dailyPnl(world, account);
      sums.daily += daily;
      sums.realized += realized;
      sums.unrealized += valueAccount(world.market, world.ledger, account).unrealized;
    }
    return [cents(sums.daily), cents(sums.unrealized), cents(sums.realized)];
  });
  tell();
  client.hold(`pnl:${reqId}`, repeat(clock, INTERVAL_MS, tell));
}

function reqPnLSingle({ client, fields, world, clock }: Call): void {
  const reqId = fields.int();
  const [account = ''] = accountsNamed(world, fields.string(), reqId);
  fields.skip();
  const conId = fields.int();
  const tell = onChange(client, 'pnlSingle', reqId, () => {
    const holding = world.ledger.holding(account, conId);
    if (!holding) return [0, UNSET_DOUBLE, UNSET_DOUBLE, UNSET_DOUBLE, UNSET_DOUBLE];
    const { daily, realized } = dailyPnl(world, account, conId);
    const { marketValue, unrealized } = valueHolding(world.market, holding);
    return [holding.quantity, cents(daily), cents(unrealized), cents(realized), cents(marketValue)];
  });
  tell();
  client.hold(`pnlSingle:${reqId}`, repeat(clock, INTERVAL_MS, tell));
}

/** Sends what `read` gives, when it differs from the last time. */
function onChange(client: Client, name: MessageName, reqId: number, read: () => readonly Field[]): () => void {
  let told = '';
  return () => {
    const fields = read();
    const text = fields.join();
    if (text === told) return;
    told = text;
    client.send(name, reqId, ...fields);
  };
}

const cents = (value: number): number => Math.round(value * 100) / 100 + 0;
