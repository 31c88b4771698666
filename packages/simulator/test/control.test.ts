import { request } from 'node:http';
import { connect, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startControl, type Control } from '../src/control.js';
import { Simulator, VirtualClock } from '../src/index.js';
import { RawClient } from './replay-peer.js';
import { until } from './support.js';

let sim: Simulator;
let control: Control;
beforeEach(async () => {
  sim = await Simulator.start();
  control = await startControl(sim);
});
afterEach(async () => {
  await control.close();
  await sim.close();
});

/** Any HTTP client of any language can do this. */
async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`http://127.0.0.1:${control.port}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** `fetch` will not send a false Host, so this is done by hand. */
function statusWith(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ port: control.port, host: '127.0.0.1', path: '/status', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

async function client(clientId = 1): Promise<RawClient> {
  const raw = new RawClient(sim.port).hello().send(71, 2, clientId, '');
  await sim.waitFor({ name: 'nextValidId', clientId });
  return raw;
}

describe('The control port', () => {
  it('tells how the simulator is, and what it can be asked', async () => {
    const raw = await client(7);
    const status = await call('GET', '/status');
    expect(status.body).toMatchObject({ host: '127.0.0.1', port: sim.port, clientIds: [7], link: 'up' });
    const { body } = await call('GET', '/');
    expect(Object.keys(body['routes'] as object)).toEqual(expect.arrayContaining(['POST /faults', 'GET /transcript']));
    await raw.end();
  });

  it('injects a fault, says how often it struck, and ends it', async () => {
    const injected = await call('POST', '/faults', { type: 'ignore', message: 'reqCurrentTime' });
    expect(injected).toEqual({
      status: 201,
      body: { id: 1, fault: { type: 'ignore', message: 'reqCurrentTime' }, active: true, hits: 0 },
    });
    const raw = await client();
    raw.send(49, 1);
    await sim.waitFor({ direction: 'in', name: 'reqCurrentTime' });
    expect((await call('GET', '/faults/1')).body).toMatchObject({ active: true, hits: 1 });
    expect((await call('DELETE', '/faults/1')).body).toMatchObject({ active: false, hits: 1 });
    raw.send(49, 1);
    await sim.waitFor({ direction: 'out', name: 'currentTime' });
    expect((await call('GET', '/faults/1')).status).toBe(404);
    await raw.end();
  });

  it('ends the faults that came through it when it is closed', async () => {
    await call('POST', '/faults', { type: 'ignore', message: 'reqCurrentTime' });
    await control.close();
    const raw = await client();
    raw.send(49, 1);
    await sim.waitFor({ direction: 'out', name: 'currentTime' });
    await raw.end();
  });

  it('loses and restores the link, breaks a farm, says anything, and cuts connections', async () => {
    const raw = await client();
    await call('POST', '/link', { to: 'lost' });
    await sim.waitFor({ name: 'error', fields: ['2', '-1', '1100'] });
    await call('POST', '/link', { to: 'restored-data-lost' });
    await sim.waitFor({ name: 'error', fields: ['2', '-1', '1101'] });
    await call('POST', '/farm', { name: 'usfarm', status: 'broken' });
    await sim.waitFor({ name: 'error', fields: ['2', '-1', '2103'] });
    await call('POST', '/notice', { code: 399, text: 'hello', reqId: 12 });
    await sim.waitFor({ name: 'error', fields: ['2', '12', '399', 'hello'] });
    await call('POST', '/drop-all', { reset: true });
    await raw.closed();
  });

  it('shows what passed, and waits for what will', async () => {
    const raw = await client(4);
    const { body } = await call('GET', '/transcript?direction=in&name=startApi&clientId=-1');
    expect(body['frames']).toMatchObject([{ direction: 'in', name: 'startApi', id: 71, fields: ['2', '4', ''] }]);
    const waiting = call('POST', '/wait', { direction: 'out', name: 'currentTime', fields: ['1', null] });
    raw.send(49, 1);
    expect(await waiting).toMatchObject({ status: 200, body: { name: 'currentTime', clientId: 4 } });
    expect((await call('POST', '/wait', { name: 'tickPrice', timeoutMs: 1 })).status).toBe(408);
    await raw.end();
  });

  it('tells whoever started it what went wrong after the answer', async () => {
    const errors: unknown[] = [];
    await control.close();
    control = await startControl(sim, { onError: (error) => errors.push(error) });
    const steps = [{ atMs: 0, inject: { type: 'freeze', symbol: 'NOSUCH' } }];
    expect((await call('POST', '/scenario', { steps })).status).toBe(201);
    await until(() => errors.length === 1);
    expect(String(errors[0])).toContain('No instrument is called NOSUCH');
    const { port } = sim;
    expect((await call('POST', '/restart', { downMs: 20 })).status).toBe(200);
    const squatter = createServer().listen(port, '127.0.0.1');
    await until(() => errors.length === 2);
    expect(errors[1]).toMatchObject({ code: 'EADDRINUSE' });
    squatter.close();
  });

  it('plays a scenario', async () => {
    await call('POST', '/scenario', {
      steps: [
        { when: { message: 'reqCurrentTime' }, inject: { type: 'drop', when: 'before', message: 'reqCurrentTime' } },
      ],
    });
    const raw = await client();
    raw.send(49, 1);
    await raw.closed();
    expect(sim.transcript.count({ name: 'currentTime' })).toBe(0);
  });

  it('shows the books', async () => {
    expect((await call('GET', '/books')).body).toMatchObject({ orders: [], executions: [], positions: [] });
  });

  it('moves a virtual clock, and says when there is none to move', async () => {
    expect((await call('POST', '/clock', { advanceMs: 5 })).status).toBe(409);
    await control.close();
    await sim.close();
    const clock = new VirtualClock(0);
    sim = await Simulator.start({ clock });
    control = await startControl(sim);
    expect((await call('POST', '/clock', { advanceMs: 60_000 })).body).toEqual({ now: '1970-01-01T00:01:00.000Z' });
  });

  it.each([
    ['POST', '/faults', { type: 'drops' }, 400, 'body:1: type: No fault has this name, did you mean drop?'],
    ['POST', '/faults', '{\n"type": "delay",\n"ms": "1"}', 400, 'body:3: ms: Expected a number of at least 0'],
    ['POST', '/faults', '{"type": ', 400, 'body:1: type: Expected a value, found the end of the file'],
    ['POST', '/faults', '[]', 400, 'Expected an object, found a list'],
    ['POST', '/link', { to: 'down' }, 400, 'body:1: to: Expected one of lost, restored'],
    ['POST', '/wait', { fields: [{}] }, 400, 'fields[0]'],
    ['POST', '/scenario', { steps: [{}] }, 400, 'steps[0]'],
    ['PUT', '/faults', {}, 405, 'Expected GET or POST or DELETE'],
    ['GET', '/nonsense', undefined, 404, 'Unknown path'],
    ['GET', '/__proto__', undefined, 404, 'Unknown path'],
    ['DELETE', '/faults/abc', undefined, 404, 'no such fault'],
  ])('answers the mistake in %s %s %j with %i', async (method, path, body, status, text) => {
    const reply = await call(method, path, body);
    expect(reply.status).toBe(status);
    expect(reply.body['error']).toContain(text);
  });

  it('answers only requests that were meant for this machine', async () => {
    const port = String(control.port);
    for (const host of [`127.0.0.1:${port}`, 'localhost', `LOCALHOST:${port}`, `[::1]:${port}`]) {
      expect(await statusWith({ host })).toBe(200);
    }
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1.evil.example', 'localhost.evil.example']) {
      expect(await statusWith({ host })).toBe(403);
    }
    expect(await statusWith({ host: 'localhost', origin: 'https://evil.example' })).toBe(403);
    expect(await statusWith({ host: 'localhost', origin: 'null' })).toBe(403);
    expect(await statusWith({ host: 'localhost', 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await statusWith({ host: 'localhost', origin: 'http://localhost:3000' })).toBe(200);
  });

  it('takes JSON that says it is JSON, and no more of it than a few megabytes', async () => {
    const blind = await call('POST', '/drop-all', '{}', { 'content-type': 'text/plain' });
    expect(blind.status).toBe(415);
    expect((await call('POST', '/faults', `"${'x'.repeat(5 << 20)}"`)).status).toBe(413);
  });

  it('listens on loopback and nowhere else, and survives bytes that are no HTTP', async () => {
    expect(control.host).toBe('127.0.0.1');
    await new Promise<void>((resolve) => {
      const socket = connect(control.port, '127.0.0.1', () => socket.write('\0\0\0\x05nonsense\r\n\r\n'));
      socket.on('error', () => undefined);
      socket.resume();
      socket.on('close', () => resolve());
    });
    expect((await call('GET', '/status')).status).toBe(200);
  });
});
