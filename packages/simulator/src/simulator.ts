/** A TWS on this machine: listens, keeps the world, and breaks when told to. */

import { Books, type BookedOrder } from './books.js';
import type { Clock } from './clock.js';
import { dispatch } from './dispatch.js';
import type { Fault, FarmStatus } from './faults.js';
import type { ActiveFault } from './faults/board.js';
import { injectFault, type Levers } from './faults/effects.js';
import { fillOrdersOfAbsent } from './faults/order-effects.js';
import type { Link } from './link.js';
import { resolveOptions, type SimulatorOptions } from './options.js';
import type { FrameMatch, Transcript, TranscriptEntry } from './transcript.js';
import { finish } from './orders/lifecycle.js';
import { placeManualOrder, type ManualOrder } from './orders/manual.js';
import type { Market } from './market/market.js';
import { Connection } from './wire/connection.js';
import type { Listener, ServerSocket } from './wire/network.js';
import { World } from './world.js';

export class Simulator implements AsyncDisposable {
  readonly #world: World;
  readonly #sockets = new Set<ServerSocket>();
  #listener: Listener | undefined;
  #port: number;
  readonly #books: Books;
  readonly #levers: Levers = {
    listen: () => this.#listen(),
    stopListening: () => this.#stopListening(),
    dropAll: (options) => this.dropAll(options),
    movePort: (port) => this.#movePort(port),
  };
  /** Aborted when the simulator is closed. */
  readonly #life = new AbortController();
  #closing: Promise<void> | undefined;
  /** Restarts under way: the port is closed until the last of them is over. */
  #restarts = 0;
  #connections = 0;

  private constructor(world: World) {
    this.#world = world;
    this.#books = new Books(world);
    this.#port = world.options.port;
    world.onClientGone(() => {
      if (world.faults.find('fill-while-away') && fillOrdersOfAbsent(world)) world.faults.strike('fill-while-away');
    });
  }

  /**
   * Start listening.
   * @throws RangeError for an impossible option, and the socket's own error (EADDRINUSE) when the port is taken
   */
  static async start(options: SimulatorOptions = {}): Promise<Simulator> {
    const sim = new Simulator(new World(resolveOptions(options)));
    await sim.#listen();
    return sim;
  }

  get host(): string {
    return this.#world.options.host;
  }

  get port(): number {
    return this.#port;
  }

  get clock(): Clock {
    return this.#world.clock;
  }

  /** Every frame both ways. */
  get transcript(): Transcript {
    return this.#world.transcript;
  }

  /** TWS ⇄ Interactive Brokers. */
  get link(): Link {
    return this.#world.link;
  }

  /** Prices, and how to move them. */
  get market(): Market {
    return this.#world.market;
  }

  /** What Interactive Brokers believes: orders, executions, positions, cash. */
  get books(): Books {
    return this.#books;
  }

  /** The clients connected now, by their ids. */
  get clientIds(): readonly number[] {
    return [...this.#world.clients].filter((client) => client.isReady).map((client) => client.clientId);
  }

  /** Sockets open now, whether or not they have named themselves. */
  get connections(): number {
    return this.#world.clients.size;
  }

  /** A frame that has passed or will pass. @throws Error when it does not come within `timeoutMs` (5000, real time) */
  waitFor(
    match: FrameMatch,
    options?: { readonly timeoutMs?: number; readonly count?: number },
  ): Promise<TranscriptEntry> {
    return this.transcript.waitFor(match, options);
  }

  /** Make something go wrong. `using _ = sim.inject(…)` ends it with the scope. @throws RangeError for an impossible fault */
  inject<T extends Fault>(fault: T): ActiveFault<T> {
    return injectFault(this.#world, this.#levers, fault);
  }

  /** Cut every connection, or those of one client. Orders and positions stay. */
  dropAll(options: { readonly reset?: boolean; readonly clientId?: number } = {}): void {
    for (const client of [...this.#world.clients]) {
      if (options.clientId === undefined || options.clientId === client.clientId) {
        client.cut({ reset: options.reset ?? false });
      }
    }
  }

  /**
   * Restart TWS: every socket dies, the port is closed for `downMs`, orders and positions survive. With `nextOrderId`
   * order ids count again from there, and ids of finished orders are forgotten, as after some real restarts.
   * @returns when clients can connect again
   */
  async restart(options: { readonly downMs?: number; readonly nextOrderId?: number } = {}): Promise<void> {
    this.#restarts++;
    const stopped = this.#stopListening();
    this.dropAll();
    if (options.nextOrderId !== undefined) this.#world.orders.rollBack(options.nextOrderId);
    await stopped;
    if (options.downMs !== undefined) await this.#sleep(options.downMs);
    this.#restarts--;
    await this.#listen();
  }

  /** Say something to every client. */
  notice(code: number, text: string, reqId = -1): void {
    this.#world.announce(code, text, reqId);
  }

  /**
   * Somebody places an order by hand in TWS. It belongs to client 0, which hears of it when it has asked for automatic
   * binding, and can take it over with `reqOpenOrders`.
   * @throws RangeError when the order is one TWS would not take
   */
  placeManualOrder(order: ManualOrder): BookedOrder {
    const { permId } = placeManualOrder(this.#world, order);
    return this.books.order({ permId });
  }

  farm(name: string, status: FarmStatus): void {
    this.#world.link.farm(name, status);
  }

  /** Stop: cuts every connection, frees the port, ends every timer. Safe to call twice. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #end(): Promise<void> {
    this.#life.abort();
    this.transcript.close();
    const stopped = this.#stopListening();
    this.dropAll();
    for (const socket of this.#sockets) socket.destroy();
    await stopped;
    this.#world.faults.clear();
    this.#world.market.close();
    for (const order of this.#world.orders.all()) finish(order);
  }

  /** Open the port, unless something keeps it closed: the end, a restart, a fault. */
  async #listen(): Promise<void> {
    const { options, faults } = this.#world;
    if (this.#life.signal.aborted || this.#restarts > 0 || this.#listener || faults.find('refuse')) return;
    const listener = options.network.listen({ host: this.host, port: this.#port }, (socket) => this.#accept(socket));
    this.#listener = listener;
    try {
      this.#port = await listener.port;
    } catch (error) {
      this.#listener = undefined;
      throw error;
    }
  }

  /** As long as `ms`, or until the simulator is closed. */
  #sleep(ms: number): Promise<void> {
    return this.clock.sleep(ms, { signal: this.#life.signal }).catch(() => undefined);
  }

  /** TWS was given another port: it listens there, says so with 1300, and closes every connection. */
  async #movePort(port: number): Promise<void> {
    const before = this.#port;
    void this.#stopListening();
    this.#port = port;
    try {
      await this.#listen();
    } catch (error) {
      this.#port = before;
      await this.#listen();
      throw error;
    }
    const clients = [...this.#world.clients];
    this.notice(
      1300,
      `TWS socket port has been reset and this connection is being dropped. Please reconnect on the new port - ${this.#port}`,
    );
    for (const client of clients) client.end();
  }

  #stopListening(): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    return listener?.close() ?? Promise.resolve();
  }

  #accept(socket: ServerSocket): void {
    if (this.#life.signal.aborted) {
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    const world = this.#world;
    world.clients.add(
      new Connection(world, socket, ++this.#connections, (client, all) => dispatch(world, client, all)),
    );
  }
}
