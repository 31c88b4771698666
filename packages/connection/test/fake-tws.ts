// A server of a few lines that says exactly what a test tells it to, for what no well-behaved server would say.

import net from 'node:net';

export interface FakeSession {
  readonly socket: net.Socket;
  /** Fields of every message received after the greeting. */
  readonly received: readonly (readonly string[])[];
  /** Everything received, as bytes. */
  bytes(): Buffer;
  send(...fields: (string | number)[]): void;
  sendRaw(bytes: Buffer): void;
  readonly closed: Promise<void>;
}

export interface FakeOptions {
  /** What to say to the greeting; `false` for nothing. @default '193' */
  readonly version?: string | false;
  /** What to say to START_API. */
  readonly onStart?: (session: FakeSession) => void;
  readonly onMessage?: (session: FakeSession, fields: readonly string[]) => void;
  readonly onConnection?: (session: FakeSession) => void;
}

export class FakeTws implements AsyncDisposable {
  readonly host = '127.0.0.1';
  readonly sessions: FakeSession[] = [];
  readonly #server: net.Server;

  private constructor(server: net.Server) {
    this.#server = server;
  }

  static async start(options: FakeOptions = {}): Promise<FakeTws> {
    const server = net.createServer({ noDelay: true });
    const fake = new FakeTws(server);
    server.on('connection', (socket) => fake.#serve(socket, options));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get port(): number {
    return (this.#server.address() as net.AddressInfo).port;
  }

  get last(): FakeSession {
    const session = this.sessions.at(-1);
    if (!session) throw new Error('Nobody has connected');
    return session;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { socket } of this.sessions) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: net.Socket, options: FakeOptions): void {
    const received: string[][] = [];
    const chunks: Buffer[] = [];
    const session: FakeSession = {
      socket,
      received,
      bytes: () => Buffer.concat(chunks),
      send: (...fields) => void socket.write(frame(...fields)),
      sendRaw: (bytes) => void socket.write(bytes),
      closed: new Promise((resolve) => socket.once('close', () => resolve())),
    };
    this.sessions.push(session);
    options.onConnection?.(session);
    socket.on('error', () => undefined);
    let pending: Buffer = Buffer.alloc(0);
    let greeted = false;
    socket.on('data', (bytes: Buffer) => {
      chunks.push(bytes);
      pending = Buffer.concat([pending, bytes]);
      if (!greeted) {
        if (pending.length < 8 || pending.length < 8 + pending.readInt32BE(4)) return;
        pending = pending.subarray(8 + pending.readInt32BE(4));
        greeted = true;
        const { version = '193' } = options;
        if (version !== false) session.send(version, '20260114 10:00:00 EST');
      }
      while (pending.length >= 4 && pending.length >= 4 + pending.readInt32BE(0)) {
        const end = 4 + pending.readInt32BE(0);
        const fields = pending.toString('utf8', 4, end - 1).split('\0');
        pending = pending.subarray(end);
        received.push(fields);
        if (fields[0] === '71') (options.onStart ?? welcome)(session);
        else if (fields[0] === '49') session.send(49, 1, Math.floor(Date.now() / 1_000));
        options.onMessage?.(session, fields);
      }
    });
  }
}

/** What TWS says when a session begins. */
export function welcome(session: FakeSession): void {
  session.send(15, 1, 'DU1234567');
  session.send(9, 1, 1);
}

export function frame(...fields: (string | number)[]): Buffer {
  return rawFrame(Buffer.from(`${fields.join('\0')}\0`, 'utf8'));
}

export function rawFrame(payload: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeInt32BE(payload.length);
  return Buffer.concat([header, payload]);
}
