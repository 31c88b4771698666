/**
 * How a request finds its answer.
 *
 * A handler is a function `(call) => void`, listed in a table under its request's name:
 *
 * ```ts
 * export const contractHandlers: HandlerTable = {
 *   reqMarketRule: ({ client, fields, world }) => {
 *     const ruleId = fields.int();          // requests that carry a version field: `fields.skip()` first
 *     client.send('marketRule', ruleId, …);
 *   },
 * };
 * ```
 *
 * and the table is added to `tables` in `handlers/index.ts`. What a handler may rely on:
 *
 * - `call.fields` starts after the message number. Reading past the end or reading "abc" as a number throws, and the
 *   client is answered with 320.
 * - `throw new Refusal(code, text, reqId)` answers with that error and ends the request.
 * - `call.client.serverVersion` is the negotiated version (151 to 193): write only the fields it has.
 * - `call.client.send(name, ...fields)` writes one frame; frames of one turn of the event loop leave together.
 * - What goes on after the handler returned is held by the client: `client.hold('mktData:7', stop)` runs `stop` on
 *   `client.release('mktData:7')` or when the socket ends. `client.holds(key)` tells a duplicate id.
 * - Faults: `ignore` and `fail` are handled before the handler runs; ask for others with `world.faults.find/strike`.
 * - Time only from `call.clock` (`now`, `schedule`), chance only from `world.random.fork('name')`.
 */

import type { Client } from '../client.js';
import type { Clock } from '../clock.js';
import type { FieldReader } from '../fields.js';
import type { RequestName } from '../message-ids.js';
import type { World } from '../world.js';

/** One request on its way to be answered. */
export interface Call {
  readonly name: RequestName;
  readonly client: Client;
  readonly fields: FieldReader;
  readonly world: World;
  readonly clock: Clock;
}

export type Handler = (call: Call) => void;

export type HandlerTable = Readonly<Partial<Record<RequestName, Handler>>>;

/** Thrown by a handler: the request is answered with this error. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: number;
  /** The request or order it is about; −1 for none. */
  readonly reqId: number;
  readonly advancedOrderReject: string;

  constructor(code: number, text: string, reqId = -1, advancedOrderReject = '') {
    super(text);
    this.code = code;
    this.reqId = reqId;
    this.advancedOrderReject = advancedOrderReject;
  }
}

/** 321, worded as TWS words it. */
export function invalidRequest(cause: string, reqId = -1): Refusal {
  return new Refusal(321, `Error validating request.-'bW' : cause - ${cause}`, reqId);
}
