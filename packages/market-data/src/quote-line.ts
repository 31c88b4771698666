/** The quotes of one contract: one market-data line, however many listeners and readers it has. */
import type { QualifiedContract } from '@cq/connection';
import { parseNotice, type AnyIBKRError, type Notice } from '@cq/errors';
import type { IBApi } from '@stoqey/ib';
import { genericTickList, type GenericTick } from './generic-ticks.js';
import type { MarketDataType, MarketDataTypeChoice } from './market-data-type.js';
import type { Quote } from './quote.js';
import { snapshotOf } from './quote-snapshot.js';
import { QuoteState } from './quote-state.js';
import type { QuoteStore } from './quote-store.js';
import { renewalFor } from './renewal.js';
import { Stream } from './stream.js';
import { Field } from './tick-types.js';
import type { TickRecord } from './tick-record.js';
import { requestQuotes } from './tws.js';

/** Somebody who wants the quotes of a line. */
export interface QuoteListener {
  /**
   * `each-read`: shown the latest state once per socket read. `every-tick`: shown each tick. `on-demand`: only told
   * that there is something new, and takes it with {@link QuoteLine.quote} when it has time.
   */
  readonly wants: 'each-read' | 'every-tick' | 'on-demand';
  show(line: QuoteLine, quote: Quote | undefined): void;
  end(line: QuoteLine, error: AnyIBKRError | undefined): void;
}

/** What all lines of a feed share. */
export interface QuoteLineHost {
  readonly store: QuoteStore;
  readonly marketDataType: MarketDataTypeChoice;
  readonly silentAfterMs: number;
  /** Sends the type of data the next requests mean, if it differs from what the session was told last. */
  prepare(ib: IBApi, type: MarketDataType): void;
  /**
   * TWS has no live data for the contract, and the feed may fall to delayed.
   * @param request `goesOn`: it brings delayed data already; `gone`: TWS has ended it
   */
  fellToDelayed(line: QuoteLine, request: { readonly goesOn: boolean; readonly gone: boolean }): void;
  /** TWS refuses the request because of the generic ticks that were asked for last. */
  ticksRefused(line: QuoteLine, notice: Notice): void;
  typeChanged(line: QuoteLine, from: MarketDataType): void;
  now(): number;
}

const NO_TICKS: readonly GenericTick[] = [];
const NOBODY: readonly QuoteListener[] = [];

export class QuoteLine extends Stream {
  readonly kind = 'quotes';
  readonly state: QuoteState;
  /** Kept by the line budget. */
  hasLine = false;
  /** True once TWS has refused live data for this contract: asked for as delayed from then on. */
  fallen = false;
  /** TWS's name for the set of exchanges behind the letters. */
  bboExchange: string | undefined = undefined;
  readonly #host: QuoteLineHost;
  /** The only listener, where there is one: most lines have no more, and then no list either. */
  #only: QuoteListener | undefined = undefined;
  /** All listeners, where there are several. */
  #others: readonly QuoteListener[] = NOBODY;
  #everyTick = false;
  #eachRead = false;
  /** The numbers as they were when the line was asked for again because of its silence. */
  #beforeProbe: readonly (number | undefined)[] | undefined = undefined;
  #knownType: MarketDataType = 'live';
  #genericTicks: readonly GenericTick[] = NO_TICKS;
  /** While TWS has not accepted more generic ticks than before: what was accepted, and who wants more. */
  #trial: { readonly accepted: readonly GenericTick[]; readonly listeners: Set<QuoteListener> } | undefined = undefined;

  constructor(host: QuoteLineHost, about: { readonly symbol: string; readonly contract: QualifiedContract }) {
    super('quotes', about.symbol, about.contract, host.silentAfterMs);
    this.#host = host;
    this.state = new QuoteState(host.store);
  }

  get listeners(): readonly QuoteListener[] {
    return this.#only === undefined ? this.#others : [this.#only];
  }

  /** Kept beside the quote's numbers: with ten thousand lines each place that a delivery looks at counts. */
  override get spokeAt(): number {
    const { store, offset } = this.state;
    return offset < 0 ? NaN : (store.values[offset + Field.UpdatedAt] ?? NaN);
  }
  override set spokeAt(ms: number) {
    const { store, offset } = this.state;
    if (offset >= 0) store.values[offset + Field.UpdatedAt] = ms;
  }

  /** Once, however often. */
  add(listener: QuoteListener): void {
    if (this.listeners.includes(listener)) return;
    this.#setListeners([...this.listeners, listener]);
  }

  remove(listener: QuoteListener): void {
    this.#setListeners(this.listeners.filter((other) => other !== listener));
  }

  /**
   * Asks for more generic ticks than before. True when that needs a new request.
   * @param newcomer who brings them to a line that others use already
   */
  wantGenericTicks(ticks: readonly GenericTick[], newcomer: QuoteListener | undefined): boolean {
    const union = [...new Set([...this.#genericTicks, ...ticks])];
    if (union.length === this.#genericTicks.length) return false;
    if (newcomer !== undefined && this.listeners.length > 1) {
      this.#trial ??= this.#beginTrial();
      this.#trial.listeners.add(newcomer);
    }
    this.#genericTicks = union;
    return true;
  }

  /** Whether this listener's generic ticks still have to be accepted. */
  isOnTrial(listener: QuoteListener): boolean {
    return this.#trial?.listeners.has(listener) === true;
  }

  /** Back to what was accepted before. Answers who wanted more. */
  dropTrial(): readonly QuoteListener[] {
    const { accepted = this.#genericTicks, listeners = [] } = this.#trial ?? {};
    this.#trial = undefined;
    this.#genericTicks = accepted;
    return [...listeners];
  }

  #beginTrial(): { readonly accepted: readonly GenericTick[]; readonly listeners: Set<QuoteListener> } {
    (this.settles ??= []).push((error) => {
      if (error === undefined) this.#trial = undefined;
    });
    return { accepted: this.#genericTicks, listeners: new Set() };
  }

  /** What TWS is asked for: an explicit choice, or live until live has been refused. */
  get wanted(): MarketDataType {
    const { marketDataType } = this.#host;
    if (marketDataType !== 'auto') return marketDataType;
    return this.fallen ? 'delayed' : 'live';
  }

  override send(ib: IBApi, reqId: number): void {
    this.#host.prepare(ib, this.wanted);
    requestQuotes(ib, reqId, {
      contract: this.contract,
      genericTicks: genericTickList(this.#genericTicks),
      snapshot: false,
    });
  }

  override cancel(ib: IBApi, reqId: number): void {
    ib.cancelMktData(reqId);
  }

  override apply(record: TickRecord): boolean {
    if (!this.state.apply(record)) return false;
    if (this.#everyTick) this.#showEveryTick();
    return true;
  }

  override openForWrites(): number {
    const { offset, isDelayed } = this.state;
    const isPlain = !this.#everyTick && !isDelayed && this.gapReason === undefined;
    return isPlain ? offset : -1;
  }

  override deliver(time: Date, spoke: boolean): void {
    const { state } = this;
    if (state.offset < 0) return;
    const from = this.#knownType;
    if (from !== state.marketDataType) {
      this.#knownType = state.marketDataType;
      this.#host.typeChanged(this, from);
    }
    const only = this.#only;
    if (only?.wants === 'each-read' && spoke) only.show(this, snapshotOf(this, time));
    else this.#deliverToAll(time, spoke);
  }

  #deliverToAll(time: Date, spoke: boolean): void {
    const quote = !spoke ? this.quote() : this.#eachRead ? snapshotOf(this, time) : undefined;
    for (const listener of this.listeners) {
      const { wants } = listener;
      if (wants === 'on-demand') listener.show(this, undefined);
      else if (quote !== undefined && (wants === 'each-read' || !spoke)) listener.show(this, quote);
    }
  }

  override notice(notice: Notice): boolean {
    if (this.#takeAdvice(notice)) return true;
    if (this.#trial === undefined || renewalFor(notice, { spoke: true }).do !== 'end') return false;
    this.#host.ticksRefused(this, notice);
    return true;
  }

  /** Advice about delayed data: followed when the choice is ours, and then no reason to end or suspend anything. */
  #takeAdvice(notice: Notice): boolean {
    const parsed = parseNotice(notice);
    if (parsed.kind !== 'data-advice' || this.#host.marketDataType !== 'auto') return false;
    const { onStream } = parsed.entry;
    if (onStream === 'none' && parsed.delayed !== 'shown') return false;
    if (parsed.delayed === 'not-available') return false;
    // Asked for as delayed and refused for good, or told once more that it is delayed.
    if (this.fallen) return onStream !== 'ended';
    this.#host.fellToDelayed(this, { goesOn: parsed.delayed === 'shown', gone: onStream === 'ended' });
    return true;
  }

  override end(error: AnyIBKRError | undefined): void {
    const { listeners } = this;
    this.#setListeners([]);
    for (const listener of listeners) listener.end(this, error);
    this.state.release();
  }

  get delayed(): boolean {
    return this.state.isDelayed;
  }

  override beginProbe(): boolean {
    this.#beforeProbe = this.#telling();
    return true;
  }

  override endProbe(): boolean {
    const before = this.#beforeProbe;
    this.#beforeProbe = undefined;
    const now = this.#telling();
    return before?.some((value, i) => !Object.is(value, now[i])) ?? false;
  }

  /** The numbers that tell whether something was missed. Sizes do not: TWS restates them in its own way. */
  #telling(): readonly (number | undefined)[] {
    const { store, offset } = this.state;
    return [Field.Bid, Field.Ask, Field.Last, Field.Volume].map((field) => store.values[offset + field]);
  }

  /** The quote as of now. Undefined while nothing has come. */
  quote(): Quote | undefined {
    const { spokeAt } = this;
    return this.state.offset < 0 || Number.isNaN(spokeAt) ? undefined : snapshotOf(this, new Date(spokeAt));
  }

  #showEveryTick(): void {
    const now = this.#host.now();
    this.spokeAt = now;
    const quote = snapshotOf(this, new Date(now));
    for (const listener of this.listeners) if (listener.wants === 'every-tick') listener.show(this, quote);
  }

  #setListeners(listeners: readonly QuoteListener[]): void {
    this.#only = listeners.length === 1 ? listeners[0] : undefined;
    this.#others = listeners.length === 1 ? NOBODY : listeners;
    this.state.store.closeAll();
    this.#everyTick = listeners.some(({ wants }) => wants === 'every-tick');
    this.#eachRead = listeners.some(({ wants }) => wants === 'each-read');
  }
}
