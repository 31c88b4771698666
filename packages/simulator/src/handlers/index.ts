/** All handler tables in one: what the simulator can answer. */

import { accountHandlers } from './account.js';
import { contractHandlers } from './contracts.js';
import { executionHandlers } from './executions.js';
import { exerciseHandlers } from './exercise.js';
import { marketDataHandlers } from './market-data.js';
import { orderHandlers } from './orders.js';
import { pnlHandlers } from './pnl.js';
import { profileHandlers } from './profile.js';
import type { HandlerTable } from './registry.js';
import { sessionHandlers } from './session.js';

const tables: readonly HandlerTable[] = [
  sessionHandlers,
  orderHandlers,
  executionHandlers,
  accountHandlers,
  pnlHandlers,
  exerciseHandlers,
  profileHandlers,
  contractHandlers,
  marketDataHandlers,
];

export const handlers: HandlerTable = Object.assign({}, ...tables) as HandlerTable;
