import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Simulator } from '@cq/simulator';
import { run } from '../src/doctor/run.js';
import type { Diagnosis } from '../src/index.js';

const alone = { env: {}, envFile: false, knownPorts: [] } as const;

async function doctor(...args: string[]) {
  const said = { out: '', err: '' };
  const streams = { out: (text: string) => void (said.out += text), err: (text: string) => void (said.err += text) };
  return { code: await run(args, streams, alone), ...said };
}

describe('cq-doctor', () => {
  it('exits with 0 when all is well, and says so', async () => {
    await using sim = await Simulator.start();
    const { code, out, err } = await doctor('--port', String(sim.port));
    expect({ code, err, last: out.split('\n').at(-1) }).toEqual({ code: 0, err: '', last: 'Healthy' });
  });

  it('exits with 1 for a problem, with the diagnosis as JSON when asked to', async () => {
    await using sim = await Simulator.start({ readOnly: true });
    const { code, out } = await doctor('--json', '--port', String(sim.port), '--client-id', '0', '--gateway');
    const diagnosis = JSON.parse(out) as Diagnosis;
    expect(code).toBe(1);
    expect(diagnosis).toMatchObject({ verdict: 'problems', exitCode: 1, target: { clientId: 0, useGateway: true } });
    expect(diagnosis.findings[0]).toMatchObject({ id: 'read-only', severity: 'warning' });
  });

  it('exits with 2 when nothing is there', async () => {
    const sim = await Simulator.start();
    await sim.close();
    expect(await doctor('--host', '127.0.0.1', '--port', String(sim.port), '--timeout-ms', '2000')).toMatchObject({
      code: 2,
    });
  });

  it('can be told that live trading was meant, and which account', async () => {
    await using sim = await Simulator.start({ accounts: ['U7654321'] });
    const port = String(sim.port);
    expect((await doctor('--port', port)).code).toBe(1);
    expect((await doctor('--port', port, '--live', '--account', 'U7654321')).code).toBe(0);
    expect((await doctor('--port', port, '--live', '--account', 'U1')).code).toBe(1);
  });

  it('explains itself, and names the option it does not understand', async () => {
    expect(await doctor('--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Exit code: 0 healthy') as string,
    });
    for (const [args, text] of [
      [['--prot'], "Unknown option '--prot'"],
      [['--port', 'x'], 'port must be a whole number, not "x"'],
      [['extra'], "Unexpected argument 'extra'"],
    ] as const) {
      const { code, out, err } = await doctor(...args);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toContain(text);
    }
  });

  it('is a process that reads the environment and ends with its exit code', async () => {
    await using sim = await Simulator.start();
    const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url));
    const cwd = fileURLToPath(new URL('..', import.meta.url));
    const started = (env: Record<string, string>) =>
      new Promise<{ code: unknown; out: string }>((resolve) => {
        const args = ['--conditions=@cq/source', '--import', 'tsx', cli, '--json'];
        const options = { cwd, env: { PATH: process.env['PATH'], ...env } };
        execFile(process.execPath, args, options, (error, out) => resolve({ code: error?.code ?? 0, out }));
      });
    const healthy = await started({ IB_PORT: String(sim.port), IB_CLIENT_ID: '77' });
    expect(healthy.code).toBe(0);
    expect(JSON.parse(healthy.out)).toMatchObject({ verdict: 'healthy', target: { port: sim.port, clientId: 77 } });
    expect((await started({ IB_PORT: '70000' })).code).toBe(1);
  });
});
