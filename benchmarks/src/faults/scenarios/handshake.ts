// Faults of the first frames of a connection.
import type { Fault } from '@cq/simulator';
import type { Finding, Scenario } from '../scenario.js';
import { settles, type Stage } from '../stage.js';

/** Connects while the fault is in force; wanted is that it works in the end, and that it is never called up before. */
async function connecting(stage: Stage, fault: Fault, timeoutMs: number): Promise<Finding> {
  const { client, sim } = stage;
  const active = sim.inject(fault);
  const early = { seen: false };
  const watch = setInterval(() => {
    if (client.isUp() && stage.sessions() < 2 && active.hits > 0) early.seen = true;
  }, 20);
  const connected = settles(client.connect(), timeoutMs);
  void client.stream('AAPL').catch(() => undefined);
  const back = await stage.works(timeoutMs);
  clearInterval(watch);
  await connected;
  const waits = fault.type === 'no-next-valid-id' && early.seen;
  const note = waits ? 'called itself connected when no request could pass' : undefined;
  const verdict = back === undefined ? 'bad' : waits ? 'partly' : 'good';
  return { verdict, recoveredMs: back ?? false, ...(note && { note }) };
}

const group = 'Handshake';

export const handshake: readonly Scenario[] = [
  {
    name: 'mute-handshake',
    group,
    fault: 'The port accepts, and the handshake is never answered; a second attempt would be',
    wanted: 'Gives up on the attempt, and makes another',
    quick: true,
    run: (stage) => connecting(stage, { type: 'mute-handshake', times: 1 }, 10_000),
  },
  {
    name: 'close-after-version',
    group,
    fault: 'TWS hangs up after naming its version, once',
    wanted: 'Tries again',
    run: (stage) => connecting(stage, { type: 'close-after-version', times: 1 }, 10_000),
  },
  {
    name: 'http-server',
    group,
    fault: 'Something else answers on the port, once',
    wanted: 'Is not taken for TWS; tries again',
    run: (stage) => connecting(stage, { type: 'http-server', times: 1 }, 10_000),
  },
  {
    name: 'no-next-valid-id',
    group,
    fault: 'TWS never says which order id is next, on the first attempt',
    wanted: 'Is not called connected; tries again',
    quick: true,
    run: (stage) => connecting(stage, { type: 'no-next-valid-id', times: 1 }, 10_000),
  },
  {
    name: 'accounts-last',
    group,
    fault: 'The accounts come after the order id',
    wanted: 'Works',
    run: (stage) => connecting(stage, { type: 'accounts-last', times: 1 }, 10_000),
  },
  {
    name: 'client-id-in-use',
    group,
    fault: 'TWS still holds the client id for 1.5 s (326)',
    wanted: 'Waits, says why, and comes back under the same id',
    quick: true,
    async run(stage) {
      const finding = await connecting(stage, { type: 'client-id-in-use', forMs: 1_500 }, 10_000);
      const said = stage.client.told.some((text) => /326|client.?id/i.test(text));
      const ids = new Set(stage.sim.transcript.filter({ direction: 'in', name: 'startApi' }).map((e) => e.fields[1]));
      const note = `${said ? 'says why' : 'does not say why'}, ${ids.size === 1 ? 'same id' : 'other ids'}`;
      return { ...finding, verdict: finding.verdict === 'good' && !said ? 'partly' : finding.verdict, note };
    },
  },
  {
    name: 'link-down-at-connect',
    group,
    fault: 'TWS has no link to IBKR when the client connects (2110), for 2 s',
    wanted: 'Keeps the session, and does not call itself connected until the link is up',
    async run(stage) {
      const active = stage.sim.inject({ type: 'link-down-at-connect' });
      void stage.client.connect();
      await stage.until(() => stage.sessions() > 0, 5_000);
      const calledUp = await stage.until(() => stage.client.isUp(), 2_000);
      active.dispose();
      stage.sim.link.restore({ dataLost: false });
      void stage.client.stream('AAPL').catch(() => undefined);
      const back = await stage.works(8_000);
      const sessions = stage.sessions();
      const note = `${calledUp === undefined ? 'not called up' : 'called up'} meanwhile, ${sessions} session${sessions === 1 ? '' : 's'}`;
      const good = calledUp === undefined && sessions === 1;
      return { verdict: back === undefined ? 'bad' : good ? 'good' : 'partly', recoveredMs: back ?? false, note };
    },
  },
];
