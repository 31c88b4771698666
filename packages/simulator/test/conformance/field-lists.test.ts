import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Simulator, VirtualClock } from '../../src/index.js';
import { MESSAGE_IDS, type MessageName } from '../../src/message-ids.js';
import { MAX_SERVER_VERSION, MIN_SERVER_VERSION, OLDEST_CLIENT_VERSION } from '../../src/versions.js';
import { decodeStrictly } from './decode.js';
import { FIELD_LISTS } from './field-lists.js';
import { liveThrough } from './full-day.js';
import { WireClient } from './wire-client.js';

const VERSIONS = Array.from({ length: MAX_SERVER_VERSION + 1 }, (_, i) => i).slice(OLDEST_CLIENT_VERSION);

/** Trading hours in a schedule exist only since this version. */
const SCHEDULES_SINCE = 165;

/** Messages of the protocol that the simulator never sends, because nobody could ask for what they say. */
const NEVER_SENT: readonly MessageName[] = [
  'receiveFA', // no account is an advisor's
  'replaceFAEnd',
  'tickEFP', // no exchange for physical among the instruments
  'fundamentalData', // answered with 430
  'deltaNeutralValidation',
  'verifyMessageAPI', // for programs certified by IBKR
  'verifyCompleted',
  'verifyAndAuthMessageAPI',
  'verifyAndAuthCompleted',
  'rerouteMktDataReq', // CFDs have quotes of their own here
  'rerouteMktDepthReq',
  'wshMetaData', // answered with 10276
  'wshEventData',
];

test.each(VERSIONS)('at version %i every frame of every kind has its fields, no more and no less', async (version) => {
  const clock = new VirtualClock();
  await using sim = await Simulator.start({ clock, serverVersion: Math.max(version, MIN_SERVER_VERSION) });
  using client = await WireClient.open(sim, version);
  await liveThrough({ sim, clock, client });
  client.requireNoMistakes();
  const seen = new Set<MessageName>(client.received.map((message) => message.name));
  const expected = mentioned().filter((name) => name !== 'historicalSchedule' || version >= SCHEDULES_SINCE);
  expect([...seen].sort()).toEqual(expected);
});

test('what the simulator can send and what it never sends is the whole protocol', () => {
  expect([...mentioned(), ...NEVER_SENT].sort()).toEqual(Object.keys(MESSAGE_IDS).sort());
});

test('each list rests on at least two clients that do not share code', () => {
  for (const [name, { sources }] of Object.entries(FIELD_LISTS)) {
    // ib_async went on from ib_insync.
    const families = new Set(sources.map((source) => source.replace('ib_insync', 'ib_async')));
    expect(families.size, name).toBeGreaterThanOrEqual(2);
    expect(sources, name).toContain('ibapi');
  }
});

test('a strict reading notices a field too many, one too few, and one of the wrong kind', () => {
  const { rules } = FIELD_LISTS.marketDataType;
  expect(decodeStrictly('marketDataType', rules, ['1', '7', '3'], 193).fields).toMatchObject({ marketDataType: '3' });
  expect(() => decodeStrictly('marketDataType', rules, ['1', '7'], 193)).toThrow('marketDataType is missing');
  expect(() => decodeStrictly('marketDataType', rules, ['1', '7', '3', ''], 193)).toThrow('1 fields left over');
  expect(() => decodeStrictly('marketDataType', rules, ['1', '7', '3.0'], 193)).toThrow('marketDataType is no int');
});

/** Messages that the sources name, sorted. */
function mentioned(): MessageName[] {
  const text = ['handlers', 'orders', 'wire'].map((folder) => sourcesIn(`../../src/${folder}/`)).join('\n');
  return (Object.keys(MESSAGE_IDS) as MessageName[]).filter((name) => text.includes(`'${name}'`)).sort();
}

function sourcesIn(folder: string): string {
  const url = new URL(folder, import.meta.url);
  return readdirSync(url)
    .map((file) => readFileSync(new URL(file, url), 'utf8'))
    .join('\n');
}
