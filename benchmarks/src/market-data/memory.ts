// Connections without a kernel: the client's socket is an object, and the bytes of a run are handed to it as reads of 64 KiB.
import net from 'node:net';
import { Duplex } from 'node:stream';
import { traffic, type Ids, type Workload } from './traffic.js';
import { TwsSide } from './tws-side.js';

const READ = 65_536;

export class MemorySocket extends Duplex {
  readonly side: TwsSide;
  readonly #runs = new Map<string, readonly Buffer[]>();

  /** @param bars how many bars a request for history is answered with */
  constructor(bars = 0) {
    super();
    this.side = new TwsSide((bytes) => this.#answer(bytes), bars);
    setImmediate(() => this.emit('connect'));
  }

  /** The reads of a run, cut as a full socket would give them; made once. */
  readsOf(workload: Workload, count: number, ids: Ids = this.side.ids): readonly Buffer[] {
    const key = `${workload} ${count}`;
    const known = this.#runs.get(key);
    if (known !== undefined) return known;
    const bytes = traffic(workload, count, ids);
    const reads: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += READ) reads.push(Buffer.from(bytes.subarray(at, at + READ)));
    this.#runs.set(key, reads);
    return reads;
  }

  /** One read in each turn of the event loop. */
  #answer(bytes: Buffer): void {
    setImmediate(() => {
      this.emit('data', bytes.subarray(0, READ));
      if (bytes.length > READ) this.#answer(bytes.subarray(READ));
    });
  }

  override _write(bytes: Buffer, _encoding: string, done: () => void): void {
    this.side.received(Buffer.from(bytes));
    done();
  }

  override _read(): void {
    // Reads are emitted as they are; nothing is buffered.
  }
}

/** Lets the library connect to a memory socket: it calls `net.connect` while it connects, and at no other time. */
export function libraryOn(socket: MemorySocket, connect: () => void): void {
  const real = net.connect;
  const dial: unknown = (_options: unknown, connected: () => void) => socket.once('connect', connected);
  net.connect = dial as typeof net.connect;
  try {
    connect();
  } finally {
    net.connect = real;
  }
}
