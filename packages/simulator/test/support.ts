/** A real client for tests: @stoqey/ib over a socket, with its events as arrays and promises. */

import { EventName, IBApi, type Contract, type Order } from '@stoqey/ib';
import type { Simulator } from '../src/index.js';

export interface TestClient {
  readonly ib: IBApi;
  /** Arguments of every call of this event so far. */
  calls(event: EventName): readonly unknown[][];
  /** Arguments of the `count`-th call that passes `test`, now or later. */
  next(event: EventName, test?: (...args: never[]) => boolean, count?: number): Promise<unknown[]>;
  /** Every `error` and `info` so far: TWS's code, text and id. */
  notices(): readonly { readonly code: number; readonly text: string; readonly id: number }[];
  notice(code: number): Promise<{ readonly code: number; readonly text: string; readonly id: number }>;
  place(id: number, contract: Contract, order: Partial<Order>): void;
  close(): void;
}

/** Connect and wait until the first order id has come. */
export async function connect(sim: Simulator, clientId = 1): Promise<TestClient> {
  const ib = new IBApi({ host: sim.host, port: sim.port, clientId, maxReqPerSec: 1e9 });
  const seen = new Map<string, unknown[][]>();
  const notices: { code: number; text: string; id: number }[] = [];
  ib.on(EventName.all, (event, args) => {
    const calls = seen.get(event) ?? [];
    calls.push(args);
    seen.set(event, calls);
  });
  ib.on(EventName.error, (error, code, id) => notices.push({ code, text: error.message, id }));
  ib.on(EventName.info, (text, code) => notices.push({ code, text, id: -1 }));
  const client: TestClient = {
    ib,
    calls: (event) => seen.get(event) ?? [],
    next: (event, test = () => true, count = 1) =>
      until(() => (seen.get(event) ?? []).filter((args) => test(...(args as never[])))[count - 1], event),
    notices: () => notices,
    notice: (code) => until(() => notices.find((notice) => notice.code === code), `notice ${code}`),
    place: (id, contract, order) => ib.placeOrder(id, contract, { transmit: true, ...order } as Order),
    close: () => ib.disconnect(),
  };
  ib.connect();
  await client.next(EventName.nextValidId);
  return client;
}

/** Ask until there is an answer; give up after five seconds. */
export async function until<T>(read: () => T | undefined, what = 'the expected', timeoutMs = 5000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = read();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`${what} did not come within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

export const AAPL: Contract = { symbol: 'AAPL', secType: 'STK' as never, exchange: 'SMART', currency: 'USD' };
export const MSFT: Contract = { ...AAPL, symbol: 'MSFT' };
