/** All handler tables in one: what the simulator can answer. */

import type { HandlerTable } from './registry.js';
import { sessionHandlers } from './session.js';

const tables: readonly HandlerTable[] = [sessionHandlers];

export const handlers: HandlerTable = Object.assign({}, ...tables) as HandlerTable;
