import { first, firstValueFrom } from 'rxjs';
import { IBApiNext, type IBApiNextError } from '@stoqey/ib';
import { afterEach, expect, test } from 'vitest';
import { Simulator, VirtualClock, type SimulatorOptions } from '../../src/index.js';
import { until } from '../support.js';
import { AAPL } from './full-day.js';
import type { MessageName } from '../../src/message-ids.js';
import { WireClient } from './wire-client.js';

const open: WireClient[] = [];
afterEach(() => {
  for (const client of open.splice(0)) client[Symbol.dispose]();
});

async function connect(sim: Simulator, version: number, clientId: number, options = ''): Promise<WireClient> {
  const client = await WireClient.open(sim, version, clientId, options);
  open.push(client);
  return client;
}

/** A simulator with a past: an order at rest, one that was filled, one that was cancelled. */
async function withPast(options: SimulatorOptions = {}): Promise<Simulator> {
  const sim = await Simulator.start({ clock: new VirtualClock(), ...options });
  const client = await connect(sim, 193, 5);
  const account = options.accounts?.[0] ?? 'DU1234567';
  const buy = { ...AAPL, action: 'BUY', totalQuantity: 10, account };
  client.ask('placeOrder', { orderId: 1, ...buy, orderType: 'MKT' });
  client.ask('placeOrder', { orderId: 2, ...buy, orderType: 'LMT', lmtPrice: 1 });
  client.ask('placeOrder', { orderId: 3, ...buy, orderType: 'LMT', lmtPrice: 2 });
  await client.next('commissionReport');
  client.ask('cancelOrder', { orderId: 3 });
  await client.next('orderStatus', ({ fields }) => fields['status'] === 'Cancelled');
  client[Symbol.dispose]();
  await until(() => (sim.clientIds.length === 0 ? true : undefined), 'client 5 gone');
  return sim;
}

/**
 * What ib_insync 0.9.86 and ib_async 1.0 do in `connectAsync`: bind orders placed by hand when they are client 0; then,
 * at once, positions, open orders, completed orders, updates of the main account when there is only one, updates of
 * every account with a request of its own; when all that has ended, executions.
 */
function synchronise(client: WireClient, clientId: number, accounts: readonly string[]): void {
  if (clientId === 0) client.ask('reqAutoOpenOrders', { autoBind: true });
  client.ask('reqPositions');
  client.ask('reqOpenOrders');
  client.ask('reqCompletedOrders', { apiOnly: false });
  if (accounts.length === 1) client.ask('reqAccountData', { subscribe: true, acctCode: accounts[0] ?? '' });
  accounts.forEach((account, i) => client.ask('reqAccountUpdatesMulti', { reqId: 100 + i, account }));
}

const ENDS: readonly MessageName[] = ['positionEnd', 'openOrderEnd', 'completedOrdersEnd'];

test.each([
  ['ib_insync', 157, 1, ''],
  ['ib_insync', 176, 7, ' +PACEAPI'],
  ['ib_async', 178, 1, ''],
  ['ib_async as client 0', 178, 0, ''],
])('%s at version %i synchronises to the last end message as client %i', async (_, version, clientId, options) => {
  await using sim = await withPast();
  const client = await connect(sim, version, clientId, options);
  const accounts = (client.all('managedAccounts')[0]?.fields['accountsList'] ?? '').split(',').filter((a) => a !== '');
  expect(accounts).toEqual(['DU1234567']);
  synchronise(client, clientId, accounts);
  for (const end of [...ENDS, 'accountDownloadEnd', 'accountUpdateMultiEnd'] as const) await client.next(end);
  client.ask('reqExecutions', { reqId: 200 });
  await client.answer('execDetailsEnd', 200);
  await client.settle();
  const [position] = client.all('position');
  expect(position?.fields).toMatchObject({ symbol: 'AAPL', position: '10' });
  expect(Number(position?.fields['avgCost'])).toBeCloseTo(sim.books.positions()[0]?.avgCost ?? 0, 6);
  expect(client.all('completedOrder').map(({ fields }) => fields['status'])).toEqual(['Filled', 'Cancelled']);
  expect(client.all('updatePortfolio')).toHaveLength(1);
  // Orders and executions are told to the client that made them; client 0 is told every execution.
  expect(client.all('openOrder')).toHaveLength(0);
  expect(client.all('execDetails')).toHaveLength(clientId === 0 ? 1 : 0);
  expect(client.all('commissionReport')).toHaveLength(clientId === 0 ? 1 : 0);
  expect(client.notices().filter(({ code }) => code < 2100 || code > 2200)).toEqual([]);
});

test('the client that left finds its orders and executions again when it returns', async () => {
  await using sim = await withPast();
  const client = await connect(sim, 178, 5);
  expect(client.all('nextValidId')[0]?.fields['orderId']).toBe('4');
  synchronise(client, 5, ['DU1234567']);
  client.ask('reqExecutions', { reqId: 200 });
  await client.answer('execDetailsEnd', 200);
  await client.settle();
  expect(client.all('openOrder').map(({ fields }) => fields['orderId'])).toEqual(['2']);
  const [execution] = sim.books.executions();
  const { execId, permId } = client.all('execDetails')[0]?.fields ?? {};
  expect([execId, permId]).toEqual([execution?.execId, String(execution?.permId)]);
  expect(client.all('commissionReport')[0]?.fields['execId']).toBe(execId);
});

test('several accounts are synchronised one by one', async () => {
  const accounts = ['DU1', 'DU2', 'DU3'];
  await using sim = await withPast({ accounts });
  const client = await connect(sim, 178, 1);
  expect(client.all('managedAccounts')[0]?.fields['accountsList']).toBe('DU1,DU2,DU3,');
  synchronise(client, 1, accounts);
  for (const i of accounts.keys()) await client.answer('accountUpdateMultiEnd', 100 + i);
  for (const end of ENDS) await client.next(end);
  expect(new Set(client.all('accountUpdateMulti').map(({ fields }) => fields['account']))).toEqual(new Set(accounts));
});

test('read-only: what may not be asked is refused, the rest is synchronised', async () => {
  await using sim = await Simulator.start({ clock: new VirtualClock(), readOnly: true });
  const client = await connect(sim, 178, 1);
  synchronise(client, 1, ['DU1234567']);
  for (const end of ['positionEnd', 'accountDownloadEnd', 'accountUpdateMultiEnd'] as const) await client.next(end);
  await client.settle();
  const refusals = client.notices().filter(({ code }) => code === 321);
  expect(refusals.map(({ text }) => text)).toEqual([expect.stringContaining('Read-Only mode')]);
  expect(client.all('openOrderEnd')).toEqual([]);
});

/** Milliseconds of real time that one answer may take on a machine that is busy. */
const PATIENCE = 5000;

test('IBApiNext connects, tells its state, and everything it offers at the start has an answer', async () => {
  await using sim = await withPast();
  const api = new IBApiNext({ host: sim.host, port: sim.port });
  const problems: string[] = [];
  api.errorSubject.subscribe((error: IBApiNextError) => problems.push(`${error.code} ${error.error.message}`));
  api.connect(5);
  await until(() => (api.isConnected ? true : undefined), 'IBApiNext connected', PATIENCE);
  expect(await api.getManagedAccounts()).toEqual(['DU1234567']);
  expect(await api.getCurrentTime()).toBe(Math.floor(sim.clock.now() / 1000));
  expect(await api.getUserInfo()).toBe('');
  expect((await api.getAllOpenOrders()).map(({ orderId }) => orderId)).toEqual([2]);
  const executions = await api.getExecutionDetails({ acctCode: 'DU1234567', symbol: 'AAPL' });
  expect(executions.map(({ execution }) => execution.execId)).toEqual(sim.books.executions().map((e) => e.execId));
  expect(await api.getCommissionReport({})).toHaveLength(1);
  const [details] = await api.getContractDetails({ symbol: 'AAPL', secType: 'STK' as never, exchange: 'SMART' });
  expect(details?.contract.conId).toBe(265598);
  const positions = await firstValueFrom(api.getPositions());
  expect(positions.all.get('DU1234567')?.map(({ pos }) => pos)).toEqual([10]);
  const summary = (await firstValueFrom(api.getAccountSummary('All', 'NetLiquidation'))).all;
  expect(summary.get('DU1234567')?.get('NetLiquidation')?.size).toBe(1);
  const updates = await firstValueFrom(
    api.getAccountUpdates('DU1234567').pipe(first(({ all }) => all.portfolio !== undefined)),
  );
  expect(updates.all.value?.get('DU1234567')?.size).toBeGreaterThan(10);
  const pnl = await firstValueFrom(api.getPnL('DU1234567'));
  expect(pnl.dailyPnL).toBeTypeOf('number');
  const orders = await firstValueFrom(api.getOpenOrders());
  expect(orders.all.map(({ orderId }) => orderId)).toEqual([2]);
  expect(problems).toEqual([]);
  api.disconnect();
});
