/** The connection itself: START_API, ids, accounts, time. */

import type { Client } from '../client.js';
import type { World } from '../world.js';
import type { Call, HandlerTable } from './registry.js';

export const sessionHandlers: HandlerTable = {
  startApi,
  reqCurrentTime: ({ client, clock }) => client.send('currentTime', 1, Math.floor(clock.now() / 1000)),
  reqIds: ({ client, world }) => client.send('nextValidId', 1, world.orders.nextOrderId(client.clientId)),
  reqManagedAccts: ({ client, world }) => client.send('managedAccounts', 1, accountList(world)),
  setServerLogLevel: () => undefined,
};

function startApi({ client, fields, world }: Call): void {
  if (client.isReady) return;
  fields.skip();
  const clientId = fields.int();
  if (isTaken(world, client, clientId)) {
    client.error(-1, 326, 'Unable to connect as the client id is already in use. Retry with a unique client id.');
    client.end();
    return;
  }
  client.begin(clientId);
  welcome(client, world);
}

function isTaken(world: World, client: Client, clientId: number): boolean {
  if (world.faults.strike('client-id-in-use')) return true;
  return [...world.clients].some((other) => other !== client && other.isReady && other.clientId === clientId);
}

function welcome(client: Client, world: World): void {
  const { faults } = world;
  const accounts = () => {
    if (!faults.strike('no-accounts')) client.send('managedAccounts', 1, accountList(world));
  };
  const accountsLast = faults.strike('accounts-last');
  if (!accountsLast) accounts();
  if (!faults.strike('no-next-valid-id')) client.send('nextValidId', 1, world.orders.nextOrderId(client.clientId));
  if (accountsLast) accounts();
  for (const notice of world.link.greeting()) client.error(-1, notice.code, notice.message);
}

/** TWS ends the list with a comma when there are several accounts. */
function accountList(world: World): string {
  const { accounts } = world.options;
  return accounts.length > 1 ? `${accounts.join(',')},` : accounts.join('');
}
