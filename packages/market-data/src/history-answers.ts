/**
 * Whose answer a message of historical data is. Frames are taken from the socket's bytes where possible; the portions
 * of a large one are decoded between other work.
 */
import type { Bar } from './bar.js';
import { BarFrame, HISTORICAL_BARS } from './fast-path/bar-frame.js';
import { decodeTickFrame, HistoricalTicks } from './fast-path/tick-frame.js';
import type { ByteReader } from './fast-path/tap.js';
import type { Tick } from './ticks.js';

export interface BarSink {
  readonly timeZone: string | undefined;
  bars(bars: readonly Bar[]): void;
}
export interface TickSink {
  ticks(ticks: readonly Tick[], done: boolean): void;
}

/** Bars decoded at a time: a millisecond or two. */
const PORTION = 1500;

export class HistoryAnswers implements ByteReader {
  readonly messageIds: readonly number[] = [HISTORICAL_BARS, ...Object.values(HistoricalTicks)];
  readonly #bars = new Map<number, BarSink>();
  readonly #ticks = new Map<number, TickSink>();

  /** Answers how to stop waiting. */
  awaitBars(reqId: number, sink: BarSink): () => void {
    this.#bars.set(reqId, sink);
    return () => void this.#bars.delete(reqId);
  }

  awaitTicks(reqId: number, sink: TickSink): () => void {
    this.#ticks.set(reqId, sink);
    return () => void this.#ticks.delete(reqId);
  }

  frame(messageId: number, bytes: Buffer, start: number, end: number): boolean {
    return messageId === HISTORICAL_BARS ? this.#barFrame(bytes, start, end) : this.#tickFrame(bytes, start, end);
  }

  #tickFrame(bytes: Buffer, start: number, end: number): boolean {
    if (this.#ticks.size === 0) return false;
    const frame = decodeTickFrame(bytes, start, end);
    const sink = frame === undefined ? undefined : this.#ticks.get(frame.reqId);
    if (frame === undefined || sink === undefined) return false;
    sink.ticks(frame.ticks, frame.done);
    return true;
  }

  #barFrame(bytes: Buffer, start: number, end: number): boolean {
    if (this.#bars.size === 0) return false;
    const frame = BarFrame.open(bytes, start, end);
    const sink = frame === undefined ? undefined : this.#bars.get(frame.reqId);
    if (frame === undefined || sink === undefined) return false;
    if (frame.count > PORTION) frame.keep();
    frame.timeZone = sink.timeZone;
    this.#decode(frame);
    return true;
  }

  #decode(frame: BarFrame): void {
    if (frame.decode(PORTION)) this.#bars.get(frame.reqId)?.bars(frame.bars);
    else if (this.#bars.has(frame.reqId)) setImmediate(() => this.#decode(frame));
  }
}
