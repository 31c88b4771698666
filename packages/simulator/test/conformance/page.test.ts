/** `docs/conformance.md` says of each message who reads it so. What it says is what the lists say. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MESSAGE_IDS, type MessageName } from '../../src/message-ids.js';
import { FIELD_LISTS } from './field-lists.js';
import { EVENTS } from './stoqey-events.js';

const PAGE = readFileSync(new URL('../../../../docs/conformance.md', import.meta.url), 'utf8');

/** Messages that ib-tws-api decodes in its test. */
const RUN_BY_IB_TWS_API: readonly MessageName[] = [
  'tickPrice',
  'tickSize',
  'orderStatus',
  'error',
  'openOrder',
  'nextValidId',
  'contractDetails',
  'managedAccounts',
  'historicalData',
  'scannerParameters',
  'tickGeneric',
  'tickString',
  'currentTime',
  'contractDetailsEnd',
  'openOrderEnd',
  'tickSnapshotEnd',
  'marketDataType',
  'position',
  'positionEnd',
  'securityDefinitionOptionParameter',
  'securityDefinitionOptionParameterEnd',
  'headTimestamp',
  'historicalTicks',
  'historicalTicksBidAsk',
  'historicalTicksLast',
  'tickByTick',
];

/** What @stoqey/ib calls by another name, and what only other tests of this package bring it. */
const MORE_BY_STOQEY: readonly MessageName[] = [
  'tickByTick',
  'completedOrder',
  'historicalSchedule',
  'orderBound',
  'userInfo',
  'error',
];

const byStoqey = new Set<string>([...EVENTS, ...MORE_BY_STOQEY]);

function row(name: MessageName): string {
  const runs = [
    ...(byStoqey.has(name) ? ['@stoqey/ib'] : []),
    ...(RUN_BY_IB_TWS_API.includes(name) ? ['ib-tws-api'] : []),
  ];
  return `| ${name} | ${FIELD_LISTS[name].sources.join(', ')} | ${runs.join(', ') || 'never sent'} |`;
}

test('the page names, for each message, the clients that read it as its list says and those that were run', () => {
  const rows = (Object.keys(MESSAGE_IDS) as MessageName[]).map((name) => row(name));
  const lines = PAGE.split('\n').map((line) => line.replaceAll(/ +/g, ' '));
  expect(lines.filter((line) => /^\| \w+ \| ibapi/.test(line))).toEqual(rows);
});
