// The two planes that are TWS's business, not ours: its link to IBKR and its data farms. A pure reducer over notices.

import { describe, parseNotice } from '@cq/errors';
import type { Notice } from '@cq/errors';
import type { Farm } from './status.js';

export interface Planes {
  readonly link: 'up' | 'lost';
  /** The notice that said the link is lost, while it is. */
  readonly lostBy: Notice | undefined;
  readonly lostAt: Date | undefined;
  readonly farms: ReadonlyMap<string, Farm>;
}

/** What a notice changed, for those who have to be told. */
export type PlaneChange =
  | { readonly type: 'link-lost'; readonly notice: Notice }
  | { readonly type: 'link-restored'; readonly dataLost: boolean }
  | { readonly type: 'farm'; readonly farm: Farm };

/** What a new session starts from: TWS says so at once when it is not true. */
export const freshPlanes: Planes = { link: 'up', lostBy: undefined, lostAt: undefined, farms: new Map() };

/** Applies one notice. No changes when it says nothing new. */
export function reducePlanes(
  planes: Planes,
  notice: Notice,
  at: Date,
): { readonly planes: Planes; readonly changes: readonly PlaneChange[] } {
  switch (describe(notice.code).onSession) {
    case 'link-lost':
      // TWS repeats itself every few seconds while the outage lasts: it is one outage.
      if (planes.link === 'lost') return { planes, changes: [] };
      return {
        planes: { ...planes, link: 'lost', lostBy: notice, lostAt: at },
        changes: [{ type: 'link-lost', notice }],
      };
    case 'link-restored':
      return restored(planes, notice, { at, dataLost: false, isNews: planes.link === 'lost' });
    case 'link-restored-data-lost':
      // News even when the loss itself went unheard: the subscriptions are gone.
      return restored(planes, notice, { at, dataLost: true, isNews: true });
    case 'farm-changed':
      return farmNotice(planes, notice, at);
    default:
      return { planes, changes: [] };
  }
}

type Reduced = ReturnType<typeof reducePlanes>;

function restored(
  planes: Planes,
  notice: Notice,
  { at, dataLost, isNews }: { at: Date; dataLost: boolean; isNews: boolean },
): Reduced {
  const up: Planes = { ...planes, link: 'up', lostBy: undefined, lostAt: undefined };
  const changes: PlaneChange[] = isNews ? [{ type: 'link-restored', dataLost }] : [];
  const parsed = parseNotice(notice);
  const named = parsed.kind === 'link-restored' ? parsed.farms : undefined;
  const statuses: [string, Farm['status']][] = [
    ...(named?.connected ?? []).map((name): [string, Farm['status']] => [name, 'ok']),
    ...(named?.disconnected ?? []).map((name): [string, Farm['status']] => [name, 'broken']),
  ];
  let result: Reduced = { planes: up, changes };
  for (const [name, status] of statuses) {
    // Only the notice of the farm itself tells its kind.
    const kind = planes.farms.get(name)?.kind;
    if (kind) result = farmChanged(result, { name, kind, status, since: at });
  }
  return result;
}

function farmNotice(planes: Planes, notice: Notice, at: Date): Reduced {
  const parsed = parseNotice(notice);
  if (parsed.kind !== 'farm') return { planes, changes: [] };
  // Old TWS versions name no farm; then the family stands for it.
  const name = parsed.farm ?? parsed.farmKind;
  return farmChanged({ planes, changes: [] }, { name, kind: parsed.farmKind, status: parsed.status, since: at });
}

function farmChanged({ planes, changes }: Reduced, farm: Farm): Reduced {
  if (planes.farms.get(farm.name)?.status === farm.status) return { planes, changes };
  return {
    planes: { ...planes, farms: new Map(planes.farms).set(farm.name, farm) },
    changes: [...changes, { type: 'farm', farm }],
  };
}
