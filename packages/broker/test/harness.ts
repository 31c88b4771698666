/** A simulated TWS with a broker on it, and the question every test ends with: do its books and ours agree? */
import { Simulator, type SimulatorOptions } from '@cq/simulator';
import { expect } from 'vitest';
import {
  IBKRBroker,
  type BrokerEvent,
  type BrokerOptions,
  type BrokerPolicy,
  type Outcome,
  type Trade,
} from '../src/index.js';

export const clientId = 7;

export interface Rig extends AsyncDisposable {
  readonly sim: Simulator;
  readonly broker: IBKRBroker;
  /** Every event so far. */
  readonly events: readonly BrokerEvent[];
  /** Another broker on the same TWS: the next process, or somebody else. */
  another(options?: Partial<BrokerOptions>): Promise<IBKRBroker>;
}

export interface RigOptions {
  readonly sim?: SimulatorOptions;
  readonly policy?: BrokerPolicy;
  readonly connection?: Partial<BrokerOptions>;
  /** @default true */
  readonly connect?: boolean;
}

export async function rig(options: RigOptions = {}): Promise<Rig> {
  const sim = await Simulator.start(options.sim);
  const brokers: IBKRBroker[] = [];
  const make = (more: Partial<BrokerOptions> = {}): IBKRBroker => {
    const broker = new IBKRBroker({
      ...at(sim),
      arrivalGraceMs: 30,
      ...options.policy,
      ...options.connection,
      ...more,
    });
    brokers.push(broker);
    return broker;
  };
  const broker = make();
  const events: BrokerEvent[] = [];
  void collect(broker, events);
  if (options.connect !== false) await broker.connect();
  return {
    sim,
    broker,
    events,
    async another(more) {
      const other = make(more);
      await other.connect();
      return other;
    },
    async [Symbol.asyncDispose]() {
      for (const one of brokers) await one[Symbol.asyncDispose]();
      await sim.close();
    },
  };
}

/** Where the simulator is, for a connection that knows nothing else of this machine. */
export function at(sim: Simulator): BrokerOptions {
  return {
    host: sim.host,
    port: sim.port,
    clientId,
    env: {},
    envFile: false,
    timeZone: 'America/New_York',
    reconnect: { initialDelayMs: 5, maxDelayMs: 20 },
  };
}

async function collect(broker: IBKRBroker, events: BrokerEvent[]): Promise<void> {
  for await (const event of broker.events()) events.push(event);
}

/** Asks until there is an answer; fails after ten seconds. */
export async function until<T>(
  read: () => T | Promise<T>,
  what = 'the expected',
  timeoutMs = 10_000,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (value !== undefined && value !== null && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`${what} did not come within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Waits for an event that is or was. */
export function event<T extends BrokerEvent['type']>(
  rigged: Rig,
  type: T,
  test: (event: Extract<BrokerEvent, { type: T }>) => boolean = () => true,
): Promise<Extract<BrokerEvent, { type: T }>> {
  return until(
    () => rigged.events.find((e): e is Extract<BrokerEvent, { type: T }> => e.type === type && test(e as never)),
    `event ${type}`,
  );
}

/** The error a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  try {
    await promise;
  } catch (error) {
    return error as Error & Record<string, unknown>;
  }
  throw new Error('it did not fail');
}

/** What TWS knows and what the broker reports are the same, to the last share and cent. */
export async function agree(sim: Simulator, broker: IBKRBroker): Promise<void> {
  await until(() => broker.isConnected(), 'the connection');
  expect(await broker.ready()).toBe(true);
  let differences: string[] = [];
  await until(
    () => {
      differences = compare(sim, broker);
      return differences.length === 0;
    },
    'agreement',
    3_000,
  ).catch(() => expect(differences).toEqual([]));
  const positions = await broker.getPositions();
  const key = (p: { account: string; conId: number; quantity: number }): string =>
    `${p.account} ${p.conId} ${p.quantity}`;
  expect(positions.map((p) => key({ ...p, conId: p.contract.conId })).sort()).toEqual(
    sim.books.positions().map(key).sort(),
  );
}

function compare(sim: Simulator, broker: IBKRBroker): string[] {
  const booked = sim.books.orders({ clientId }).filter(({ orderId }) => orderId > 0);
  const trades = broker.getAllOrders().filter((trade) => trade.owner === 'this-client' && trade.permId !== undefined);
  const theirs = booked.map((order) => line(order.permId, order.orderRef, outcomeOf(order.status), order.filled));
  const ours = trades.map((trade) => line(trade.permId, trade.orderRef, trade.outcome, trade.filled));
  const executions = sim.books
    .executions({ clientId })
    .map((e) => `${e.execId} ${e.shares} ${e.price} ${e.commission}`);
  const known = trades.flatMap((trade) =>
    trade.executions.map((e) => `${e.execId} ${e.quantity} ${e.price} ${e.commission?.amount ?? '?'}`),
  );
  return [...difference(theirs, ours), ...difference(executions, known)];
}

function line(permId: number | undefined, orderRef: string, outcome: Outcome, filled: number): string {
  return `${permId ?? '?'} ${orderRef} ${outcome} ${filled}`;
}

function outcomeOf(status: string): Outcome {
  if (status === 'Filled') return 'filled';
  if (status === 'Cancelled' || status === 'ApiCancelled') return 'cancelled';
  return status === 'Inactive' ? 'rejected' : 'working';
}

function difference(theirs: readonly string[], ours: readonly string[]): string[] {
  return [
    ...theirs.filter((item) => !ours.includes(item)).map((item) => `only TWS has ${item}`),
    ...ours.filter((item) => !theirs.includes(item)).map((item) => `only the broker has ${item}`),
    ...(ours.length === new Set(ours).size ? [] : ['the broker has something twice']),
  ];
}

/** A price at which a limit order rests. */
export const farBelow = 1;

export function refsOf(trades: readonly Trade[]): string[] {
  return trades.map(({ orderRef }) => orderRef);
}
