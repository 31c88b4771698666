// The trading program: one process of it. It connects, trades with a strategy, and can die.

import { getEventListeners } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { IBKRBroker, openJournal, type Journal } from '@cq/broker';
import { IBKRConnectionManager, silentLogger, type Logger } from '@cq/connection';
import { IBKRLiveDataFeed } from '@cq/market-data';
import type { Simulator, VirtualClock, VirtualNetwork } from '@cq/simulator';
import { chanceOf } from '../chance.js';
import { checkLeftovers } from '../checks/leftovers.js';
import type { EventLog, Failures } from '../event-log.js';
import { PORT } from '../mishaps/port.js';
import { Calls } from './calls.js';
import { every, later } from './every.js';
import type { OrderLedger } from './order-ledger.js';

/** Where a program runs. */
export interface Surroundings {
  readonly seed: number;
  readonly clock: VirtualClock;
  readonly network: VirtualNetwork;
  readonly sim: Simulator;
  readonly log: EventLog;
  readonly failures: Failures;
  readonly ledger: OrderLedger;
  /** The journal's file, for a program that keeps one. */
  readonly journal: string | undefined;
}

/** A stream besides quotes. */
export interface Reading {
  readonly kind: 'bars' | 'ticks' | 'depth';
  readonly symbol: string;
  /** When it last brought something, or was begun. */
  lastAt: number;
}

export const CLIENT_ID = 7;
const TIME_ZONE = 'America/New_York';

/** The operator looks this often whether the program still wants to be connected. */
const OPERATOR_MS = 15_000;

/** A program that trades, reads one stream and pauses now and then waits for its end in so many places. */
const MOST_WAITING = 10;

export class Program {
  readonly connection: IBKRConnectionManager;
  readonly broker: IBKRBroker;
  readonly feed: IBKRLiveDataFeed;
  readonly calls: Calls;
  readonly surroundings: Surroundings;
  /** Aborted when the program ends. */
  readonly life = new AbortController();
  /** The bars, ticks or books it reads, besides quotes; `undefined` when it reads none. */
  reading: Reading | undefined;
  readonly #journal: Journal | undefined;
  #isPaused = false;

  constructor(surroundings: Surroundings, generation: number) {
    const { seed, clock, network, failures } = surroundings;
    const tuning = chanceOf(seed, 'tuning');
    const { next: random } = chanceOf(seed, `jitter ${generation}`);
    this.surroundings = surroundings;
    this.calls = new Calls({ ...surroundings, life: this.life.signal });
    this.connection = new IBKRConnectionManager({
      clock,
      random,
      dial: network.dial,
      // As its settings say: a program that begins while TWS is elsewhere waits until it is back.
      port: PORT,
      clientId: CLIENT_ID,
      env: {},
      envFile: false,
      logger: watchfulLogger(failures),
      health: { pingAfterMs: tuning.pick([5_000, 15_000, 30_000]), pongWithinMs: 5_000 },
      reconnect: tuning.happens(0.2) ? { maxAttempts: 5 } : {},
    });
    this.#journal =
      surroundings.journal === undefined ? undefined : openJournal(surroundings.journal, { durability: 'process' });
    this.broker = new IBKRBroker({
      connection: this.connection,
      timeZone: TIME_ZONE,
      offTick: 'round',
      ...(this.#journal ? { journal: this.#journal } : {}),
    });
    this.feed = new IBKRLiveDataFeed({ connection: this.connection, random, fastPath: tuning.happens(0.7) });
  }

  get isAlive(): boolean {
    return !this.life.signal.aborted;
  }

  start(): void {
    this.#connect();
    this.#operate();
  }

  reconnect(): void {
    void this.calls.track('reconnect', () => this.connection.reconnect(), { show: String });
  }

  pause(forMs: number): void {
    this.#isPaused = true;
    void this.calls.track('disconnect', () => this.connection.disconnect());
    later(this.surroundings.clock, forMs, this.life.signal, () => {
      this.#isPaused = false;
      this.#connect();
    });
  }

  /** Everything it began ends with it. */
  async end(): Promise<void> {
    const waiting = getEventListeners(this.life.signal, 'abort').length;
    if (waiting > MOST_WAITING)
      this.surroundings.failures.add('nothing leaks', `${waiting} listeners wait for the end of the program`);
    this.life.abort(new Error('The program has ended'));
    await this.feed[Symbol.asyncDispose]();
    await this.broker[Symbol.asyncDispose]();
    // Whoever waited has been told by then. A question that is still open keeps its listener until its answer or its deadline.
    await this.surroundings.clock.sleep(1);
    if (!this.calls.isWaiting) await checkLeftovers(this.connection, this.surroundings.failures);
    await this.connection[Symbol.asyncDispose]();
    this.#journal?.close();
  }

  #connect(): void {
    void this.calls.track('connect', () => this.broker.connect({ retryCount: 5 }), {
      patienceMs: 600_000,
      show: String,
    });
  }

  /** A connection that has given up is asked to try again, as a person would. */
  #operate(): void {
    every(
      this.surroundings.clock,
      () => OPERATOR_MS,
      this.life.signal,
      () => {
        const { state } = this.connection;
        if (!this.#isPaused && (state === 'failed' || state === 'disconnected')) this.#connect();
      },
    );
  }
}

/** Errors that are no errors of ours are bugs of ours, even when they are only logged. */
function watchfulLogger(failures: Failures): Logger {
  const look = (fields: object, message: string): void => {
    for (const value of Object.values(fields)) {
      if (value instanceof TypeError || value instanceof RangeError || value instanceof ReferenceError)
        failures.add('no bug is only logged', `${message}: ${value.stack ?? value.message}`);
    }
  };
  return { ...silentLogger, warn: look, error: look };
}

/** A folder for journals, and the way to remove it. */
export function journalFolder(): { readonly path: string; readonly remove: () => void } {
  mkdirSync(tmpdir(), { recursive: true });
  const folder = mkdtempSync(path.join(tmpdir(), 'cq-chaos-'));
  return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
