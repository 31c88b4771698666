/** What TWS computes of an option while it is quoted: volatility and greeks of bid, ask, last and its own model. */

import type { Client } from '../client.js';
import { impliedVolatility, optionValue } from '../market/black-scholes.js';
import type { Instrument } from '../market/instrument.js';
import type { Market } from '../market/market.js';
import { optionTerms } from '../market/option-chains.js';
import type { Tick } from '../market/path.js';
import { parseDay } from '../market/time-zone.js';
import { Version } from '../versions.js';
import type { QuoteTicks } from './tick-types.js';

/** "Not computed" in each field of the message. */
const NOT_COMPUTED = { volatility: -1, delta: -2, price: -1, dividend: -1, greek: -2 } as const;

const PRICE_BASED = 1;

export class OptionTicks {
  readonly #client: Client;
  readonly #reqId: number;
  readonly #market: Market;
  readonly #option: Instrument;
  readonly #underlying: Instrument | undefined;
  readonly #ticks: QuoteTicks;
  #said: Tick | undefined;

  constructor(client: Client, reqId: number, market: Market, instrument: Instrument, ticks: QuoteTicks) {
    this.#client = client;
    this.#reqId = reqId;
    this.#market = market;
    this.#option = instrument;
    const of = instrument.option && instrument.underlying;
    this.#underlying = of && market.instrument(of.conId);
    this.#ticks = ticks;
  }

  /** Say all four. Nothing for what is no option. */
  say(tick: Tick): void {
    if (!this.#underlying) return;
    this.#computation(this.#ticks.bidOption, tick.bid, tick);
    this.#computation(this.#ticks.askOption, tick.ask, tick);
    this.#computation(this.#ticks.lastOption, tick.last, tick);
    this.#computation(this.#ticks.modelOption, (tick.bid + tick.ask) / 2, tick);
    this.#said = tick;
  }

  /** Say those whose price changed. */
  change(tick: Tick): void {
    if (!this.#underlying || this.#client.isCongested) return;
    const before = this.#said;
    if (tick.bid !== before?.bid) this.#computation(this.#ticks.bidOption, tick.bid, tick);
    if (tick.ask !== before?.ask) this.#computation(this.#ticks.askOption, tick.ask, tick);
    if (tick.last !== before?.last) this.#computation(this.#ticks.lastOption, tick.last, tick);
    if (tick.bid !== before?.bid || tick.ask !== before.ask) {
      this.#computation(this.#ticks.modelOption, (tick.bid + tick.ask) / 2, tick);
    }
    this.#said = tick;
  }

  #computation(type: number, price: number, tick: Tick): void {
    if (!this.#underlying) return;
    const under = this.#market.path(this.#underlying).stateAt(tick.time).last;
    sendComputation(this.#client, this.#reqId, type, this.#option, under, price, tick.time);
  }
}

/** What an option is worth, in the order of the message: volatility, delta, price, dividends, gamma, vega, theta. */
export type Computation = readonly [number, number, number, number, number, number, number];

/** TICK_OPTION_COMPUTATION, which until version 156 began with a version and did not say what it rests on. */
export function sendTicks(client: Client, reqId: number, type: number, values: Computation, underlying: number): void {
  const head = client.serverVersion >= Version.priceBasedVolatility ? [reqId, type, PRICE_BASED] : [6, reqId, type];
  client.send('tickOptionComputation', ...head, ...values, underlying);
}

/** TICK_OPTION_COMPUTATION for an option at a price, its underlying at another. */
export function sendComputation(
  client: Client,
  reqId: number,
  type: number,
  option: Instrument,
  underlying: number,
  price: number,
  at: number,
): void {
  const terms = optionTerms(option, parseDay(option.lastTradeDate) ?? 0, at);
  const volatility = price > 0 ? impliedVolatility(terms, underlying, price) : undefined;
  if (volatility === undefined) {
    const { delta, dividend, greek } = NOT_COMPUTED;
    const known = price > 0 ? price : NOT_COMPUTED.price;
    sendTicks(client, reqId, type, [NOT_COMPUTED.volatility, delta, known, dividend, greek, greek, greek], underlying);
    return;
  }
  const { delta, gamma, vega, theta } = optionValue(terms, underlying, volatility);
  sendTicks(client, reqId, type, [volatility, delta, price, 0, gamma, vega, theta], underlying);
}
