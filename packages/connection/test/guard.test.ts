// The live guard: a live account is refused where paper was asked for, before anybody sees the session.

import { Simulator } from '@cq/simulator';
import { expect, test } from 'vitest';
import { connectionTo } from './support.js';

test.each([
  ['paper asked, live found', { paperTrading: true }, ['U1234567'], false],
  ['paper asked, one of two is live', { paperTrading: true }, ['DU1234567', 'U1234567'], false],
  ['paper asked, paper advisor found', { paperTrading: true }, ['DF1234567', 'DU1234567'], true],
  ['live asked, paper found', { paperTrading: false }, ['DU1234567'], false],
  ['live asked, live found', { paperTrading: false }, ['U1234567'], true],
  ['live asked, live advisor found', { paperTrading: false }, ['F1234567', 'U1234567'], true],
  ['the account asked for is there', { account: 'DU7654321' }, ['DU1234567', 'DU7654321'], true],
  ['the account asked for is not there', { account: 'DU7654321' }, ['DU1234567'], false],
])('%s', async (_, options, accounts, accepted) => {
  await using sim = await Simulator.start({ accounts });
  await using connection = connectionTo(sim, options);
  let seen = 0;
  connection.addConnectHandler(() => void (seen += 1));
  const connected = connection.connect({ retryCount: 5 });
  if (accepted) {
    await expect(connected).resolves.toBe(true);
    expect(connection.getStatus().accounts).toEqual(accounts);
  } else {
    await expect(connected).rejects.toMatchObject({ reason: 'mode-mismatch', phase: 'ready', retryable: false });
    expect(connection.state).toBe('failed');
    expect(sim.transcript.count({ direction: 'in', name: 'startApi' })).toBe(1);
  }
  expect(seen).toBe(accepted ? 1 : 0);
});

test('the error does not spell out account numbers', async () => {
  await using sim = await Simulator.start({ accounts: ['U7654321'] });
  await using connection = connectionTo(sim);
  const error: unknown = await connection.connect().catch((reason: unknown) => reason);
  expect(String(error)).not.toContain('7654321');
  expect(String(error)).toContain('paperTrading');
});
