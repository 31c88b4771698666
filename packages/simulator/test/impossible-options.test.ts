import { expect, test } from 'vitest';
import { Simulator, type SimulatorOptions } from '../src/index.js';

test.each<[SimulatorOptions, string]>([
  [{ port: 70_000 }, 'port must be a whole number from 0 to 65535, not 70000'],
  [{ serverVersion: 156 }, 'serverVersion must be a whole number from 157 to 193, not 156'],
  [{ accounts: [] }, 'accounts must name at least one account'],
  [{ accounts: ['DU1', ''] }, 'accounts must be account numbers, each once'],
  [{ accounts: ['DU1', 'DU1'] }, 'accounts must be account numbers, each once'],
  [{ seed: NaN }, 'seed must be a whole number'],
  [{ startingCash: NaN }, 'startingCash must be a number'],
  [{ nextOrderId: 0 }, 'nextOrderId must be a whole number of at least 1, not 0'],
  [{ messagesPerSecond: 0 }, 'messagesPerSecond must be a number above 0, not 0'],
  [{ timeZone: 'Mars/Olympus' }, 'timeZone must be an IANA time zone, not "Mars/Olympus"'],
  [{ transcriptLimit: -1 }, 'transcriptLimit must be a number of at least 0, not -1'],
  [{ maxUnreadBytes: NaN }, 'maxUnreadBytes must be a number of at least 0, not NaN'],
  [{ handshakeTimeoutMs: -5 }, 'handshakeTimeoutMs must be a number of at least 0, not -5'],
  [{ marketDataLines: 1.5 }, 'marketDataLines must be a whole number of at least 0, not 1.5'],
  [{ tickIntervalMs: 0 }, 'tickIntervalMs must be at least 0.01, not 0'],
  [{ marketHours: 'never' as never }, 'marketHours must be exchange or always, not "never"'],
])('%j is refused before anything listens', async (options, message) => {
  const refused = expect(Simulator.start(options)).rejects;
  await refused.toThrow(RangeError);
  await expect(Simulator.start(options)).rejects.toThrow(message);
});
