/** All handler tables in one: what the simulator can answer. */

import { accountHandlers } from './account.js';
import { contractHandlers } from './contracts.js';
import { depthHandlers } from './depth.js';
import { executionHandlers } from './executions.js';
import { exerciseHandlers } from './exercise.js';
import { historicalDataHandlers } from './historical-data.js';
import { historicalTickHandlers } from './historical-ticks.js';
import { marketDataHandlers } from './market-data.js';
import { newsHandlers } from './news.js';
import { orderHandlers } from './orders.js';
import { pnlHandlers } from './pnl.js';
import { profileHandlers } from './profile.js';
import { realTimeBarHandlers } from './real-time-bars.js';
import { referenceDataHandlers } from './reference-data.js';
import type { HandlerTable } from './registry.js';
import { scannerHandlers } from './scanner.js';
import { sessionHandlers } from './session.js';
import { tickByTickHandlers } from './tick-by-tick.js';

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
  referenceDataHandlers,
  newsHandlers,
  scannerHandlers,
  tickByTickHandlers,
  realTimeBarHandlers,
  historicalTickHandlers,
  historicalDataHandlers,
  depthHandlers,
];

export const handlers: HandlerTable = Object.assign({}, ...tables) as HandlerTable;
