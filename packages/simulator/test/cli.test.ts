import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EventName, IBApi } from '@stoqey/ib';
import { beforeEach, describe, expect, it } from 'vitest';
import { run } from '../src/cli/run.js';
import { simulator, type Ready } from './cli-process.js';
import { RawClient } from './replay-peer.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cq-cli-'));
});

const path = (name: string) => join(folder, name);

/** The command inside this process, for what does not need one of its own. */
async function inProcess(...argv: string[]) {
  const said = { out: '', err: '' };
  const stop = AbortSignal.abort();
  const io = { out: (text: string) => void (said.out += text), err: (text: string) => void (said.err += text), stop };
  return { code: await run(argv, io), ...said };
}

describe('cq-simulator', () => {
  it('says one line when it is ready, serves a client, and ends cleanly on SIGTERM', async () => {
    await using sim = simulator(
      '--port',
      '0',
      '--accounts',
      'DU7,U8',
      '--next-order-id',
      '42',
      '--server-version',
      '176',
    );
    const port = Number(/^cq-simulator is ready on 127\.0\.0\.1:(\d+)$/.exec(await sim.ready())?.[1]);
    const ib = new IBApi({ host: '127.0.0.1', port, clientId: 1, maxReqPerSec: 1e6 });
    const greeting = Promise.all(
      [EventName.server, EventName.managedAccounts, EventName.nextValidId].map(
        (event) => new Promise((resolve) => ib.once(event, resolve)),
      ),
    );
    ib.connect();
    expect(await greeting).toEqual([176, 'DU7,U8,', 42]);
    const { code, signal, out, err } = await sim.stop('SIGTERM');
    expect({ code, signal, lines: out.trimEnd().split('\n').length, err }).toEqual({
      code: 0,
      signal: null,
      lines: 1,
      err: '',
    });
    ib.disconnect();
  });

  it('says it as JSON when asked to, and ends cleanly on SIGINT too', async () => {
    await using sim = simulator('--port=0', '--json', '--control=0');
    const ready = JSON.parse(await sim.ready()) as Ready;
    expect(ready).toMatchObject({ ready: true, host: '127.0.0.1', accounts: ['DU1234567'], pid: sim.child.pid });
    expect(ready.control?.host).toBe('127.0.0.1');
    expect((await sim.stop('SIGINT')).code).toBe(0);
  });

  it('exits with 2 and says what to do when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, err, out } = await simulator('--port', String(port)).exited;
    other.close();
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(
      `cq-simulator: Port ${port} is taken: something listens on 127.0.0.1:${port} already. ` +
        'Stop it, or choose another with --port (0 takes a free one)\n',
    );
  });

  it('also exits with 2 when the port of the control is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    expect(await inProcess('--port=0', `--control=${port}`)).toMatchObject({ code: 2 });
    other.close();
  });

  it('goes on when whoever started it has closed the pipe', async () => {
    await using sim = simulator('--port=0', '--json');
    const { port } = JSON.parse(await sim.ready()) as Ready;
    sim.child.stdout.destroy();
    sim.child.stderr.destroy();
    const client = new RawClient(port).hello();
    expect(await client.received(1)).toHaveLength(1);
    await client.end();
    sim.child.kill('SIGTERM');
    expect((await once(sim.child, 'exit'))[0]).toBe(0);
  });

  it('explains itself', async () => {
    const { code, out, err } = await inProcess('--help');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const option of ['--port', '--seed', '--scenario', '--control', '--clock', 'record', 'replay']) {
      expect(out).toContain(option);
    }
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
    expect(await inProcess('record', '-h')).toMatchObject({ code: 0, out });
  });

  it.each([
    [['--prot', '1'], "Unknown option '--prot'"],
    [['--port'], "Option '--port <value>' argument missing"],
    [['--port', '70000'], '--port must be a whole number from 0 to 65535, not "70000"'],
    [['--port', '-1'], "Option '--port' argument is ambiguous"],
    [['--seed', 'x'], '--seed must be a whole number'],
    [['--server-version', '200'], '--server-version must be a whole number from 157 to 193'],
    [['--clock', 'slow'], '--clock must be one of real, fast, stepped, not "slow"'],
    [['--accounts', 'DU1,,'], '--accounts must be account numbers'],
    [['--control', 'yes'], '--control must be a whole number'],
    [['serve'], 'Unexpected argument "serve"'],
    [['record', '--listen', '0', '--out', 'x'], 'record needs --upstream'],
    [['record', '--upstream', 'host:port', '--listen', '0', '--out', 'x'], '--upstream must be HOST:PORT'],
    [['record', '--upstream', 'host:99999', '--listen', '0', '--out', 'x'], '--upstream must be a whole number'],
    [['replay'], 'replay needs the FILE'],
    [['replay', 'a', 'b'], 'Unexpected argument "b"'],
    [['replay', 'a', '--mode', 'loose'], '--mode must be one of request, strict'],
  ])('exits with 2 for %j and says why', async (argv, text) => {
    const { code, err, out } = await inProcess(...argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`cq-simulator: ${text}`);
    expect(err).toContain('cq-simulator --help');
  });

  it.each([
    ['--scenario', 'night.json', '{\n"steps": [{ "atMs": 1 }]}', ':2: steps[0]: Expected one of inject'],
    ['--instruments', 'mine.json', '[\n{"symbol": "X"}]', ':2: [0].price: Missing: expected a number above 0'],
    ['--prices', 'AAPL.csv', 'time,bid\n2026-01-14,1', ':2: time: Expected milliseconds or a date'],
  ])(
    'exits with 2 for a mistake in the file of %s, and names file, line and field',
    async (option, name, text, message) => {
      await writeFile(path(name), text);
      const { code, err } = await inProcess('--port=0', option, path(name));
      expect(code).toBe(2);
      expect(err).toContain(`cq-simulator: ${path(name)}${message}`);
      expect(await inProcess('--port=0', option, path('none'))).toMatchObject({
        code: 2,
        err: `cq-simulator: There is no file ${path('none')}`,
      });
    },
  );

  it('plays a scenario, takes instruments and prices, and logs every frame as a transcript', async () => {
    await writeFile(
      path('s.json'),
      '{"steps":[{"when":{"message":"reqIds"},"inject":{"type":"drop","when":"before","message":"reqIds"}}]}',
    );
    await writeFile(path('i.json'), '[{"symbol":"ACME","price":42}]');
    await writeFile(path('ACME.csv'), 'time,bid,ask\n0,41.9,42.1\n1000,42.9,43.1\n');
    const files = ['--scenario', path('s.json'), '--instruments', path('i.json'), '--prices', path('ACME.csv')];
    await using sim = simulator('--port=0', '--json', '--log', path('log.txt'), ...files);
    const { port } = JSON.parse(await sim.ready()) as Ready;
    const client = new RawClient(port).hello().send(71, 2, 0, '');
    await client.received(3);
    client.send(8, 1, 1);
    await client.closed();
    expect((await sim.stop()).code).toBe(0);
    const log = (await readFile(path('log.txt'), 'utf8')).split('\n');
    expect(log.slice(0, 5)).toEqual([
      'cq-transcript 1',
      '1 +',
      '1 > handshake v100..193\\-',
      expect.stringMatching(/^1 < handshake 193\|/),
      '1 > startApi 71|2|0|',
    ]);
    expect(log).toContain('1 > reqIds 8|1|1');
  });

  it.runIf(existsSync('/dev/full'))('goes on when the disk has no room for its log, and says so', async () => {
    await using sim = simulator('--port=0', '--json', '--log', '/dev/full');
    const { port } = JSON.parse(await sim.ready()) as Ready;
    const client = new RawClient(port).hello().send(71, 2, 0, '');
    await client.received(3);
    await client.end();
    const { code, err } = await sim.stop();
    expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/^cq-simulator: .*ENOSPC.*\n$/) as string });
  });

  it('runs on a clock that a test in any language moves', async () => {
    await using sim = simulator('--port=0', '--json', '--clock=stepped', '--control=0');
    const { control, port } = JSON.parse(await sim.ready()) as Ready;
    const client = new RawClient(port).hello().send(71, 2, 0, '').send(49, 1);
    const time = async (count: number) =>
      (await client.received(count)).filter((frame) => frame[0] === '49').map((frame) => Number(frame[2]));
    while ((await time(client.frames.length)).length < 1) await client.received(client.frames.length + 1);
    const response = await fetch(`http://127.0.0.1:${control?.port ?? 0}/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"advanceMs": 3600000}',
    });
    expect(response.status).toBe(200);
    client.send(49, 1);
    while ((await time(client.frames.length)).length < 2) await client.received(client.frames.length + 1);
    const [before = 0, after = 0] = await time(client.frames.length);
    expect(after - before).toBe(3600);
    await client.end();
  });

  it('can be driven from Python with nothing but its standard library', async ({ skip }) => {
    try {
      execFileSync('python3', ['--version'], { stdio: 'ignore' });
    } catch {
      skip('there is no python3 here');
    }
    await using sim = simulator('--port=0', '--json', '--control=0');
    const { port, control } = JSON.parse(await sim.ready()) as Ready;
    const script = `
import json, socket, struct, sys, urllib.request
port, control = int(sys.argv[1]), int(sys.argv[2])
def call(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{control}{path}", data, {"content-type": "application/json"}, method=method)
    return json.load(urllib.request.urlopen(request))
def frame(text): return struct.pack(">I", len(text)) + text
fault = call("POST", "/faults", {"type": "client-id-in-use"})
tws = socket.create_connection(("127.0.0.1", port))
tws.sendall(b"API\\0" + frame(b"v100..176") + frame(b"71\\x002\\x000\\0\\0"))
said = b""
while part := tws.recv(4096): said += part
assert b"\\x00326\\x00" in said, said
assert call("GET", f"/faults/{fault['id']}")["hits"] == 1
print(call("POST", "/wait", {"direction": "in", "name": "startApi"})["name"])
`;
    const args = ['-c', script, String(port), String(control?.port)];
    expect((await promisify(execFile)('python3', args)).stdout.trim()).toBe('startApi');
  });
});

describe('cq-simulator record and replay', () => {
  it('record a session against a running simulator, and answer it again', async () => {
    await using sim = simulator('--port=0', '--json', '--accounts', 'DU5551212');
    const upstream = JSON.parse(await sim.ready()) as Ready;
    const file = path('session.txt');
    await using recorder = simulator(
      'record',
      '--upstream',
      `127.0.0.1:${upstream.port}`,
      '--listen=0',
      '--out',
      file,
      '--json',
    );
    const recording = JSON.parse(await recorder.ready()) as Ready;
    const client = new RawClient(recording.port).hello().send(71, 2, 3, '').send(49, 1);
    while (!client.frames.some((frame) => frame[0] === '49')) await client.received(client.frames.length + 1);
    const said = client.frames.filter((frame) => frame[0] === '15' || frame[0] === '49');
    await client.end();
    expect((await recorder.stop()).code).toBe(0);
    expect(await readFile(file, 'utf8')).not.toContain('5551212');

    await using player = simulator('replay', file, '--mode=strict', '--clock=fast', '--port=0');
    const port = Number(/on 127\.0\.0\.1:(\d+)$/.exec(await player.ready())?.[1]);
    const again = new RawClient(port).hello().send(71, 2, 9, '').send(49, 1);
    while (!again.frames.some((frame) => frame[0] === '49')) await again.received(again.frames.length + 1);
    expect(again.frames.filter((frame) => frame[0] === '15' || frame[0] === '49')).toEqual(
      said.map((frame) => frame.map((field) => field.replace('DU5551212', 'DU0000001'))),
    );
    await again.end();
    expect((await player.exited).code).toBe(0);
  });

  it.runIf(existsSync('/dev/full'))('exits with 1 when the disk had no room for the recording', async () => {
    await using recorder = simulator('record', '--upstream=127.0.0.1:9', '--listen=0', '--out=/dev/full', '--force');
    await recorder.ready();
    const { code, err } = await recorder.stop();
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(/^cq-simulator: \/dev\/full is not .*\n$/) as string,
    });
  });

  it('exits with 1 when a strict replay differs, and says where', async () => {
    const file = path('s.txt');
    await writeFile(
      file,
      'cq-transcript 1\n1 +\n1 > handshake v100..193\\-\n1 < handshake 193|now\n1 > startApi 71|2|0|\n',
    );
    await using player = simulator('replay', file, '--mode', 'strict', '--port', '0', '--json');
    const { port } = JSON.parse(await player.ready()) as Ready;
    const client = new RawClient(port).hello().send(49, 1);
    await client.closed();
    const { code, err } = await player.exited;
    expect(code).toBe(1);
    expect(err).toContain(`${file}:5: expected startApi 71|2|0|, but the client sent reqCurrentTime 49|1`);
  });

  it('exit with 2 for a file that is none, or is there already', async () => {
    const file = path('x.txt');
    await writeFile(file, 'hello\n');
    expect(await inProcess('replay', file, '--port=0')).toMatchObject({
      code: 2,
      err: `cq-simulator: ${file}:1: Expected a transcript, which begins with "cq-transcript 1"`,
    });
    expect(await inProcess('record', '--upstream', 'x:1', '--listen', '0', '--out', file)).toMatchObject({
      code: 2,
      err: `cq-simulator: ${file} exists already: choose another name, or add --force to replace it`,
    });
    expect(await inProcess('record', '--upstream', 'x:1', '--listen', '0', '--out', file, '--force')).toMatchObject({
      code: 0,
    });
  });
});
