import net from 'node:net';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { realClock, Simulator, type Clock } from '@cq/simulator';
import { diagnose } from '../src/index.js';
import type { DiagnoseOptions, Diagnosis, Finding } from '../src/index.js';
import { failureOf } from '../src/doctor/failure.js';
import { diagnosisText } from '../src/doctor/text.js';
import { dialFailed } from '../src/handshake.js';
import { FakeTws } from './fake-tws.js';

/** Nothing of this machine's own environment or ports gets in. */
const alone = { env: {}, envFile: false, knownPorts: [] } as const;

async function examined(server: { readonly port: number }, options: DiagnoseOptions = {}): Promise<Diagnosis> {
  return diagnose({ ...alone, host: '127.0.0.1', port: server.port, timeoutMs: 3_000, ...options });
}

function problems(diagnosis: Diagnosis): readonly Finding[] {
  return diagnosis.findings.filter(({ severity }) => severity === 'warning' || severity === 'error');
}

/** A server that does one thing to whoever connects. */
async function server(onConnection: (socket: net.Socket) => void) {
  const listening = net.createServer((socket) => {
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  await once(listening.listen(0, '127.0.0.1'), 'listening');
  const sockets = new Set<net.Socket>();
  listening.on('connection', (socket: net.Socket) => sockets.add(socket));
  return {
    port: (listening.address() as net.AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => listening.close(resolve));
    },
  };
}

/** A port on which nothing listens. */
async function freePort(): Promise<number> {
  await using taken = await server(() => undefined);
  return taken.port;
}

describe('The doctor', () => {
  it('finds a healthy Gateway healthy, and says what it is', async () => {
    await using sim = await Simulator.start();
    const diagnosis = await examined(sim, { useGateway: true });
    expect(diagnosis).toMatchObject({
      verdict: 'healthy',
      exitCode: 0,
      target: { host: '127.0.0.1', port: sim.port, clientId: 1, paperTrading: true, useGateway: true },
      ports: [{ port: sim.port, configured: true, answer: 'tws', serverVersion: 193 }],
      session: { serverVersion: 193, accounts: ['DU***67'], link: 'up', clockSkewMs: 0 },
    });
    expect(problems(diagnosis)).toEqual([]);
    expect(diagnosis.session?.farms).toContainEqual({ name: 'usfarm', kind: 'market-data', status: 'ok' });
    expect(diagnosis.session?.roundTripMs).toBeGreaterThanOrEqual(0);
    expect(JSON.stringify(diagnosis)).not.toContain('1234567');
  });

  it('changes nothing: it lists orders and asks for the time', async () => {
    await using sim = await Simulator.start();
    await examined(sim);
    const asked = sim.transcript.filter({ direction: 'in' }).map(({ name }) => name);
    expect(new Set(asked)).toEqual(new Set(['handshake', 'startApi', 'reqAllOpenOrders', 'reqCurrentTime']));
    await expect.poll(() => sim.clientIds).toEqual([]);
  });

  it('says that nothing listens', async () => {
    const port = await freePort();
    const diagnosis = await examined({ port });
    expect(diagnosis).toMatchObject({ verdict: 'unreachable', exitCode: 2, session: undefined });
    expect(diagnosis.ports).toMatchObject([{ port, answer: 'refused' }]);
    const [problem] = problems(diagnosis);
    expect(problem).toMatchObject({ id: 'nothing-listening', summary: `Nothing listens on 127.0.0.1:${port}` });
    expect(problem?.tips.length).toBeGreaterThan(0);
  });

  it.each([
    ['ENOTFOUND', 'Could not connect to tws.invalid:7497: there is no such host (ENOTFOUND)'],
    ['ECONNREFUSED', 'Nothing listens on tws.invalid:7497'],
  ])('says that nothing listens only where the machine said so: %s', (code, summary) => {
    const error = dialFailed({ host: 'tws.invalid', port: 7497 }, Object.assign(new Error(code), { code }));
    expect(failureOf(error, 'tws.invalid:7497')).toMatchObject({
      unreachable: true,
      finding: { id: 'nothing-listening', summary },
    });
  });

  it('says that a port accepts and then says nothing', async () => {
    await using mute = await server(() => undefined);
    const diagnosis = await examined(mute, { timeoutMs: 300 });
    expect(diagnosis).toMatchObject({ verdict: 'unreachable', exitCode: 2, ports: [{ answer: 'mute' }] });
    const [problem] = problems(diagnosis);
    expect(problem?.id).toBe('no-answer');
    expect(problem?.tips.join()).toMatch(/dialog.*trusted IP/s);
  });

  it('says that TWS answered and then never became ready', async () => {
    await using sim = await Simulator.start();
    using _ = sim.inject({ type: 'no-next-valid-id', times: 5 });
    const diagnosis = await examined(sim, { timeoutMs: 300 });
    expect(problems(diagnosis)).toMatchObject([
      { id: 'no-answer', summary: expect.stringContaining('next order id') as string },
    ]);
    expect(diagnosis.exitCode).toBe(2);
  });

  it('says that something else answers: an HTTP server', async () => {
    const http = createServer((_, response) => response.end('hello'));
    await once(http.listen(0, '127.0.0.1'), 'listening');
    const { port } = http.address() as net.AddressInfo;
    const diagnosis = await examined({ port });
    http.close();
    http.closeAllConnections();
    expect(diagnosis).toMatchObject({ verdict: 'unreachable', exitCode: 2, ports: [{ answer: 'other' }] });
    expect(problems(diagnosis)).toMatchObject([
      { id: 'not-tws', summary: `What answers at 127.0.0.1:${port} does not speak the TWS protocol` },
    ]);
  });

  it('says that the client id is taken, and what to do', async () => {
    await using sim = await Simulator.start();
    using _ = sim.inject({ type: 'client-id-in-use' });
    const diagnosis = await examined(sim, { clientId: 7 });
    expect(diagnosis).toMatchObject({ verdict: 'problems', exitCode: 1, ports: [{ answer: 'tws' }] });
    expect(problems(diagnosis)).toMatchObject([{ id: 'client-id-in-use', code: 326 }]);
    expect(problems(diagnosis)[0]?.summary).toContain('Client id 7 is already in use');
    expect(problems(diagnosis)[0]?.tips.length).toBeGreaterThan(0);
  });

  it('says that the API is read-only, and where to change that', async () => {
    await using sim = await Simulator.start({ readOnly: true });
    const diagnosis = await examined(sim);
    expect(diagnosis).toMatchObject({ verdict: 'problems', exitCode: 1 });
    expect(problems(diagnosis)).toMatchObject([{ id: 'read-only', severity: 'warning', code: 321 }]);
    expect(problems(diagnosis)[0]?.tips[0]).toContain('Read-Only API');
  });

  it('says that the account is live while paper was asked for, and the other way round', async () => {
    await using live = await Simulator.start({ accounts: ['U7654321'] });
    const paper = await examined(live);
    expect(paper).toMatchObject({ verdict: 'problems', exitCode: 1, session: undefined });
    expect(problems(paper)).toMatchObject([{ id: 'mode-mismatch' }]);
    expect(problems(paper)[0]?.summary).toContain('manages a live account, and paper trading was asked for');
    expect(JSON.stringify(paper)).not.toContain('7654321');
    expect((await examined(live, { paperTrading: false })).exitCode).toBe(0);
  });

  it('says that the account that was asked for is not there', async () => {
    await using sim = await Simulator.start();
    const diagnosis = await examined(sim, { account: 'DU9999999' });
    expect(problems(diagnosis)).toMatchObject([{ id: 'mode-mismatch' }]);
    expect(diagnosis.exitCode).toBe(1);
  });

  it('says that TWS has lost its link to IBKR', async () => {
    await using sim = await Simulator.start();
    sim.link.lose();
    const diagnosis = await examined(sim);
    expect(diagnosis).toMatchObject({ verdict: 'problems', exitCode: 1, session: { link: 'lost' } });
    expect(problems(diagnosis)).toMatchObject([{ id: 'link', severity: 'error', code: 2110 }]);
    expect(problems(diagnosis)[0]?.tips.length).toBeGreaterThan(0);
  });

  it('names each farm that is down, and lets the others be', async () => {
    await using sim = await Simulator.start();
    sim.farm('usfarm', 'broken');
    sim.farm('ushmds', 'broken');
    sim.farm('usfuture', 'inactive');
    const diagnosis = await examined(sim);
    expect(diagnosis.exitCode).toBe(1);
    expect(problems(diagnosis).map(({ summary, code }) => [summary, code])).toEqual([
      ['The market-data farm usfarm is broken', 2103],
      ['The historical-data farm ushmds is broken', 2105],
    ]);
  });

  it.each([
    [90_000, /about (89|90) s ahead of/],
    [-45_000, /about 4[45] s behind/],
  ])('notices that the clocks differ by %i ms', async (offsetMs, text) => {
    const clock: Clock = { ...realClock, now: () => realClock.now() + offsetMs };
    await using sim = await Simulator.start({ clock });
    const diagnosis = await examined(sim);
    expect(problems(diagnosis)).toMatchObject([{ id: 'clock-skew', severity: 'warning' }]);
    expect(problems(diagnosis)[0]?.summary).toMatch(text);
    expect(diagnosis.exitCode).toBe(1);
    expect((await examined(sim, { maxClockSkewMs: 120_000 })).exitCode).toBe(0);
  });

  it('notices that TWS does not answer questions', async () => {
    await using sim = await Simulator.start();
    using _a = sim.inject({ type: 'ignore', message: 'reqAllOpenOrders' });
    using _b = sim.inject({ type: 'ignore', message: 'reqCurrentTime' });
    const diagnosis = await examined(sim, { timeoutMs: 300 });
    expect(problems(diagnosis).map(({ id }) => id)).toEqual(['no-orders-answer', 'round-trip']);
  });

  it('says that the session ended while it was being examined', async () => {
    await using sim = await Simulator.start();
    using _ = sim.inject({ type: 'drop', when: 'before', message: 'reqAllOpenOrders' });
    const diagnosis = await examined(sim);
    expect(diagnosis).toMatchObject({ verdict: 'problems', exitCode: 1 });
    expect(problems(diagnosis)).toMatchObject([{ id: 'session-lost' }]);
  });

  it('says that TWS is too new', async () => {
    await using fake = await FakeTws.start({ version: '999' });
    const diagnosis = await examined(fake);
    expect(problems(diagnosis)).toMatchObject([{ id: 'unsupported-version' }]);
    expect(diagnosis.exitCode).toBe(1);
  });

  it('says which variable holds an impossible value, and connects to nothing', async () => {
    const diagnosis = await diagnose({ ...alone, env: { IB_PORT: '70000' } });
    expect(diagnosis).toMatchObject({ verdict: 'problems', exitCode: 1, target: undefined, ports: [] });
    expect(problems(diagnosis)[0]?.summary).toContain('IB_PORT');
  });

  it('rejects with the reason of its signal, and leaves no connection behind', async () => {
    await using mute = await server(() => undefined);
    const stop = new AbortController();
    const pending = examined(mute, { signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')), 20);
    await expect(pending).rejects.toThrow('enough');
    await expect(examined(mute, { signal: AbortSignal.abort(new Error('never')) })).rejects.toThrow('never');
  });
});

describe('The doctor and the other ports', () => {
  it('says that TWS is on the live port while paper was asked for', async () => {
    await using live = await Simulator.start({ accounts: ['U7654321'] });
    const port = await freePort();
    const knownPorts = [
      { port, program: 'TWS', mode: 'paper' },
      { port: live.port, program: 'TWS', mode: 'live' },
    ] as const;
    const diagnosis = await examined({ port }, { knownPorts });
    expect(diagnosis).toMatchObject({ verdict: 'unreachable', exitCode: 2 });
    expect(diagnosis.ports).toMatchObject([
      { port, name: 'TWS (paper)', configured: true, answer: 'refused' },
      { port: live.port, name: 'TWS (live)', configured: false, answer: 'tws', serverVersion: 193 },
    ]);
    const advice = problems(diagnosis).find(({ id }) => id === 'other-port');
    expect(advice?.summary).toBe(`TWS is on ${live.port} (live) but you asked for ${port} (paper)`);
    expect(advice?.tips.join()).toContain('real money');
  });

  it('looks without taking a client id or beginning a session', async () => {
    await using sim = await Simulator.start();
    const knownPorts = [{ port: sim.port, program: 'IB Gateway', mode: 'paper' }] as const;
    const diagnosis = await examined({ port: await freePort() }, { knownPorts });
    expect(sim.transcript.count({ name: 'startApi' })).toBe(0);
    expect(problems(diagnosis).find(({ id }) => id === 'other-port')?.tips).toEqual([
      `Set port to ${sim.port}, or useGateway to true, to use it`,
    ]);
  });

  it('mentions a second TWS without making a problem of it, and is not misled by other programs', async () => {
    await using sim = await Simulator.start();
    await using second = await Simulator.start();
    await using mute = await server(() => undefined);
    await using rude = await server((socket) => socket.destroy());
    const knownPorts = [second, mute, rude].map(({ port }) => ({ port, program: 'TWS', mode: 'live' }) as const);
    const diagnosis = await examined(sim, { knownPorts, timeoutMs: 1_000 });
    expect(diagnosis.exitCode).toBe(0);
    expect(diagnosis.findings.filter(({ id }) => id === 'other-port')).toMatchObject([
      { severity: 'info', summary: `TWS is on ${second.port} (live) too` },
    ]);
    expect(diagnosis.ports.map(({ answer }) => answer)).toEqual(['tws', 'tws', 'mute', 'other']);
  });
});

describe('A diagnosis as text', () => {
  it('begins with what was looked at, ends with what came of it, and shows each tip', async () => {
    await using sim = await Simulator.start({ readOnly: true });
    const text = diagnosisText(await examined(sim, { clientId: 9 })).split('\n');
    expect(text[0]).toBe(`cq-doctor: paper trading at 127.0.0.1:${sim.port}, client id 9`);
    expect(text[2]).toBe('warning  The API is read-only: TWS will refuse every order [321]');
    expect(text[3]).toMatch(/^ {9}- .*Read-Only API/);
    expect(text.at(-1)).toBe('Reachable, with 1 problem');
  });
});
