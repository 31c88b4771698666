// TWS loses IBKR, and IBKR's data farms come and go. The socket is well all the while.
import type { Counts } from '../outage.js';
import { outage } from '../outage.js';
import type { Finding, Scenario } from '../scenario.js';
import type { Stage } from '../stage.js';

const group = 'Link and farms';

/** The socket was never ill, so a new session is a harm of its own: what was pending on the old one is gone. */
function sameSession(stage: Stage, before: Counts): Partial<Finding> {
  const more = stage.sessions() - before.sessions;
  return more === 0 ? {} : { verdict: 'partly', note: `tore down a healthy socket (${more} new sessions)` };
}

function renewed(stage: Stage, before: Counts): Partial<Finding> {
  const again = stage.count('reqMktData') - before.reqMktData;
  if (again === 0) return { verdict: 'bad', note: 'the stream was not renewed' };
  const torn = stage.sessions() - before.sessions;
  return torn === 0
    ? { note: 'renewed the stream' }
    : { verdict: 'partly', note: 'renewed, by tearing down a healthy socket' };
}

export const link: readonly Scenario[] = [
  {
    name: 'link-lost-data-kept',
    group,
    fault: '1100, and 1.5 s later 1102: restored, data kept',
    wanted: 'Says so, keeps the session, goes on',
    quick: true,
    run: (stage) =>
      outage(stage, { holdMs: 1_500, start: ({ sim }) => sim.inject({ type: 'link-lost' }), after: sameSession }),
  },
  {
    name: 'link-lost-data-lost',
    group,
    fault: '1100, and 1.5 s later 1101: restored, data lost',
    wanted: 'Says so, keeps the session, renews its streams',
    quick: true,
    run: (stage) =>
      outage(stage, {
        holdMs: 1_500,
        start: ({ sim }) => sim.inject({ type: 'link-lost', dataLost: true }),
        after: renewed,
      }),
  },
  {
    name: 'link-storm',
    group,
    fault: '1100 again and again for 2 s, then 1102',
    wanted: 'One outage, one session',
    run: (stage) =>
      outage(stage, {
        holdMs: 2_000,
        start: ({ sim }) => sim.inject({ type: 'link-lost', repeatEveryMs: 100 }),
        after: sameSession,
      }),
  },
  {
    name: 'farm-flap',
    group,
    fault: 'A data farm breaks (2103) and is back a second later (2104)',
    wanted: 'Is told; the session and the connection stay',
    run: (stage) =>
      outage(stage, {
        holdMs: 1_000,
        start: ({ sim }) => {
          sim.farm('usfarm', 'broken');
          return { dispose: () => sim.farm('usfarm', 'ok') };
        },
        noticed: ({ client }, told) => client.told.slice(told).some((text) => text.includes('usfarm')),
        after: sameSession,
      }),
  },
];
