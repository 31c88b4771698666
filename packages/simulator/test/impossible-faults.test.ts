// What a fault's type cannot say is said when it is injected, with the name of the field.

import { expect, test } from 'vitest';
import { Simulator, type Fault } from '../src/index.js';

test.each([
  [{ type: 'fragment', bytes: 0 }, 'fault fragment, bytes: Expected a whole number of at least 1, found 0'],
  [{ type: 'slow-reader', bytesPerSecond: NaN }, 'fault slow-reader, bytesPerSecond: Expected a whole number'],
  [{ type: 'link-lost', repeatEveryMs: 0 }, 'fault link-lost, repeatEveryMs: Expected a number of at least 1'],
  [{ type: 'port-change', port: 70_000 }, 'fault port-change, port: Expected a whole number from 0 to 65535'],
  [{ type: 'ignore', message: 'reqMktdata' }, 'fault ignore, message: Expected one of'],
  [{ type: 'drop', wen: 'after' }, 'fault drop, wen: Unknown field, did you mean when?'],
  [{ type: 'delay' }, 'fault delay, ms: Expected a number of at least 0'],
  [{ type: 'freeze', symbol: 'NOSUCH' }, 'No instrument is called NOSUCH'],
  [{ type: 'thunder' }, 'There is no fault "thunder"'],
])('%j is refused, and nothing is in force', async (fault, message) => {
  await using sim = await Simulator.start();
  const impossible = fault as unknown as Fault;
  expect(() => sim.inject(impossible)).toThrow(RangeError);
  expect(() => sim.inject(impossible)).toThrow(message);
});

test('a fault may strike as often as it likes', async () => {
  await using sim = await Simulator.start();
  expect(sim.inject({ type: 'ack-lost', times: Infinity }).active).toBe(true);
});
