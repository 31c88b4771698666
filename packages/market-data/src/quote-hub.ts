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

/** How long a lower limit than ours, as TWS told it, is believed: what others held may be free by then. */
const BELIEVED_MS = 30_000;

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
  #cancelRestore: (() => void) | undefined;

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
      if (known.wantGenericTicks(genericTicks, listener)) this.#keeper().refresh(known);
      return known;
    }
    const line = new QuoteLine(this, { symbol, contract });
    line.wantGenericTicks(genericTicks, undefined);
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

  /** TWS says there is no line left, whatever the policy counts. A line that was served before is not given up. */
  noLine(line: QuoteLine, notice: Notice): void {
    if (this.budget.policy.overBudget === 'error' && !Number.isNaN(line.spokeAt)) {
      this.#keeper().restart(line, 'no-line');
    } else if (this.budget.exhausted(line) === 'waiting') {
      this.#cancelRestore ??= this.#context.clock.schedule(BELIEVED_MS, () => this.restoreLines());
      this.#wait(line);
    } else this.#keeper().fail(line, new RequestError('subscribe', notice));
  }

  /** Whatever TWS said of its lines is to be found out anew. */
  restoreLines(): void {
    this.#cancelRestore?.();
    this.#cancelRestore = undefined;
    for (const line of this.budget.restore()) this.#keeper().start(line);
  }

  /** Whoever wanted ticks that TWS does not know for this contract goes; the others keep their quotes. */
  ticksRefused(line: QuoteLine, notice: Notice): void {
    const error = new RequestError('subscribe', notice);
    for (const listener of line.dropTrial()) {
      line.remove(listener);
      listener.end(line, error);
    }
    if (line.listeners.length > 0) this.#keeper().refresh(line, { gone: true });
    else this.#remove(line, error);
  }

  /** The keeper has given it up. */
  ended(line: QuoteLine, error: AnyIBKRError): void {
    this.#remove(line, error);
  }

  endAll(error: AnyIBKRError | undefined): void {
    for (const cancel of [this.#cancelTurn, this.#cancelRestore]) cancel?.();
    this.#cancelTurn = this.#cancelRestore = undefined;
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

  fellToDelayed(line: QuoteLine, request: { readonly goesOn: boolean; readonly gone: boolean }): void {
    line.fallen = true;
    if (!request.goesOn) this.#keeper().refresh(line, request);
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
