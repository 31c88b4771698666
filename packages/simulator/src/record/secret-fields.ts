/**
 * Where the protocol puts what a recording must not show: account numbers, the names people gave to models, groups and
 * aliases, and the references that they put on orders. Layouts of server versions 145 to 200, where these positions
 * moved once (177 removed `faProfile`, behind which only the model code lies).
 */

import { MESSAGE_IDS, REQUEST_IDS } from '../message-ids.js';
import type { Direction } from './transcript-line.js';

export type SecretKind = 'account' | 'ref' | 'name';

/** A field that holds a secret. `list` holds several, separated by commas; `xml` holds them between tags. */
export interface SecretField {
  readonly index: number;
  readonly kind: SecretKind;
  readonly form?: 'list' | 'xml';
}

/** The fields of this message that hold a secret whenever they hold anything. */
export function secretFields(
  direction: Direction,
  fields: readonly string[],
  serverVersion: number,
): readonly SecretField[] {
  const id = Number(fields[0]);
  const found = (direction === 'in' ? REQUESTS : MESSAGES).get(id);
  return typeof found === 'function' ? found(fields, serverVersion) : (found ?? []);
}

type Layout = readonly SecretField[] | ((fields: readonly string[], serverVersion: number) => readonly SecretField[]);

const account = (index: number): SecretField => ({ index, kind: 'account' });
const name = (index: number): SecretField => ({ index, kind: 'name' });
const ref = (index: number): SecretField => ({ index, kind: 'ref' });

const REQUESTS: ReadonlyMap<number, Layout> = new Map<number, Layout>([
  [REQUEST_IDS.placeOrder, placeOrder],
  [REQUEST_IDS.reqAccountData, [account(3)]],
  [REQUEST_IDS.reqExecutions, [account(4)]],
  [REQUEST_IDS.exerciseOptions, [account(16)]],
  [REQUEST_IDS.reqAccountSummary, (f) => (f[3] === 'All' ? [] : [name(3)])],
  [REQUEST_IDS.reqPositionsMulti, [account(3), name(4)]],
  [REQUEST_IDS.reqAccountUpdatesMulti, [account(3), name(4)]],
  [REQUEST_IDS.reqPnL, [account(2), name(3)]],
  [REQUEST_IDS.reqPnLSingle, [account(2), name(3)]],
  [REQUEST_IDS.replaceFA, [{ index: 3, kind: 'name', form: 'xml' }]],
]);

const MESSAGES: ReadonlyMap<number, Layout> = new Map<number, Layout>([
  [MESSAGE_IDS.managedAccounts, [{ index: 2, kind: 'account', form: 'list' }]],
  [MESSAGE_IDS.openOrder, (_, v) => [ref(19), account(20), ref(23), name(31), name(v < 177 ? 35 : 34)]],
  [MESSAGE_IDS.completedOrder, (_, v) => [ref(18), account(19), ref(22), name(28), name(v < 177 ? 32 : 31)]],
  [MESSAGE_IDS.execDetails, [account(16), ref(26), name(29)]],
  [MESSAGE_IDS.updateAccountValue, updateAccountValue],
  [MESSAGE_IDS.updatePortfolio, [account(19)]],
  [MESSAGE_IDS.accountDownloadEnd, [account(2)]],
  [MESSAGE_IDS.position, [account(2)]],
  [MESSAGE_IDS.accountSummary, [account(3)]],
  [MESSAGE_IDS.positionMulti, [account(3), name(17)]],
  [MESSAGE_IDS.accountUpdateMulti, [account(3), name(4)]],
  [MESSAGE_IDS.familyCodes, familyCodes],
  [MESSAGE_IDS.receiveFA, [{ index: 3, kind: 'name', form: 'xml' }]],
  [MESSAGE_IDS.userInfo, [name(2)]],
]);

/** Legs of a combination stand between `hidden` and the financial adviser's fields. */
function placeOrder(fields: readonly string[], serverVersion: number): readonly SecretField[] {
  const legs = fields[4] === 'BAG' ? comboLength(fields, 35) : 0;
  const model = (serverVersion < 177 ? 43 : 42) + legs;
  return [ref(22), account(23), ref(26), name(39 + legs), name(model)];
}

function comboLength(fields: readonly string[], start: number): number {
  const legs = start + 1 + 8 * Number(fields[start] ?? 0);
  const prices = legs + 1 + Number(fields[legs] ?? 0);
  const end = prices + 1 + 2 * Number(fields[prices] ?? 0);
  return Number.isInteger(end) ? end - start : 0;
}

function updateAccountValue(fields: readonly string[]): readonly SecretField[] {
  return fields[2] === 'AccountCode' ? [account(3), account(5)] : [account(5)];
}

function familyCodes(fields: readonly string[]): readonly SecretField[] {
  const pairs = Math.floor((fields.length - 2) / 2);
  return Array.from({ length: Math.max(0, pairs) }, (_, i) => [account(2 + 2 * i), name(3 + 2 * i)]).flat();
}
