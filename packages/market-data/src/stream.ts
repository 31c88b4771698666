/**
 * One thing asked of TWS that goes on: the quotes of a contract, its ticks, bars or order book. A stream outlives
 * sessions; the {@link StreamKeeper} asks for it again, under a new request id, whenever that is needed.
 */
import type { QualifiedContract } from '@cq/connection';
import type { AnyIBKRError, Notice } from '@cq/errors';
import type { IBApi } from '@stoqey/ib';
import type { TickRecord } from './tick-record.js';

export type StreamKind = 'quotes' | 'ticks' | 'bars' | 'depth';

/** Why values may be missing, or may be old. */
export type GapReason =
  /** The session ended. */
  | 'disconnected'
  /** TWS lost its link to IBKR. */
  | 'link-lost'
  /** The link is back and TWS forgot the subscription. */
  | 'data-lost'
  /** TWS ended the stream; it is asked for again. */
  | 'ended-by-tws'
  /** TWS suspended it, usually because another login of the same user takes the data. */
  | 'suspended'
  /** A data farm was lost or has come back, and the stream stays silent. */
  | 'farm'
  /** Silence during trading hours. */
  | 'silent'
  /** No market-data line is free. */
  | 'no-line';

/** Told the first time something is known about a new stream: it speaks (or is accepted), or it never will. */
export type Settle = (error: AnyIBKRError | undefined) => void;

export abstract class Stream {
  abstract readonly kind: StreamKind;
  /** When it last spoke, in milliseconds of the feed's clock; NaN before. */
  abstract spokeAt: number;
  /** What distinguishes this request from others for the same contract. */
  readonly key: string;
  readonly symbol: string;
  readonly contract: QualifiedContract;

  /** The id under which TWS knows the stream now; 0 while it does not. */
  reqId = 0;
  /** False while the request still waits to be written. */
  sent = false;
  /** When it was last asked for, in milliseconds of the feed's clock. */
  askedAt = 0;
  /** How often in a row asking again was needed. */
  failures = 0;
  patienceMs: number;
  gapReason: GapReason | undefined = undefined;
  gapSince = 0;
  /** Whether the gap was reported: one before the first word is not, as nothing can be missing yet. */
  gapTold = false;
  /** Since when it was silent, while it is being asked again for that; NaN otherwise. */
  probeSince = NaN;
  settles: Settle[] | undefined = undefined;
  /** Cancels the timer that will ask again; undefined when nothing is planned. */
  cancelRetry: (() => void) | undefined = undefined;
  /** True while it waits for its turn in the delivery. */
  dirty = false;
  /** True when it spoke since the last delivery. */
  spoke = false;
  /** It speaks at intervals as long as its market is open, so that one missed beat is a gap. */
  hasBeat(): boolean {
    return false;
  }
  /** It speaks in regular trading hours only. */
  keepsRegularHours(): boolean {
    return false;
  }

  constructor(key: string, symbol: string, contract: QualifiedContract, patienceMs: number) {
    this.key = key;
    this.symbol = symbol;
    this.contract = contract;
    this.patienceMs = patienceMs;
  }

  get stale(): boolean {
    return this.gapReason !== undefined;
  }

  /** Writes the request. */
  abstract send(ib: IBApi, reqId: number): void;
  abstract cancel(ib: IBApi, reqId: number): void;
  /** Takes a message in. False when it says nothing to this kind of stream. */
  abstract apply(record: TickRecord): boolean;
  /**
   * Lets ticks go straight into the numbers until the next delivery, if replacing a number is all they would do.
   * Answers where the numbers lie, -1 when not.
   */
  openForWrites(): number {
    return -1;
  }
  /**
   * Shows readers what has changed since the last time; called once per socket read.
   * @param spoke false when only its standing changed (it became stale, say)
   */
  abstract deliver(time: Date, spoke: boolean): void;
  /** The stream is over: readers get the error, or the end. */
  abstract end(error: AnyIBKRError | undefined): void;
  /** A new life under a new id begins: what was built up from the old one is void. */
  restarted(): void {
    // Quotes keep their values.
  }
  /**
   * Asked again because of its silence; what comes now tells whether it was broken or merely quiet.
   * @returns false when a new request proves nothing, as with trades
   */
  beginProbe(): boolean {
    return false;
  }
  /** True when the new request brought something that the old one had missed. */
  endProbe(): boolean {
    return false;
  }
  /** What TWS says about the stream beyond ending or suspending it. True when that was all there is to do. */
  notice(_notice: Notice): boolean {
    return false;
  }
}
