/** Executions asked for after the fact. Their commissions come along before the end: clients stop listening there. */

import { sendCommission, sendExecution } from '../orders/announce.js';
import type { Execution } from '../orders/execution.js';
import { parseTime } from '../time-text.js';
import type { Call, HandlerTable } from './registry.js';

export const executionHandlers: HandlerTable = { reqExecutions };

function reqExecutions({ client, fields, world }: Call): void {
  fields.skip();
  const reqId = fields.int();
  const wanted = readFilter(fields, world.options.timeZone);
  const all = client.clientId === 0 || client.clientId === world.options.masterClientId;
  const found = world.executions.all().filter((e) => (all || e.clientId === client.clientId) && wanted(e));
  for (const execution of found) {
    sendExecution(world, client, execution, reqId);
    sendCommission(client, execution);
  }
  client.send('execDetailsEnd', 1, reqId);
}

function readFilter(fields: Call['fields'], timeZone: string): (execution: Execution) => boolean {
  const clientId = fields.optionalInt();
  const account = fields.string();
  const since = parseTime(fields.string(), timeZone);
  const symbol = fields.string();
  const secType = fields.string();
  const exchange = fields.string();
  const side = fields.string().toUpperCase();
  const sideIs = side.startsWith('B') ? 'BUY' : 'SELL';
  return (e) =>
    (!clientId || e.clientId === clientId) &&
    (account === '' || e.account === account) &&
    (since === undefined || e.at >= since) &&
    (symbol === '' || e.instrument.symbol === symbol) &&
    (secType === '' || e.instrument.secType === secType) &&
    (exchange === '' || exchange === 'SMART' || e.exchange === exchange) &&
    (side === '' || e.side === sideIs);
}
