// Every scenario, in the order of the page.
import type { Scenario } from '../scenario.js';
import { bytes } from './bytes.js';
import { data } from './data.js';
import { executions } from './executions.js';
import { handshake } from './handshake.js';
import { limits } from './limits.js';
import { link } from './link.js';
import { liveness } from './liveness.js';
import { orders } from './orders.js';
import { requests } from './requests.js';

export const scenarios: readonly Scenario[] = [
  ...handshake,
  ...liveness,
  ...link,
  ...requests,
  ...orders,
  ...executions,
  ...data,
  ...limits,
  ...bytes,
];
