/** All quote lines of a feed: found by contract, kept while somebody listens, started when the budget allows. */
import type { QualifiedContract } from '@cq/connection';
import { RequestError, TwsCode, type AnyIBKRError, type Notice } from '@cq/errors';
import type { IBApi } from '@stoqey/ib';
import type { FeedContext } from './feed-context.js';
import type { GenericTick } from './generic-ticks.js';
import { LineBudget, type LinePolicy } from './line-budget.js';
import { LineTable } from './line-table.js';
import type { MarketDataType, MarketDataTypeChoice } from './market-data-type.js';
import { QuoteLine, type QuoteLineHost, type QuoteListener } from './quote-line.js';
import { QuoteStore } from './quote-store.js';
import type { StreamKeeper } from './stream-keeper.js';
import { requestMarketDataType } from './tws.js';

export interface QuoteHubOptions {
  readonly marketDataType: MarketDataTypeChoice;
  readonly lines: LinePolicy;
  readonly silentAfterMs: number;
}

export class QuoteHub implements QuoteLineHost {
  readonly store = new QuoteStore();
  readonly marketDataType: MarketDataTypeChoice;
  readonly silentAfterMs: number;
  readonly budget: LineBudget<QuoteLine>;
  readonly #context: FeedContext;
  readonly #keeper: () => StreamKeeper;
  readonly #lines = new LineTable();
  /** What the current session was last told that requests mean. */
  #typeSent: { readonly ib: IBApi; readonly type: MarketDataType } | undefined;
  #cancelTurn: (() => void) | undefined;

  constructor(context: FeedContext, keeper: () => StreamKeeper, options: QuoteHubOptions) {
    this.#context = context;
    this.#keeper = keeper;
    this.marketDataType = options.marketDataType;
    this.silentAfterMs = options.silentAfterMs;
    this.budget = new LineBudget(options.lines);
  }

  find(contract: QualifiedContract): QuoteLine | undefined {
    return this.#lines.get(contract);
  }

  /**
   * Adds a listener to the contract's line, which is started if it is the first.
   * @throws RequestError when no line is free and the policy is to refuse
   */
  listen(
    contract: QualifiedContract,
    symbol: string,
    listener: QuoteListener,
    genericTicks: readonly GenericTick[] = [],
  ): QuoteLine {
    const known = this.#lines.get(contract);
    if (known !== undefined) {
      known.add(listener);
      if (known.wantGenericTicks(genericTicks)) this.#keeper().refresh(known);
      return known;
    }
    const line = new QuoteLine(this, { symbol, contract });
    line.wantGenericTicks(genericTicks);
    const answer = this.budget.request(line);
    if (answer === 'refused') throw new RequestError('subscribe', this.#noLineLeft());
    this.#lines.set(line);
    line.add(listener);
    if (answer === 'granted') this.#keeper().start(line);
    else this.#wait(line);
    return line;
  }

  /** The last listener to go takes the line with it. */
  unlisten(line: QuoteLine, listener: QuoteListener): void {
    line.remove(listener);
    if (line.listeners.length === 0 && this.#lines.get(line.contract) === line) this.#remove(line, undefined);
  }

  /** TWS says there is no line left, whatever the policy counts. */
  noLine(line: QuoteLine, notice: Notice): void {
    if (this.budget.exhausted(line) === 'waiting') this.#wait(line);
    else this.#keeper().fail(line, new RequestError('subscribe', notice));
  }

  /** The keeper has given it up. */
  ended(line: QuoteLine, error: AnyIBKRError): void {
    this.#remove(line, error);
  }

  endAll(error: AnyIBKRError | undefined): void {
    this.#cancelTurn?.();
    for (const line of this.#lines.all()) {
      this.#lines.delete(line);
      this.#keeper().stop(line);
      this.budget.release(line);
      line.end(error);
    }
  }

  prepare(ib: IBApi, type: MarketDataType): void {
    // A session begins with live.
    const current = this.#typeSent?.ib === ib ? this.#typeSent.type : 'live';
    if (current !== type) requestMarketDataType(ib, type);
    this.#typeSent = { ib, type };
  }

  fellToDelayed(line: QuoteLine, shownAlready: boolean): void {
    line.fallen = true;
    if (!shownAlready) this.#keeper().refresh(line);
  }

  typeChanged(line: QuoteLine, from: MarketDataType): void {
    const { symbol, contract, state } = line;
    this.#context.emit({ type: 'market-data-type', symbol, contract, from, to: state.marketDataType });
  }

  now(): number {
    return this.#context.clock.now();
  }

  #remove(line: QuoteLine, error: AnyIBKRError | undefined): void {
    this.#lines.delete(line);
    this.#keeper().stop(line);
    const next = this.budget.release(line);
    line.end(error);
    if (next !== undefined) this.#keeper().start(next);
  }

  /** It has no line yet: its readers are told, and the turns begin. */
  #wait(line: QuoteLine): void {
    this.#keeper().park(line);
    if (this.budget.policy.overBudget === 'rotate') this.#planTurn();
  }

  #planTurn(): void {
    this.#cancelTurn ??= this.#context.clock.schedule(this.budget.policy.turnMs, () => {
      this.#cancelTurn = undefined;
      const { stop, start } = this.budget.rotate();
      for (const line of stop) this.#keeper().park(line);
      for (const line of start) this.#keeper().start(line);
      if (this.budget.waiting > 0) this.#planTurn();
    });
  }

  #noLineLeft(): Notice {
    const message = `All ${this.budget.limit} market-data lines are in use`;
    return { code: TwsCode.MaxTickersReached, message };
  }
}
