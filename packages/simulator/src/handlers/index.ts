/** All handler tables in one: what the simulator can answer. */

import { accountHandlers } from './account.js';
import { executionHandlers } from './executions.js';
import { orderHandlers } from './orders.js';
import { pnlHandlers } from './pnl.js';
import type { HandlerTable } from './registry.js';
import { sessionHandlers } from './session.js';

const tables: readonly HandlerTable[] = [
  sessionHandlers,
  orderHandlers,
  executionHandlers,
  accountHandlers,
  pnlHandlers,
];

export const handlers: HandlerTable = Object.assign({}, ...tables) as HandlerTable;
