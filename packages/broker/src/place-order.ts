/**
 * From an order to TWS, once: checks, guards, journal, wire, answer. Several orders can go together (a bracket).
 * Until the write nothing has happened, and every refusal says so; from the write on nothing is ever sent again, and
 * what TWS does not say is `unknown`.
 */
import type { CallOptions, Clock, ContractLike, IBKRConnectionManager } from '@cq/connection';
import { sendPaced } from '@cq/connection/internal';
import { IBKRError, OrderRefusedError } from '@cq/errors';
import type { IBApi } from '@stoqey/ib';
import { checkDeadline } from './check.js';
import type { Contracts, Tradable } from './contracts.js';
import type { OrderDesk } from './desk.js';
import type { IntentFact } from './facts.js';
import { firstAnswer } from './first-answer.js';
import type { Guards } from './guards.js';
import { checkOrder } from './order-check.js';
import type { Order } from './order.js';
import { onTick, type OffTick } from './ticks.js';
import type { Trade } from './trade.js';
import { writeOrder } from './tws.js';
import { writeAhead } from './write-ahead.js';

export interface PlaceContext {
  readonly connection: IBKRConnectionManager;
  readonly clock: Clock;
  readonly desk: OrderDesk;
  readonly guards: Guards;
  readonly contracts: Contracts;
  readonly clientId: () => number;
  readonly newOrderRef: () => string;
  readonly offTick: OffTick;
  /** How long TWS may take to say something about an order. */
  readonly orderTimeoutMs: number;
}

/** One order of a placement. */
export interface Leg {
  readonly contract: ContractLike;
  readonly order: Order;
  /** Where the order is in what the caller gave, for errors: `order`, `bracket.stopLoss`. */
  readonly path: string;
  /** Index of the leg that has to fill first. */
  readonly parent?: number;
  /** @default true */
  readonly transmit?: boolean;
}

interface Prepared {
  readonly tradable: Tradable;
  readonly order: Order;
  readonly orderRef: string;
  readonly account: string | undefined;
  readonly leg: Leg;
}

/**
 * Places the orders and resolves with their trades when TWS has acknowledged them all. Rejects with the first
 * `InvalidArgumentError`, `ContractError`, `OrderRefusedError` (nothing was sent), `OrderRejectedError` (TWS said no)
 * or `OrderUnknownError` (nobody knows). An abort before the write stops it; after it, only the waiting.
 */
export async function placeOrders(
  context: PlaceContext,
  legs: readonly [Leg, ...Leg[]],
  options: CallOptions = {},
): Promise<[Trade, ...Trade[]]> {
  options.signal?.throwIfAborted();
  checkDeadline(options);
  const { desk, guards } = context;
  const named = legs.map((leg) => nameOf(context, leg));
  const refs = named.map(({ orderRef }) => orderRef);
  reserve(desk, refs);
  try {
    const pending = prepare(context, named, options);
    const prepared = pending instanceof Promise ? await pending : pending;
    options.signal?.throwIfAborted();
    const intents = intend(context, prepared);
    const writing = writeDown(desk, intents);
    if (writing) await writing;
    // One trade for each leg.
    return (await write(context, prepared, intents, options)) as [Trade, ...Trade[]];
  } finally {
    for (const orderRef of refs) {
      desk.reserved.delete(orderRef);
      guards.release(orderRef);
    }
  }
}

interface Named {
  readonly leg: Leg;
  readonly order: Order;
  readonly orderRef: string;
}

function nameOf(context: PlaceContext, leg: Leg): Named {
  const order = checkOrder(leg.order, leg.path);
  return { leg, order, orderRef: order.orderRef ?? context.newOrderRef() };
}

/** Nobody else may use these names from here on. */
function reserve(desk: OrderDesk, refs: readonly string[]): void {
  refs.forEach((orderRef, index) => {
    if (desk.book.isUsed(orderRef) || desk.reserved.has(orderRef) || refs.indexOf(orderRef) !== index) {
      throw new OrderRefusedError('duplicate', { orderRef });
    }
  });
  for (const orderRef of refs) desk.reserved.add(orderRef);
}

/** Waits only where something has to be asked: the usual order goes to the wire in the very call that places it. */
function prepare(
  context: PlaceContext,
  named: readonly Named[],
  options: CallOptions,
): Prepared[] | Promise<Prepared[]> {
  const { guards, contracts } = context;
  const [first] = named;
  guards.pass(first?.orderRef);
  const known = named.flatMap((one) => {
    const tradable = contracts.known(one.leg.contract);
    return tradable ? [{ ...one, tradable }] : [];
  });
  const checked = known.length === named.length ? known.map((one) => check(context, one)) : undefined;
  const liveness = guards.proveLiveness(first?.orderRef ?? '');
  if (!checked) return resolveAll(context, named, { liveness, options });
  const questions = askAccount(context, checked);
  return questions.length === 0 && !liveness
    ? checked
    : answered(checked, liveness ? [liveness, ...questions] : questions);
}

async function resolveAll(
  context: PlaceContext,
  named: readonly Named[],
  { liveness, options }: { readonly liveness: Promise<void> | undefined; readonly options: CallOptions },
): Promise<Prepared[]> {
  await liveness;
  const found = await Promise.all(
    named.map(async (one) => ({ ...one, tradable: await context.contracts.resolve(one.leg.contract, options) })),
  );
  options.signal?.throwIfAborted();
  const prepared = found.map((one) => check(context, one));
  return answered(prepared, askAccount(context, prepared));
}

async function answered(prepared: Prepared[], questions: readonly Promise<void>[]): Promise<Prepared[]> {
  await Promise.all(questions);
  return prepared;
}

function check(
  { guards, offTick }: PlaceContext,
  { leg, order, orderRef, tradable }: Named & { readonly tradable: Tradable },
): Prepared {
  const session = guards.pass(orderRef);
  const priced = onTick(order, tradable.increments, offTick, leg.path);
  const account = guards.accountOf(priced, session);
  guards.limit(tradable.contract, priced, { account, orderRef });
  return { tradable, order: priced, orderRef, account, leg };
}

function askAccount({ guards }: PlaceContext, prepared: readonly Prepared[]): Promise<void>[] {
  return prepared.flatMap(({ tradable, order, orderRef, account, leg }) =>
    // What closes the entry of its own bracket sells what the entry will buy.
    leg.parent === undefined ? (guards.limitByHolding(tradable.contract, order, { account, orderRef }) ?? []) : [],
  );
}

/** Gives each order its id, and tells the journal what is about to happen. */
function intend({ desk, guards, clock, clientId }: PlaceContext, prepared: readonly Prepared[]): IntentFact[] {
  const [first] = prepared;
  guards.pass(first?.orderRef);
  guards.takeRate(first?.orderRef ?? '', prepared.length);
  const firstId = desk.ids.take(prepared.length);
  const intents = prepared.map(({ tradable, order, orderRef, account, leg }, index): IntentFact => {
    const parentRef = leg.parent === undefined ? undefined : prepared[leg.parent]?.orderRef;
    const { contract } = tradable;
    return {
      type: 'intent',
      at: clock.now(),
      orderId: firstId + index,
      orderRef,
      clientId: clientId(),
      contract,
      order,
      account,
      parentRef,
    };
  });
  desk.record(...intents);
  return intents;
}

/** Makes the intents safe; waits only where that takes the disk. @throws OrderRefusedError `journal` */
function writeDown(desk: OrderDesk, intents: readonly IntentFact[]): Promise<void> | undefined {
  const refuse = (cause: unknown): never => {
    // Should the journal recover, it is not to say that these were sent.
    for (const { orderRef, at } of intents) desk.record({ type: 'withdrawn', orderRef, at });
    throw new OrderRefusedError('journal', { orderRef: intents[0]?.orderRef, cause });
  };
  return writeAhead(desk, refuse);
}

async function write(
  context: PlaceContext,
  prepared: readonly Prepared[],
  intents: readonly IntentFact[],
  options: CallOptions,
): Promise<Trade[]> {
  const { desk } = context;
  const answers: Promise<Trade>[] = [];
  const progress = { isWritten: false };
  try {
    await sendPaced(
      context.connection,
      'order',
      (ib, session) => {
        // Time has passed since the checks if this waited for the journal or for its turn.
        if (context.guards.pass(intents[0]?.orderRef) !== session) throw new OrderRefusedError('not-connected');
        for (const intent of intents) {
          answers.push(firstAnswer(context, intent, options));
          // It counts as placed when it is written, not when it was written down.
          desk.place({ ...intent, at: context.clock.now() });
        }
        progress.isWritten = true;
        writeAll(ib, prepared, intents);
      },
      { messages: intents.length, ...(options.signal ? { signal: options.signal } : {}) },
    );
  } catch (error) {
    if (!progress.isWritten) {
      withdraw(desk, intents);
      throw refusal(error, intents[0]?.orderRef);
    }
    // The frame may have left, in part or whole: nobody can say.
    for (const { orderRef } of intents) desk.apply({ orderRef }, { type: 'lost', at: context.clock.now() });
    desk.onDoubt('an order could not be written whole');
  }
  const settled = await Promise.allSettled(answers);
  desk.flush();
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}

function writeAll(ib: IBApi, prepared: readonly Prepared[], intents: readonly IntentFact[]): void {
  prepared.forEach(({ tradable, order, orderRef, account, leg }, index) => {
    const parentId = leg.parent === undefined ? undefined : intents[leg.parent]?.orderId;
    const frame = { orderRef, account, transmit: leg.transmit ?? true, parentId, whatIf: false };
    writeOrder(ib, intents[index]?.orderId ?? 0, tradable.contract, order, frame);
  });
}

/** It was certainly not sent: it leaves no trace but in the journal. */
function withdraw(desk: OrderDesk, intents: readonly IntentFact[]): void {
  for (const { orderRef, at } of intents) {
    desk.record({ type: 'withdrawn', orderRef, at });
    desk.book.withdraw(orderRef);
  }
  desk.flush();
}

function refusal(error: unknown, orderRef: string | undefined): unknown {
  if (!IBKRError.is(error) || error.name !== 'ConnectionError') return error;
  return new OrderRefusedError('not-connected', { orderRef, cause: error });
}
