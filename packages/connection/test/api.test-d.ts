// What users see, as types. Checked by the compiler, never run.

import type { IBApi } from '@stoqey/ib';
import { expectTypeOf } from 'vitest';
import { future, IBKRConnectionManager, option } from '../src/index.js';
import type { ConnectionError } from '@cq/errors';
import type { ConnectionStatus, ConnectInfo, DisconnectInfo, Farm, Session } from '../src/index.js';

const connection = new IBKRConnectionManager();

expectTypeOf(connection.connect()).resolves.toEqualTypeOf<true>();
expectTypeOf(connection.reconnect()).resolves.toEqualTypeOf<boolean>();
expectTypeOf(connection.disconnect()).resolves.toBeVoid();
expectTypeOf(connection.session()).resolves.toEqualTypeOf<Session>();
expectTypeOf(connection.getIb()).toEqualTypeOf<IBApi>();
expectTypeOf(connection).toExtend<AsyncDisposable>();

connection.addConnectHandler((info) => expectTypeOf(info).toEqualTypeOf<ConnectInfo>());
connection.addDisconnectHandler(async (info) => {
  expectTypeOf(info).toEqualTypeOf<DisconnectInfo>();
  await Promise.resolve();
});
connection.on('farm', (event) => expectTypeOf(event.farm).toEqualTypeOf<Farm>());
connection.on('disconnected', ({ cause }) => expectTypeOf(cause).toEqualTypeOf<ConnectionError>());
// @ts-expect-error there is no such event
connection.on('nonsense', () => undefined);

/** Every state has its own fields, and the compiler knows when all are handled. */
export function words(status: ConnectionStatus): string {
  switch (status.state) {
    case 'disconnected':
      return status.cause?.message ?? 'not connected';
    case 'connecting':
      return `attempt ${status.attempt}`;
    case 'connected':
      return `${status.farms.length} farms, ${status.health.verdict}`;
    case 'reconnecting':
      return status.plane === 'link' ? `link lost since ${status.since.toISOString()}` : `attempt ${status.attempt}`;
    case 'failed':
      return status.error.message;
  }
}

// What is only known while connected cannot be read without looking.
expectTypeOf<keyof ConnectionStatus>().extract<'farms'>().toBeNever();

// @ts-expect-error an option needs its strike
option('SPY', { expiry: '20261218', right: 'C' });
// @ts-expect-error a future needs its exchange
future('ES', { expiry: '202612' });
// @ts-expect-error the port is a number
new IBKRConnectionManager({ port: '7497' });
