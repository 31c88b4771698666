// The stage of one run: a simulator, one client connected to it, and ways to wait and to look at what really happened.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Simulator } from '@cq/simulator';
import type { Client } from './client.js';
import type { Wire } from './wire.js';

export class Stage {
  readonly sim: Simulator;
  readonly client: Client;
  /** Between the two. */
  readonly wire: Wire;

  constructor(sim: Simulator, client: Client, wire: Wire) {
    this.sim = sim;
    this.client = client;
    this.wire = wire;
  }

  /** Connects without a fault, with one stream running. */
  async ready(): Promise<void> {
    await within(this.client.connect(), 5_000, 'connecting without a fault');
    await within(this.client.stream('AAPL'), 5_000, 'asking for market data without a fault');
    if ((await this.until(() => this.client.ticks() > 0, 5_000)) === undefined)
      throw new Error('no tick came without a fault');
  }

  /** How long it took until `condition` held; undefined when it did not within `timeoutMs`. */
  async until(condition: () => boolean, timeoutMs: number): Promise<number | undefined> {
    const started = performance.now();
    while (!condition()) {
      if (performance.now() - started > timeoutMs) return undefined;
      await sleep(5);
    }
    return performance.now() - started;
  }

  /** How long it took until the client was up, had a request answered, and its stream moved. */
  async works(timeoutMs: number): Promise<number | undefined> {
    const started = performance.now();
    const left = () => timeoutMs - (performance.now() - started);
    while (left() > 0) {
      if ((await this.until(() => this.client.isUp(), left())) === undefined) return undefined;
      const answered = await settles(this.client.ask(), Math.min(1_000, left()));
      const ticks = this.client.ticks();
      if (answered === 'resolved' && (await this.until(() => this.client.ticks() > ticks, Math.min(1_000, left()))))
        return performance.now() - started;
      await sleep(20);
    }
    return undefined;
  }

  /** Sockets that got as far as starting the API. */
  sessions(): number {
    return this.sim.transcript.count({ direction: 'in', name: 'startApi' });
  }

  /** How often the order went over the wire. */
  sent(ref: string): number {
    return this.sim.transcript.count(({ direction, name, fields }) => isOrder(direction, name) && fields.includes(ref));
  }

  /** The order ids under which it went over the wire. */
  orderIds(ref: string): readonly string[] {
    return this.sim.transcript
      .filter(({ direction, name, fields }) => isOrder(direction, name) && fields.includes(ref))
      .map(({ fields }) => fields[0] ?? '');
  }

  count(name: 'reqMktData' | 'placeOrder'): number {
    return this.sim.transcript.count({ direction: 'in', name });
  }
}

const isOrder = (direction: string, name: string) => direction === 'in' && name === 'placeOrder';

export async function settles(
  promise: Promise<unknown>,
  timeoutMs: number,
): Promise<'resolved' | 'rejected' | 'never'> {
  return Promise.race([
    promise.then(
      () => 'resolved' as const,
      () => 'rejected' as const,
    ),
    sleep(timeoutMs, 'never' as const),
  ]);
}

async function within(promise: Promise<void>, timeoutMs: number, what: string): Promise<void> {
  if ((await settles(promise, timeoutMs)) !== 'resolved') throw new Error(`${what} did not succeed`);
}

export { sleep };
