// One day: a simulated TWS, a trading program, the mishaps of its seed, and the checks, all on one virtual clock.

import path from 'node:path';
import { Simulator, VirtualClock, VirtualNetwork } from '@cq/simulator';
import { allChecks } from './checks/all.js';
import type { Check } from './checks/check.js';
import { chanceOf, type Chance } from './chance.js';
import { EventLog, Failures, type Failure } from './event-log.js';
import type { Incident } from './incident.js';
import { Saboteur } from './saboteur.js';
import { drawSchedule } from './schedule.js';
import { PORT } from './mishaps/port.js';
import { OrderLedger } from './trader/order-ledger.js';
import { journalFolder, type Program, type Surroundings } from './trader/program.js';
import { Theatre } from './theatre.js';
import { watchProcess } from './watch-process.js';
import { WireDigest } from './wire-digest.js';

export interface DayOptions {
  readonly seed: number;
  /** How long the day is, in hours of the exchange. @default 6.5 */
  readonly hours?: number;
  /** @default 8 */
  readonly mishapsPerHour?: number;
  /** Play only the mishaps with these numbers. */
  readonly only?: readonly number[];
  /** Called with each program before anything listens to it: for tests that show that every check can fail. */
  readonly tamper?: (program: Program) => void;
}

export interface Day {
  readonly seed: number;
  readonly schedule: readonly Incident[];
  readonly failures: readonly Failure[];
  /** What happened, line by line. */
  readonly log: readonly string[];
  readonly counts: ReadonlyMap<string, number>;
  /** Real time it took. */
  readonly tookMs: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/**
 * 2026-01-14, 9:25 in New York: five minutes before the open of an ordinary Wednesday; and a moment, so that nobody looks
 * at the instant of a tick, when it is under way.
 */
const MORNING = Date.UTC(2026, 0, 14, 14, 25, 1, 700);
const FULL_DAY_HOURS = 6.5;
/** Before the first mishap, and after the last. */
const CALM_BEFORE_MS = 6 * MINUTE;
const CALM_AFTER_MS = 14 * MINUTE;
/** The last minutes see no new orders. */
const REST_MS = 3 * MINUTE;
const LOOK_EVERY_MS = 10_000;
/** Longer than any deadline. */
const CLOSING_MS = 5 * MINUTE;

/** The mishaps of a day, without playing it. */
export function scheduleOf({
  seed,
  hours = FULL_DAY_HOURS,
  mishapsPerHour = 8,
  only,
}: DayOptions): readonly Incident[] {
  const span = { from: CALM_BEFORE_MS, to: hours * HOUR - CALM_AFTER_MS };
  const schedule = drawSchedule(seed, span, mishapsPerHour);
  return only ? schedule.filter(({ number }) => only.includes(number)) : schedule;
}

/** Plays a day. Never rejects for what goes wrong in it: that is in `failures`. */
export async function playDay(options: DayOptions): Promise<Day> {
  const began = performance.now();
  const schedule = scheduleOf(options);
  const stage = await setStage(options);
  const { surroundings, journals } = stage;
  const { log, failures } = surroundings;
  const stopWatching = watchProcess(failures);
  try {
    await play(stage, schedule, options);
  } catch (error) {
    failures.add('nothing crashes', error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    stopWatching();
    journals?.remove();
  }
  log.add('wire', stage.digest.text);
  const { lines, counts } = log;
  return {
    seed: options.seed,
    schedule,
    failures: failures.all,
    log: lines,
    counts,
    tookMs: performance.now() - began,
  };
}

interface Stage {
  readonly surroundings: Surroundings;
  readonly checks: readonly Check[];
  readonly digest: WireDigest;
  readonly journals: ReturnType<typeof journalFolder> | undefined;
}

async function setStage(options: DayOptions): Promise<Stage> {
  const { seed, hours = FULL_DAY_HOURS } = options;
  const chance = chanceOf(seed, 'stage');
  const start = MORNING + Math.floor(chance.next() * Math.max(0, FULL_DAY_HOURS - hours) * 60) * MINUTE;
  const clock = new VirtualClock(start, { settleTurns: 2 });
  const log = new EventLog(clock);
  const failures = new Failures(log, clock);
  const network = new VirtualNetwork(clock, { latencyMs: latencyOf(chance) });
  const sim = await Simulator.start({
    clock,
    network,
    seed,
    port: PORT,
    marketHours: 'exchange',
    tickIntervalMs: chance.pick([5_000, 10_000, 20_000]),
    // Of older servers the library cannot read completed orders.
    serverVersion: chance.happens(0.5) ? 193 : chance.whole(177, 193),
    transcriptLimit: 0,
    nextOrderId: chance.whole(1, 100),
  });
  const journals = keepsJournal(options, chance) ? journalFolder() : undefined;
  const journal = journals && path.join(journals.path, 'journal');
  const surroundings = { seed, clock, network, sim, log, failures, ledger: new OrderLedger(), journal };
  const checks = allChecks.map((make) => make(surroundings));
  return { surroundings, checks, digest: new WireDigest(sim, clock), journals };
}

/** A program that will crash needs one. Asked of the whole schedule, so that a part of it is the same day otherwise. */
function keepsJournal({ only: _, ...whole }: DayOptions, chance: Chance): boolean {
  const crashes = scheduleOf(whole).some(({ steps }) => steps.some((step) => 'act' in step && step.act === 'crash'));
  return chance.happens(0.3) || crashes;
}

/** Bytes are under way for a time of their own, so that messages cross. */
function latencyOf(chance: Chance): () => number {
  const usual = chance.pick([0.2, 1, 5, 30]);
  const { next } = chanceOf(Math.floor(chance.next() * 2 ** 30), 'latency');
  return () => Math.round(usual * (0.5 + next()) * 10) / 10;
}

async function play(
  { surroundings, checks }: Stage,
  schedule: readonly Incident[],
  options: DayOptions,
): Promise<void> {
  const { clock, sim, network, failures } = surroundings;
  const lengthMs = (options.hours ?? FULL_DAY_HOURS) * HOUR;
  const end = clock.now() + lengthMs;
  const theatre = new Theatre(surroundings, { checks, tradeUntil: end - REST_MS, tamper: options.tamper });
  const saboteur = new Saboteur({ ...surroundings, victim: theatre }, schedule);
  clock.schedule(lengthMs - CALM_AFTER_MS, () => saboteur.heal());
  theatre.open();
  while (clock.now() < end) {
    await clock.advance(Math.min(LOOK_EVERY_MS, end - clock.now()));
    theatre.look();
  }
  await drive(clock, theatre.finish(), CLOSING_MS);
  await drive(clock, theatre.close(), CLOSING_MS);
  await drive(clock, sim.close(), CLOSING_MS);
  await clock.advance(MINUTE);
  theatre.program.calls.checkNone();
  if (clock.pending > 0) failures.add('nothing leaks', `${clock.pending} timers are left`);
  if (network.sockets > 0) failures.add('nothing leaks', `${network.sockets} sockets are left`);
}

/** Moves the clock until the promise has settled. */
async function drive(clock: VirtualClock, promise: Promise<void>, mostMs: number): Promise<void> {
  const call = { isOpen: true };
  const settled = promise.finally(() => (call.isOpen = false));
  settled.catch(() => undefined);
  for (let passed = 0; call.isOpen && passed < mostMs; passed += 100) await clock.advance(100);
  if (call.isOpen) throw new Error(`The day did not close within ${mostMs / 1_000} s`);
  await settled;
}
