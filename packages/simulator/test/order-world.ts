/** A simulator on a clock that a test moves, AAPL at a price that a test sets, and one client that trades. */

import { OrderAction, type Contract, type Order } from '@stoqey/ib';
import { Simulator, VirtualClock, type BookedOrder, type SimulatorOptions } from '../src/index.js';
import { AAPL, connect, type TestClient } from './support.js';

export interface OrderWorld extends AsyncDisposable {
  readonly sim: Simulator;
  readonly clock: VirtualClock;
  readonly client: TestClient;
  readonly price: (bid: number, ask: number, last: number, size?: number) => void;
  /** Place an order and wait until the simulator has it. Resolves with its id. */
  readonly place: (order: Partial<Record<keyof Order, unknown>>, contract?: Contract) => Promise<number>;
  readonly book: (orderId: number) => BookedOrder;
}

export async function orderWorld(options: SimulatorOptions = {}): Promise<OrderWorld> {
  const clock = new VirtualClock();
  const sim = await Simulator.start({ clock, ...options });
  const price: OrderWorld['price'] = (bid, ask, last, size = 500) =>
    sim.market.setPrice('AAPL', { bid, ask, last, size: 1, bidSize: size, askSize: size });
  price(99.99, 100.01, 100);
  const client = await connect(sim);
  const usual = { action: OrderAction.BUY, totalQuantity: 100, tif: 'GTC' };
  let nextId = 1;
  return {
    sim,
    clock,
    client,
    price,
    place: async (order, contract = AAPL) => {
      const id = nextId++;
      client.place(id, contract, { ...usual, ...order } as Partial<Order>);
      await sim.waitFor({ name: 'placeOrder', fields: [String(id)] });
      return id;
    },
    book: (orderId) => sim.books.order({ orderId }),
    [Symbol.asyncDispose]: async () => {
      client.close();
      await sim.close();
    },
  };
}
