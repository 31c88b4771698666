/** A client in another language: Python's standard library alone. Skipped, and said so, where there is no Python 3. */

import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { Simulator, VirtualClock } from '../../src/index.js';

const SCRIPT = fileURLToPath(new URL('python/minimal_client.py', import.meta.url));
const hasPython = spawnSync('python3', ['--version']).status === 0;
const without = hasPython ? '' : ' (not run: this machine has no python3)';

interface Told {
  readonly what: string;
  readonly [fact: string]: unknown;
}

async function run(sim: Simulator, version: number): Promise<readonly Told[]> {
  const { stdout } = await promisify(execFile)('python3', [SCRIPT, String(sim.port), String(version), '7']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Told);
}

test.skipIf(!hasPython).each([157, 176, 187, 189, 193])(
  `a few lines of Python connect at version %i, see quotes, trade and find their position${without}`,
  { timeout: 30_000 },
  async (version) => {
    await using sim = await Simulator.start({ clock: new VirtualClock() });
    const [connected, contract, quote, fill, positions] = await run(sim, version);
    expect(connected).toEqual({ what: 'connected', serverVersion: version, account: 'DU1234567', nextOrderId: 1 });
    expect(contract).toMatchObject({ known: true });
    expect(quote?.['bid']).toBeGreaterThan(0);
    const [execution] = sim.books.executions();
    const { execId, price, commission } = execution ?? {};
    expect(fill).toMatchObject({ execId, shares: 5, price, commission });
    expect((fill?.['states'] as string[]).at(-1)).toBe('Filled');
    expect(positions?.['held']).toEqual({ AAPL: 5 });
    expect(sim.books.order({ clientId: 7 }).orderRef).toBe('from python');
  },
);
