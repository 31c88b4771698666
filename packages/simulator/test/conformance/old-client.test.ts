/**
 * The node client `ib` 0.2.9 speaks the handshake from before version 100: no `API`, no lengths, only its own version
 * and its client id. Versions below 151 are not simulated; such a client is cut at once, and nobody else notices.
 */

import IB from 'ib';
import { expect, test } from 'vitest';
import { Simulator } from '../../src/index.js';
import { connect, until } from '../support.js';

test('a client from before version 100 is cut at its first bytes, and the others are served', async () => {
  await using sim = await Simulator.start();
  const good = await connect(sim, 1);
  const old = new IB({ host: sim.host, port: sim.port, clientId: 7 });
  const heard: string[] = [];
  for (const event of ['connected', 'server', 'nextValidId', 'managedAccounts', 'disconnected']) {
    old.on(event, () => heard.push(event));
  }
  old.on('error', () => heard.push('error'));
  old.connect();
  await until(() => (heard.includes('disconnected') || heard.includes('error') ? true : undefined), 'the cut');
  expect(heard).not.toContain('server');
  expect(heard).not.toContain('nextValidId');
  await until(() => (sim.connections === 1 ? true : undefined), 'one connection');
  expect(sim.clientIds).toEqual([1]);
  good.ib.reqCurrentTime();
  await good.next('currentTime' as never);
  good.close();
});
