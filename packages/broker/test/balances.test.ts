// Balances from what TWS tells: of each account on its own, and never a zero for what is not known.

import { expect, it } from 'vitest';
import { balanceOf, type AccountValue } from '../src/account.js';
import { IBKRBroker } from '../src/index.js';
import { failure, rig } from './harness.js';

function value(account: string, tag: string, text: string, currency = 'USD'): AccountValue {
  const amount = Number(text);
  return { account, tag, value: text, currency, amount: Number.isFinite(amount) ? amount : undefined };
}

const figures = ['NetLiquidation', 'TotalCashValue', 'BuyingPower'].map((tag) => value('DU1', tag, '100'));

it('a figure that nobody can do without is an error that names it, and its account', () => {
  const values = figures.filter(({ tag }) => tag !== 'BuyingPower');
  expect(() => balanceOf({ account: 'DU1', values })).toThrow(
    'getAccountBalance failed: TWS did not tell the BuyingPower of DU1',
  );
});

it('cash in a currency that TWS has no number for is not zero', () => {
  const cash = [value('DU1', 'CashBalance', '5', 'EUR'), value('DU1', 'CashBalance', 'N/A', 'GBP')];
  expect(balanceOf({ account: 'DU1', values: [...figures, ...cash] }).cash).toEqual({ EUR: 5 });
});

it('the balances of an account the login does not have are an error, not an empty list', async () => {
  await using r = await rig();
  await using other = new IBKRBroker({ connection: r.broker.connection, account: 'DU9' });
  expect(await failure(other.getAccountBalances())).toMatchObject({ argument: 'account' });
});

it('the balance of one account does not depend on what TWS tells of another', async () => {
  await using r = await rig({ sim: { accounts: ['DU1', 'DU2'] } });
  const { ib } = await r.broker.connection.session();
  // TWS leaves a figure of the other account out.
  const emit = ib.emit.bind(ib) as (...args: unknown[]) => boolean;
  ib.emit = ((...args: unknown[]): boolean => {
    const [event, , account, tag] = args;
    return event === 'accountSummary' && account === 'DU2' && tag === 'BuyingPower' ? true : emit(...args);
  }) as typeof ib.emit;
  expect(await r.broker.getAccountBalance({ account: 'DU1' })).toMatchObject({ account: 'DU1' });
  expect(await failure(r.broker.getAccountBalance({ account: 'DU2' }))).toMatchObject({ name: 'RequestError' });
});

it('any number may ask for the balance at once, though TWS refuses the third who does', async () => {
  await using r = await rig();
  const asked = Array.from({ length: 5 }, () => r.broker.getAccountBalance());
  for (const balance of await Promise.all(asked)) expect(balance).toMatchObject({ netLiquidation: 1_000_000 });
});
