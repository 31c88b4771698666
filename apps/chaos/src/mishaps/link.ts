// What happens between TWS and IBKR, and what TWS does by itself.

import type { Chance } from '../chance.js';
import type { Step } from '../incident.js';
import { PORT } from './port.js';
import { cut, lasting, MINUTE, once, SECOND, type Mishap } from './mishap.js';

export const linkMishaps: readonly Mishap[] = [
  {
    name: 'link lost',
    weight: 8,
    draw: (chance) => {
      const dataLost = chance.happens(0.5);
      const again = chance.happens(0.3) ? { repeatEveryMs: chance.whole(2 * SECOND, 20 * SECOND) } : {};
      return [lasting({ type: 'link-lost', dataLost, ...again }, chance.between(SECOND, 5 * MINUTE))];
    },
  },
  {
    name: 'no link at connect',
    weight: 2,
    draw: (chance) => [lasting({ type: 'link-down-at-connect' }, chance.between(SECOND, 3 * MINUTE)), cut(chance, 20)],
  },
  {
    name: 'link lost and cut',
    weight: 3,
    draw: (chance) => [
      lasting({ type: 'link-lost', dataLost: chance.happens(0.5) }, chance.between(SECOND, 2 * MINUTE)),
      cut(chance, chance.between(100, 30 * SECOND)),
    ],
  },
  {
    name: 'farm',
    weight: 4,
    draw: (chance) => {
      const farm = chance.pick(['usfarm', 'ushmds', 'secdefil', 'usfuture']);
      const status = chance.pick(['broken', 'inactive', 'connecting'] as const);
      return [lasting({ type: 'farm', farm, status }, chance.between(SECOND, 4 * MINUTE))];
    },
  },
  {
    name: 'port change',
    weight: 1.5,
    // And back: a client that was away when it was told cannot know.
    draw: (chance) => [
      once({ type: 'port-change', port: chance.whole(5_000, 9_000) }),
      once({ type: 'port-change', port: PORT }, chance.between(10 * SECOND, 10 * MINUTE)),
    ],
  },
  { name: 'nightly reset', weight: 2, draw: nightlyReset },
  {
    name: 'restart',
    weight: 4,
    draw: (chance) => [{ afterMs: 0, act: 'restart', downMs: chance.between(0, 3 * MINUTE) }],
  },
  {
    name: 'restart with ids rolled back',
    weight: 3,
    draw: (chance) => [
      { afterMs: 0, act: 'restart', downMs: chance.between(0, MINUTE), nextOrderId: chance.whole(1, 10) },
    ],
  },
];

/** Farms go, the link goes, TWS goes; it is back before its link is, and its link before its farms are. */
function nightlyReset(chance: Chance): readonly Step[] {
  const downMs = chance.between(30 * SECOND, 3 * MINUTE);
  const back = 20 * SECOND + downMs;
  return [
    lasting({ type: 'farm', farm: 'usfarm', status: 'broken' }, back + 90 * SECOND),
    lasting({ type: 'farm', farm: 'ushmds', status: 'broken' }, back + 70 * SECOND),
    lasting({ type: 'link-lost', dataLost: true }, back + MINUTE, 5 * SECOND),
    { afterMs: 20 * SECOND, act: 'restart', downMs },
  ];
}
