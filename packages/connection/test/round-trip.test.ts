// Answers about the time carry no id: whose answer is whose is told by their order.

import { VirtualClock } from '@cq/simulator';
import { expect, test } from 'vitest';
import { heardTime, roundTrip } from '../src/internal.js';
import { FakeTws } from './fake-tws.js';
import { connectionTo, until } from './support.js';

const CURRENT_TIME = '49';
const asked = (tws: FakeTws): number => tws.last.received.filter(([id]) => id === CURRENT_TIME).length;

async function start(clock?: VirtualClock) {
  const tws = await FakeTws.start({ tellsTime: false });
  const connection = connectionTo(tws, { health: false, ...(clock && { clock }) });
  await connection.connect();
  return { tws, connection };
}

async function settled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  await new Promise((resolve) => setTimeout(resolve, 0));
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
}

test('a round trip is over with the answer to its own question, not with that to an earlier one', async () => {
  const { tws, connection } = await start();
  await using _tws = tws;
  await using _ = connection;
  const someone = heardTime(connection);
  const ours = roundTrip(connection);
  await until(() => asked(tws) === 2);
  tws.last.send(CURRENT_TIME, 1, 1_700_000_000);
  await someone;
  expect(await settled(ours)).toBe(false);
  tws.last.send(CURRENT_TIME, 1, 1_700_000_001);
  await ours;
});

test('any answer shows that TWS is there', async () => {
  const { tws, connection } = await start();
  await using _tws = tws;
  await using _ = connection;
  const first = heardTime(connection);
  const second = heardTime(connection);
  await until(() => asked(tws) === 2);
  tws.last.send(CURRENT_TIME, 1, 1_700_000_000);
  await Promise.all([first, second]);
});

test('a question that TWS has passed over does not keep those of later from being answered', async () => {
  const clock = new VirtualClock();
  const { tws, connection } = await start(clock);
  await using _tws = tws;
  await using _ = connection;
  const passedOver = roundTrip(connection, { timeoutMs: 5_000 });
  const error = expect(passedOver).rejects.toMatchObject({ name: 'TimeoutError', operation: 'getCurrentTime' });
  await until(() => asked(tws) === 1);
  await clock.advance(5_000);
  await error;
  await clock.advance(60_000);
  const later = roundTrip(connection);
  await until(() => asked(tws) === 2);
  tws.last.send(CURRENT_TIME, 1, 1_700_000_000);
  await later;
});
