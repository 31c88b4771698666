// What the other ports say about a connection that does not work: most often TWS is there, one port further.

import type { ConnectionError } from '@cq/errors';
import type { Configuration } from '../resolve-options.js';
import { finding } from './finding.js';
import type { Finding } from './finding.js';
import type { KnownPort, LookedAt } from './ports.js';

export interface Surroundings {
  readonly ports: readonly LookedAt[];
  readonly known: readonly KnownPort[];
  /** Why there is no session, if there is none. */
  readonly failure: ConnectionError | undefined;
}

/** One finding for each known port where a TWS answers: a problem when ours does not, worth knowing otherwise. */
export function adviceOn(config: Configuration, { ports, known, failure }: Surroundings): readonly Finding[] {
  const isWrongPlace = failure !== undefined && ['refused', 'timeout', 'mode-mismatch'].includes(failure.reason);
  return ports.flatMap((looked) => {
    const place = known.find(({ port }) => port === looked.port);
    if (place === undefined || looked.answer !== 'tws') return [];
    const there = `${place.program} is on ${place.port} (${place.mode})`;
    if (!isWrongPlace) return [finding('info', 'other-port', `${there} too`)];
    return [
      finding('warning', 'other-port', `${there} but you asked for ${askedFor(config)}`, { tips: tips(place, config) }),
    ];
  });
}

function askedFor({ port, paperTrading }: Configuration): string {
  return `${port} (${paperTrading ? 'paper' : 'live'})`;
}

function tips(place: KnownPort, config: Configuration): readonly string[] {
  const isPaper = place.mode === 'paper';
  const wrongMode = isPaper !== config.paperTrading;
  const way = `Set port to ${place.port}${place.program === 'IB Gateway' && !config.useGateway ? ', or useGateway to true' : ''}`;
  if (!wrongMode) return [`${way}, to use it`];
  const account = isPaper ? 'a paper account, which is not what you asked for' : 'a live account, with real money';
  return [
    `Log in to the ${config.paperTrading ? 'paper' : 'live'} account there, or start the one you asked for`,
    `${way} and paperTrading to ${isPaper}, to use it: by its port it serves ${account}`,
  ];
}
