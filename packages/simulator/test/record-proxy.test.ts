import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { EventName, IBApi } from '@stoqey/ib';
import { beforeEach, describe, expect, it } from 'vitest';
import { Simulator } from '../src/index.js';
import { record } from '../src/record.js';
import { replay } from '../src/replay.js';
import { framed, RawClient } from './replay-peer.js';

let file: string;
beforeEach(async () => {
  file = join(await mkdtemp(join(tmpdir(), 'cq-record-')), 'session.txt');
});

const lines = async () => (await readFile(file, 'utf8')).trimEnd().split('\n');

/** A server that plays a transcript written here, strictly. */
async function scripted(...script: string[]) {
  const path = `${file}.script`;
  await writeFile(path, ['cq-transcript 1', ...script, ''].join('\n'));
  return replay(path, { mode: 'strict', paced: false });
}

describe('A recorder between a client and a TWS', () => {
  it('lets @stoqey/ib work as if it were not there, and writes down who said what', async () => {
    await using sim = await Simulator.start({ accounts: ['DU7654321'], nextOrderId: 7 });
    await using recorder = await record({ upstream: sim, file });
    const ib = new IBApi({ host: recorder.host, port: recorder.port, clientId: 3, maxReqPerSec: 1e6 });
    const accounts = new Promise((resolve) => ib.once(EventName.managedAccounts, resolve));
    const time = new Promise((resolve) => ib.once(EventName.currentTime, resolve));
    ib.connect();
    ib.reqCurrentTime();
    expect(await accounts).toBe('DU7654321');
    expect(await time).toBeGreaterThan(0);
    ib.disconnect();
    while (!(await lines()).at(-1)?.startsWith('1 - ')) await new Promise((resolve) => setTimeout(resolve, 5));
    await recorder.close();

    const text = (await lines()).filter((line) => !line.startsWith('~'));
    expect(text.slice(0, 3)).toEqual(['cq-transcript 1', '1 +', expect.stringMatching(/^1 > handshake v100\.\.193/)]);
    expect(text[3]).toMatch(/^1 < handshake 193\|\d{8} /);
    expect(text).toContain('1 > startApi 71|2|3|');
    expect(text).toContain('1 < managedAccounts 15|1|DU0000001');
    expect(text).toContain('1 < nextValidId 9|1|7');
    expect(text).toContain('1 > reqCurrentTime 49|1');
    expect(text.at(-1)).toMatch(/^1 - client/);
    expect(text.join('\n')).not.toContain('7654321');
  });

  it('goes over the file again when a secret was recognised late', async () => {
    await using upstream = await scripted(
      '1 +',
      '1 > handshake v100..193\\-',
      '1 < handshake 193|now',
      '1 < error 4|2|-1|2100|ask Summer-Fund-77 and uuid-of-an-order|',
      '1 > startApi 71|2|0|',
      '1 < openOrder 5|1|1|A|STK||0|?|||USD|A|A|BUY|1|MKT|0|0|DAY||Summer-Fund-77|O|0|uuid-of-an-order|0|5',
      '1 - server',
    );
    await using recorder = await record({ upstream, file });
    const client = new RawClient(recorder.port).hello();
    await client.received(2);
    client.send(71, 2, 0, '');
    const [, notice] = await client.received(3);
    await client.closed();
    await recorder.close();
    // The client itself sees everything as it was.
    expect(notice?.[4]).toContain('Summer-Fund-77');
    const text = (await lines()).join('\n');
    expect(text).not.toMatch(/Summer-Fund|uuid-of/);
    expect(text).toContain('1 < error 4|2|-1|2100|ask X0000001 and ref-0001|');
    expect(await readdir(dirname(file))).toEqual(['session.txt', 'session.txt.script']);
  });

  it('caps the version a client offers, so that the protocol stays text', async () => {
    await using sim = await Simulator.start();
    await using recorder = await record({ upstream: sim, file, maxServerVersion: 180 });
    const client = new RawClient(recorder.port).hello('v100..222 +PACEAPI');
    expect((await client.received(1))[0]?.[0]).toBe('180');
    await client.end();
    await recorder.close();
    expect(await lines()).toEqual(
      expect.arrayContaining(['# the client offered v100..222 +PACEAPI', '1 > handshake v100..180 +PACEAPI\\-']),
    );
  });

  it('passes every byte on unchanged, however it is split, and frames of megabytes', async () => {
    const big = `17\0${'x\0'.repeat(1_500_000)}`;
    const said: Buffer[] = [];
    const server = createServer((socket) => {
      socket.on('data', (bytes) => said.push(bytes));
      socket.write(Buffer.concat([framed('193\0now\0'), framed(big), framed('49\x001\x005\0')]));
      socket.on('end', () => socket.end());
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const upstream = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
    await using recorder = await record({ upstream, file });
    const client = new RawClient(recorder.port);
    const wire = Buffer.concat([
      Buffer.from('API\0'),
      framed('v100..193'),
      framed('71\x002\x000\0\0'),
      framed('49\x001\0'),
    ]);
    client.socket.setNoDelay(true);
    for (const byte of wire) {
      client.socket.write(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    const [, history, time] = await client.received(3);
    expect(history).toHaveLength(1_500_001);
    expect(time).toEqual(['49', '1', '5']);
    await client.end();
    await recorder.close();
    server.close();
    expect(Buffer.concat(said)).toEqual(wire);
    expect((await lines()).filter((line) => line.startsWith('1 >'))).toHaveLength(3);
  });

  it('writes bytes that are no frames as bytes, and takes accounts out of them too', async () => {
    const server = createServer((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 400 no U12');
        setImmediate(() => socket.end('34567\r\n'));
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const upstream = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
    await using recorder = await record({ upstream, file });
    const client = new RawClient(recorder.port);
    client.socket.write('GET / HTTP/1.1\r\n\r\n');
    await client.closed();
    await recorder.close();
    server.close();
    expect(await lines()).toEqual([
      'cq-transcript 1',
      '1 +',
      '1 >> GET / HTTP/1.1\\r\\n\\r\\n',
      '1 << HTTP/1.1 400 no U0000001\\r\\n',
      '1 - server',
    ]);
  });

  it('says that the upstream refused', async () => {
    const free = createServer();
    await once(free.listen(0, '127.0.0.1'), 'listening');
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    await using recorder = await record({ upstream: { host: '127.0.0.1', port }, file });
    await new RawClient(recorder.port).closed();
    await recorder.close();
    expect(await lines()).toEqual(['cq-transcript 1', '1 +', '1 - refused']);
  });

  it('records several clients at once and ends them when it is closed', async () => {
    await using sim = await Simulator.start();
    const recorder = await record({ upstream: sim, file });
    const clients = [1, 2, 3].map(() => new RawClient(recorder.port).hello());
    clients.forEach((client, i) => client.send(71, 2, i, ''));
    await Promise.all(clients.map((client) => client.received(3)));
    await Promise.all([recorder.close(), ...clients.map((client) => client.closed())]);
    await recorder.close();
    for (const line of ['1 - server', '2 - server', '3 - server']) expect(await lines()).toContain(line);
    expect(recorder.connections).toBe(3);
  });

  it('does not overwrite a recording unless it is told to', async () => {
    await writeFile(file, 'precious');
    const upstream = { host: '127.0.0.1', port: 1 };
    await expect(record({ upstream, file })).rejects.toThrow('EEXIST');
    expect(await readFile(file, 'utf8')).toBe('precious');
    const recorder = await record({ upstream, file, overwrite: true });
    await recorder.close();
    expect(await lines()).toEqual(['cq-transcript 1']);
  });

  it.runIf(existsSync('/dev/full'))('goes on passing bytes when the disk is full, and says so in the end', async () => {
    await using sim = await Simulator.start();
    const recorder = await record({ upstream: sim, file: '/dev/full', overwrite: true });
    const ib = new IBApi({ host: recorder.host, port: recorder.port, clientId: 3, maxReqPerSec: 1e6 });
    ib.connect();
    for (let asked = 0; asked < 3; asked++) {
      const time = new Promise((resolve) => ib.once(EventName.currentTime, resolve));
      ib.reqCurrentTime();
      expect(await time).toBeGreaterThan(0);
    }
    ib.disconnect();
    await expect(recorder.close()).rejects.toMatchObject({
      message: expect.stringMatching(/^\/dev\/full is not complete.*: ENOSPC/) as string,
      cause: { code: 'ENOSPC' },
    });
  });
});
