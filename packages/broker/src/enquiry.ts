/**
 * The questions that have no request id: one at a time, because nothing in the answers says which question they
 * answer. The reports themselves go to the desk as all others do; here only the ends are awaited.
 */
import type { CallOptions, IBKRConnectionManager } from '@cq/connection';
import { onNotice, request, type Exchange } from '@cq/connection/internal';
import { describe, RequestError, type Notice } from '@cq/errors';
import type { IBApi } from '@stoqey/ib';
import { Turns } from './turns.js';
import { EventName } from './tws.js';

/** Asks for lists, one after the other. */
export class Enquiry {
  readonly #connection: IBKRConnectionManager;
  readonly #turns: Turns;

  constructor(connection: IBKRConnectionManager) {
    this.#connection = connection;
    this.#turns = new Turns(connection);
  }

  /** Every open order of every client and of TWS itself, or of this client alone. */
  openOrders(allClients: boolean, options: CallOptions = {}): Promise<undefined> {
    return this.#list(
      'getOpenOrders',
      EventName.openOrderEnd,
      (ib) => (allClients ? ib.reqAllOpenOrders() : ib.reqOpenOrders()),
      options,
    );
  }

  /** What was filled, cancelled or rejected since the last reset of TWS's day. */
  completedOrders(options: CallOptions = {}): Promise<undefined> {
    return this.#list(
      'getCompletedOrders',
      EventName.completedOrdersEnd,
      (ib) => ib.reqCompletedOrders(false),
      options,
    );
  }

  /** The executions of the day. */
  async executions(options: CallOptions = {}): Promise<void> {
    await request<undefined>(
      this.#connection,
      'getExecutions',
      (exchange, resolve) => {
        const { ib, reqId } = exchange;
        exchange.listen(EventName.execDetailsEnd, (id: number) => {
          if (id === reqId) resolve(undefined);
        });
        ib.reqExecutions(reqId, {});
      },
      { ...options, priority: 'order' },
    );
  }

  #list(operation: string, end: EventName, ask: (ib: IBApi) => IBApi, options: CallOptions): Promise<undefined> {
    const question = (): Promise<undefined> =>
      request<undefined>(
        this.#connection,
        operation,
        (exchange, resolve, reject) => {
          exchange.listen(end, () => resolve(undefined));
          const stop = failOnNotice(this.#connection, exchange, operation, reject);
          ask(exchange.ib);
          return stop;
        },
        { ...options, priority: 'order' },
      );
    return this.#turns.take(operation, question, options);
  }
}

/** Without a request id a refusal comes without one too: "Read-Only API" does, for instance. */
function failOnNotice(
  connection: IBKRConnectionManager,
  { session }: Exchange,
  operation: string,
  reject: (error: Error) => void,
): () => void {
  return onNotice(connection, (notice: Notice, from) => {
    const { onRequest, onSession } = describe(notice.code);
    if (from === session && notice.reqId === undefined && onRequest === 'failed' && onSession === 'none') {
      reject(new RequestError(operation, notice));
    }
  });
}
