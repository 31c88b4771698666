// Every scenario, in the order of the page.
import type { Scenario } from '../scenario.js';
import { bytes } from './bytes.js';
import { data } from './data.js';
import { handshake } from './handshake.js';
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
  ...data,
  ...bytes,
];
