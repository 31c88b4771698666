/** A scripted TWS: does the handshake, keeps what it was asked, and says exactly what a test tells it to. */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

export type Fields = readonly (string | number)[];

/** Fields as one frame: a length and NUL-terminated text. */
export function frame(fields: Fields): Buffer {
  const text = Buffer.from(fields.map((field) => `${field}\0`).join(''));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, text]);
}

export const OUT = {
  MarketData: 1,
  CancelMarketData: 2,
  CancelDepth: 11,
  Depth: 10,
  HistoricalData: 20,
  CancelHistoricalData: 25,
  Scanner: 22,
  CancelScanner: 23,
  CurrentTime: 49,
  RealTimeBars: 50,
  CancelRealTimeBars: 51,
  MarketDataType: 59,
  StartApi: 71,
  TickByTick: 97,
  CancelTickByTick: 98,
} as const;

export class Peer implements AsyncDisposable {
  /** Every request of every session, as fields. */
  readonly requests: string[][] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #waiting = new Set<() => void>();
  serverVersion = 193;

  static async start(): Promise<Peer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Peer(server);
  }

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => this.#serve(socket));
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Says these messages in one write. */
  say(...messages: Fields[]): void {
    const bytes = Buffer.concat(messages.map(frame));
    for (const socket of this.#sockets) socket.write(bytes);
  }

  sayBytes(bytes: Buffer): void {
    for (const socket of this.#sockets) socket.write(bytes);
  }

  /** Requests of one kind, oldest first. */
  asked(messageId: number): string[][] {
    return this.requests.filter(([id]) => id === String(messageId));
  }

  /** Resolves with the n-th request of one kind (from 1), when it has come. */
  async nth(messageId: number, count: number): Promise<string[]> {
    await this.until(() => this.asked(messageId).length >= count);
    return this.asked(messageId)[count - 1] ?? [];
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          this.#waiting.delete(done);
          resolve();
        };
        this.#waiting.add(done);
      });
    }
  }

  drop(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.drop();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket)).on('error', () => undefined);
    let buffer = Buffer.alloc(0);
    let greeted = false;
    socket.on('data', (data) => {
      buffer = Buffer.concat([buffer, data]);
      if (!greeted && buffer.length >= 8) {
        greeted = true;
        buffer = buffer.subarray(8 + buffer.readUInt32BE(4));
        socket.write(frame([this.serverVersion, '20261122 09:30:00 GMT']));
      }
      while (greeted && buffer.length >= 4 && buffer.length >= 4 + buffer.readUInt32BE(0)) {
        const end = 4 + buffer.readUInt32BE(0);
        this.#request(socket, buffer.toString('utf8', 4, end).split('\0').slice(0, -1));
        buffer = buffer.subarray(end);
      }
      for (const wake of [...this.#waiting]) wake();
    });
  }

  #request(socket: Socket, fields: string[]): void {
    this.requests.push(fields);
    if (fields[0] === String(OUT.StartApi)) socket.write(Buffer.concat([frame([15, 1, 'DU1']), frame([9, 1, 1])]));
    if (fields[0] === String(OUT.CurrentTime)) socket.write(frame([49, 1, Math.floor(Date.now() / 1000)]));
  }
}
