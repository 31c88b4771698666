// Fifty thousand bars in one answer: what it takes, and the longest that anything else has to wait meanwhile.
import { EventName, IBApi } from '@stoqey/ib';
import type { BenchmarkContext } from '../harness/benchmark.js';
import { MemorySocket } from './memory.js';
import { contract, feedFor } from './ours.js';
import { barsMessage } from './traffic.js';

const BARS = 50_000;
/** What the library does in bearable time: its effort grows with the square. */
const FEWER_BARS = 5000;

export const HISTORY = '50,000 historical bars in one message';
export const LONGEST_TURN = `${HISTORY}, longest turn of the event loop`;

export async function historyRows({ quick, report }: BenchmarkContext): Promise<void> {
  const socket = new MemorySocket(BARS);
  const feed = feedFor(1, 41, { dial: () => socket });
  await feed.connect();
  barsMessage(0, BARS);
  const times: number[] = [];
  const turns: number[] = [];
  for (let round = -2; round < (quick ? 5 : 15); round += 1) {
    // The rules of TWS make identical requests wait: each asks for something else.
    const options = { duration: `${round + 10} D`, barSize: '1 min' } as const;
    globalThis.gc?.();
    const watch = watchTurns();
    const bars = await feed.getHistoricalBars(contract(round + 10), options);
    const { totalMs, longestMs } = watch();
    if (bars.length !== BARS) throw new Error(`${bars.length} bars instead of ${BARS}`);
    if (round < 0) continue;
    times.push(totalMs);
    turns.push(longestMs);
  }
  await feed[Symbol.asyncDispose]();
  report.row({ measure: HISTORY, unit: 'ms', better: 'lower', samples: { cq: times } });
  report.row({ measure: LONGEST_TURN, unit: 'ms', better: 'lower', samples: { cq: turns } });
  const theirs = Array.from({ length: quick ? 3 : 7 }, () => libraryMs(FEWER_BARS));
  const measure = '5,000 historical bars in one message';
  report.row({ measure, unit: 'ms', better: 'lower', ours: 'IBApi', samples: { IBApi: theirs } });
}

/** Processor time from now on, and the most of it that was spent in one turn of the event loop. */
function watchTurns(): () => { readonly totalMs: number; readonly longestMs: number } {
  const spent = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  const began = spent();
  let last = began;
  let longestMs = 0;
  let watching = true;
  const look = (): void => {
    const now = spent();
    longestMs = Math.max(longestMs, now - last);
    last = now;
    if (watching) setImmediate(look);
  };
  setImmediate(look);
  return () => {
    watching = false;
    return { totalMs: spent() - began, longestMs };
  };
}

/** The library's own decoding, without a socket, in processor time. */
function libraryMs(count: number): number {
  const ib = new IBApi({ host: '127.0.0.1', port: 1, clientId: 1, maxReqPerSec: 1e9 });
  let bars = 0;
  ib.on(EventName.historicalData, () => (bars += 1));
  const { socket } = (ib as unknown as { controller: { socket: { onData(bytes: Buffer): void } } }).controller;
  Object.assign(socket, { _serverVersion: 193, neverReceived: false, _status: 2 });
  const message = barsMessage(7, count);
  const before = process.cpuUsage();
  socket.onData(message);
  const { user, system } = process.cpuUsage(before);
  // The last event only says that it was all.
  if (bars !== count + 1) throw new Error(`the library gave ${bars} bars`);
  return (user + system) / 1000;
}
