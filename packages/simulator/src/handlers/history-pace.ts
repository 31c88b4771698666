/** How often historical data may be asked for: 162 with "pacing violation" when it was too often. */

import type { Client } from '../client.js';
import type { BarsRequest } from './bars-request.js';
import type { Call } from './registry.js';
import { historyError } from './what-to-show.js';

const VIOLATION = 'Historical data request pacing violation';
const TEN_MINUTES = 600_000;
const MOST_IN_TEN_MINUTES = 60;
const SAME_WITHIN = 15_000;
const BURST_WITHIN = 2000;
const MOST_IN_BURST = 6;
const SMALL_BAR_MS = 30_000;

interface Asked {
  readonly at: number;
  readonly weight: number;
  readonly same: string;
  readonly contract: string;
}

const asked = new WeakMap<Client, Asked[]>();

/** @throws Refusal 162 when a fault says so, or the limits are enforced and this request breaks one */
export function checkHistoryPace({ client, world, clock, fields }: Call, request: BarsRequest): void {
  const { reqId, instrument, what, size } = request;
  if (world.faults.strike('pacing-violation')) throw historyError(VIOLATION, reqId);
  if (!world.market.settings.historicalPacing) return;
  if (size.unit !== 'time' || size.ms > SMALL_BAR_MS) return;
  const now = clock.now();
  const recent = (asked.get(client) ?? []).filter((one) => now - one.at < TEN_MINUTES);
  const weight = what === 'BID_ASK' ? 2 : 1;
  const own: Asked = {
    at: now,
    weight,
    same: fields.all.slice(1).join('\0'),
    contract: `${instrument.conId} ${what}`,
  };
  asked.set(client, [...recent, own]);
  const used = recent.reduce((sum, one) => sum + one.weight, 0);
  const repeated = recent.some((one) => one.same === own.same && now - one.at < SAME_WITHIN);
  const burst = recent.filter((one) => one.contract === own.contract && now - one.at < BURST_WITHIN).length;
  if (used + weight > MOST_IN_TEN_MINUTES || repeated || burst >= MOST_IN_BURST) throw historyError(VIOLATION, reqId);
}
