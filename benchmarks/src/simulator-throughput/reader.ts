// A client that only counts: bare bytes, so that the figure is the server's and not a decoder's.
import { connect, type Socket } from 'node:net';

const TICK_PRICE = 49;
const TICK_SIZE = 50;
const NUL = 0;

export class CountingReader {
  readonly #socket: Socket;
  #rest: Buffer = Buffer.alloc(0);
  #ticks = 0;
  #ready: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes) => this.#count(bytes));
  }

  /** Connects, and subscribes to these stocks by number. */
  static async subscribe(port: number, clientId: number, conIds: readonly number[]): Promise<CountingReader> {
    const socket = connect(port, '127.0.0.1');
    const reader = new CountingReader(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      reader.#ready = resolve;
      socket.write(Buffer.concat([Buffer.from('API\0'), framed('v157..193'), frame(71, 2, clientId, '')]));
    });
    const requests = conIds.map((conId, i) => {
      return frame(1, 11, i + 1, conId, '', '', '', 0, '', '', 'SMART', '', 'USD', '', '', 0, '', 0, 0, '');
    });
    socket.write(Buffer.concat(requests));
    return reader;
  }

  /** TICK_PRICE and TICK_SIZE messages so far. */
  get ticks(): number {
    return this.#ticks;
  }

  close(): void {
    this.#socket.destroy();
  }

  #count(chunk: Buffer): void {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    let at = 0;
    while (at + 4 <= bytes.length) {
      const length = bytes.readUInt32BE(at);
      if (at + 4 + length > bytes.length) break;
      const first = bytes[at + 4];
      const isShort = bytes[at + 5] === NUL;
      if (isShort && (first === TICK_PRICE || first === TICK_SIZE)) this.#ticks++;
      else if (isShort && first === 57) this.#ready?.();
      at += 4 + length;
    }
    this.#rest = bytes.subarray(at);
  }
}

const frame = (...fields: readonly (string | number)[]): Buffer => framed(`${fields.join('\0')}\0`);

function framed(payload: string): Buffer {
  const body = Buffer.from(payload);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  return Buffer.concat([head, body]);
}
